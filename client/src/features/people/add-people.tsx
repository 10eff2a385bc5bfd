import { useCallback, useState } from "react";
import type { Person } from "../../protocol/entities";
import type { Member } from "../../protocol/members";
import type { Reply } from "../../protocol/reply";
import { usePageWords } from "../../shared/i18n/page-words";
import { say } from "../../shared/toast";
import { Avatar } from "../../shared/ui/avatar";
import { Button } from "../../shared/ui/button";
import { Dialog } from "../../shared/ui/dialog";
import { SearchField } from "../../shared/ui/form-parts";
import { Bone } from "../../shared/ui/notice";
import { useLoaded } from "../../shared/use-loaded";
import { useSettled } from "../../shared/use-settled";
import { sentenceFor } from "../../shared/words";

/** Finds people and adds them to a room, one after the other. */
export function AddPeople({
    memberIds,
    find,
    add,
    onAdded,
    onClose,
}: {
    /** Who is known to be in the room. */
    memberIds: ReadonlySet<string>;
    /** Must be stable. */
    find: (query: string) => Promise<Reply<Person[]>>;
    add: (userId: string) => Promise<Reply<Member>>;
    onAdded: (member: Member) => void;
    onClose: () => void;
}) {
    const { keeping } = usePageWords();
    const [typed, setTyped] = useState("");
    const query = useSettled(typed.trim());
    const { value, problem } = useLoaded(useCallback(() => find(query), [find, query]));
    return (
        <Dialog title={keeping.addPeople} onClose={onClose}>
            <div className="px-5 pt-4 pb-2">
                <SearchField
                    label={keeping.addPerson}
                    autoFocus
                    value={typed}
                    onChange={(event) => setTyped(event.target.value)}
                />
            </div>
            <div className="min-h-52 overflow-y-auto px-5 pb-4">
                {problem && (
                    <p role="alert" className="py-2 text-error">
                        {sentenceFor(problem)}
                    </p>
                )}
                {value === null && !problem && <Bone className="mt-2 h-9 w-full animate-appear-late" />}
                {value?.length === 0 && <p className="py-2 text-ink2">{keeping.nobodyOfThatName}</p>}
                <ul>
                    {value?.map((person) => (
                        <Found
                            key={person.id}
                            person={person}
                            isIn={memberIds.has(person.id)}
                            add={add}
                            onAdded={onAdded}
                        />
                    ))}
                </ul>
            </div>
        </Dialog>
    );
}

function Found({
    person,
    isIn,
    add,
    onAdded,
}: {
    person: Person;
    isIn: boolean;
    add: (userId: string) => Promise<Reply<Member>>;
    onAdded: (member: Member) => void;
}) {
    const { keeping } = usePageWords();
    const [busy, setBusy] = useState(false);

    async function addNow() {
        setBusy(true);
        const reply = await add(person.id);
        setBusy(false);
        if (!reply.ok) return say(sentenceFor(reply.problem), "failed");
        onAdded(reply.value);
        say(keeping.added(person.displayName));
    }

    return (
        <li className="flex items-center gap-3 py-2">
            <Avatar person={person} />
            <div className="min-w-0 flex-1">
                <p className="truncate font-medium">{person.displayName}</p>
                <p className="truncate text-meta text-ink2">@{person.username}</p>
            </div>
            {isIn ? (
                <span className="text-meta text-ink2">{keeping.alreadyIn}</span>
            ) : (
                <Button
                    busy={busy}
                    aria-label={keeping.addName(person.displayName)}
                    onClick={() => void addNow()}
                >
                    {keeping.add}
                </Button>
            )}
        </li>
    );
}
