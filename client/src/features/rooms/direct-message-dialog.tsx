import { useEffect, useState } from "react";
import type { Person, Room } from "../../protocol/entities";
import type { PresenceStatus } from "../../protocol/events";
import type { Reply } from "../../protocol/reply";
import { useWords } from "../../shared/i18n/use-words";
import type { Store } from "../../shared/store";
import { Avatar } from "../../shared/ui/avatar";
import { Dialog } from "../../shared/ui/dialog";
import { TextField } from "../../shared/ui/field";
import { Bone } from "../../shared/ui/notice";
import { PresenceDot } from "../../shared/ui/presence-dot";
import { useStore } from "../../shared/use-store";
import { sentenceFor } from "../../shared/words";
import { useSearch } from "./search";

/** Finds somebody and opens the direct room with them. */
export function DirectMessageDialog({
    meId,
    presence: presenceStore,
    showPresence,
    findUsers,
    start,
    onStarted,
    onClose,
}: {
    meId: string;
    presence: Store<ReadonlyMap<string, PresenceStatus>>;
    /** Watches whether these people are here until the undo is called. */
    showPresence: (userIds: readonly string[]) => () => void;
    findUsers: (query: string) => Promise<Reply<Person[]>>;
    start: (userId: string) => Promise<Reply<Room>>;
    onStarted: (room: Room) => void;
    onClose: () => void;
}) {
    const words = useWords();
    const presence = useStore(presenceStore);
    const [query, setQuery] = useState("");
    const [busyId, setBusyId] = useState<string | null>(null);
    const [error, setError] = useState<string | null>(null);
    const search = useSearch(findUsers, query.trim());
    const others = search.results?.filter((person) => person.id !== meId);

    const shown = (others ?? []).map(({ id }) => id).join(" ");
    useEffect(() => (shown === "" ? undefined : showPresence(shown.split(" "))), [shown, showPresence]);

    async function choose(person: Person) {
        setBusyId(person.id);
        setError(null);
        const reply = await start(person.id);
        setBusyId(null);
        if (reply.ok) onStarted(reply.value);
        else setError(sentenceFor(reply.problem));
    }

    const trouble = error ?? (search.problem && sentenceFor(search.problem));
    return (
        <Dialog title={words.rooms.newDirectMessage} onClose={onClose}>
            <form
                className="px-5 pt-4 pb-3"
                onSubmit={(event) => {
                    event.preventDefault();
                    const first = others?.[0];
                    if (first) void choose(first);
                }}
            >
                <TextField
                    label={words.rooms.to}
                    value={query}
                    autoFocus
                    autoComplete="off"
                    autoCapitalize="none"
                    spellCheck={false}
                    maxLength={100}
                    placeholder={words.rooms.aName}
                    onChange={(event) => setQuery(event.target.value)}
                />
            </form>
            {trouble && (
                <p role="alert" className="px-5 pb-2 text-error">
                    {trouble}
                </p>
            )}
            <div className="min-h-52 overflow-y-auto px-2.5 pb-3">
                {others === undefined && !search.problem && <LoadingPeople />}
                {others?.length === 0 && (
                    <p className="px-2.5 py-2 text-ink2">
                        {query.trim() ? words.rooms.nobodyOfThatName : words.rooms.nobodyElse}
                    </p>
                )}
                <ul>
                    {others?.map((person) => (
                        <li key={person.id}>
                            <button
                                type="button"
                                disabled={busyId !== null}
                                onClick={() => void choose(person)}
                                className="flex w-full items-center gap-3 rounded-control p-2.5 text-start hover:bg-hover"
                            >
                                <span className="relative inline-flex shrink-0">
                                    <Avatar person={person} />
                                    <PresenceDot status={presence.get(person.id)} />
                                </span>
                                <span className="min-w-0">
                                    <span className="block truncate font-medium">{person.displayName}</span>
                                    <span className="block truncate text-meta text-ink2">
                                        @{person.username}
                                    </span>
                                </span>
                            </button>
                        </li>
                    ))}
                </ul>
            </div>
        </Dialog>
    );
}

function LoadingPeople() {
    return (
        <div className="animate-appear-late" aria-hidden>
            {[0, 1, 2].map((row) => (
                <div key={row} className="flex items-center gap-3 p-2.5">
                    <Bone className="size-9 rounded-avatar" />
                    <Bone className="h-3 w-36" />
                </div>
            ))}
        </div>
    );
}
