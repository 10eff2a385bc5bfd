import { type FormEvent, useEffect, useState } from "react";
import type { RoomFace } from "../../protocol/entities";
import type { Member } from "../../protocol/members";
import type { Problem, Reply } from "../../protocol/reply";
import { usePageWords } from "../../shared/i18n/page-words";
import { say } from "../../shared/toast";
import { Avatar } from "../../shared/ui/avatar";
import { Button } from "../../shared/ui/button";
import { classes } from "../../shared/ui/classes";
import { Dialog } from "../../shared/ui/dialog";
import { SearchField } from "../../shared/ui/form-parts";
import { Bone } from "../../shared/ui/notice";
import { useStore } from "../../shared/use-store";
import { sentenceFor } from "../../shared/words";
import { type MemberList, shownMembers } from "./member-list";

// Who is not among these is found by searching.
const shownMax = 50;

/** Chooses who owns a room from now on, before its last owner leaves it. */
export function HandOver({
    room,
    meId,
    list,
    handOver,
    onClose,
}: {
    room: RoomFace;
    meId: string;
    list: MemberList;
    /** Makes them an owner, and leaves. */
    handOver: (userId: string) => Promise<Reply<unknown>>;
    onClose: () => void;
}) {
    const { keeping, common } = usePageWords();
    const members = useStore(list.state);
    const [query, setQuery] = useState("");
    const [chosen, setChosen] = useState<Member | null>(null);
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState<Problem | null>(null);
    useEffect(() => void list.load(), [list]);
    const others = shownMembers(members, query).filter(({ user }) => user.id !== meId && !user.deactivated);

    async function submit(event: FormEvent) {
        event.preventDefault();
        if (!chosen) return;
        setBusy(true);
        const reply = await handOver(chosen.user.id);
        setBusy(false);
        if (!reply.ok) return setProblem(reply.problem);
        say(keeping.handedOver(chosen.user.displayName));
    }

    const trouble = problem ?? (members.phase === "failed" ? members.problem : null);
    return (
        <Dialog title={keeping.handOverTitle} onClose={onClose}>
            <form onSubmit={submit} className="flex min-h-0 flex-col gap-3 px-5 pt-3 pb-5">
                <p className="text-ink2">{keeping.handOverHint(room.name)}</p>
                <SearchField
                    label={keeping.searchMembers}
                    value={query}
                    onChange={(event) => setQuery(event.target.value)}
                />
                <fieldset className="min-h-40 overflow-y-auto">
                    <legend className="sr-only">{keeping.newOwner}</legend>
                    {members.phase === "loading" && <Bone className="h-9 w-full animate-appear-late" />}
                    {others.slice(0, shownMax).map((member) => (
                        <Candidate
                            key={member.user.id}
                            member={member}
                            chosen={member.user.id === chosen?.user.id}
                            onChoose={() => setChosen(member)}
                        />
                    ))}
                </fieldset>
                {trouble && (
                    <p role="alert" className="text-error">
                        {sentenceFor(trouble)}
                    </p>
                )}
                <div className="flex justify-end gap-2">
                    <Button onClick={onClose}>{common.cancel}</Button>
                    <Button look="primary" type="submit" busy={busy} disabled={chosen === null}>
                        {keeping.handOver}
                    </Button>
                </div>
            </form>
        </Dialog>
    );
}

function Candidate({ member, chosen, onChoose }: { member: Member; chosen: boolean; onChoose: () => void }) {
    const { user } = member;
    return (
        <label
            className={classes(
                "flex cursor-pointer items-center gap-3 rounded-control p-2",
                chosen ? "bg-soft" : "hover:bg-hover",
            )}
        >
            <input
                type="radio"
                name="owner"
                checked={chosen}
                onChange={onChoose}
                className="size-4 shrink-0 accent-(--accent)"
            />
            <Avatar person={user} size="small" />
            <span className="min-w-0 truncate font-medium">{user.displayName}</span>
            <span className="truncate text-meta text-ink2">@{user.username}</span>
        </label>
    );
}
