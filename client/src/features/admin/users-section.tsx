import { useEffect, useMemo, useState } from "react";
import type { OwnUser } from "../../protocol/entities";
import { type Reply, succeeded } from "../../protocol/reply";
import { usePageWords } from "../../shared/i18n/page-words";
import { PagedList } from "../../shared/paged-list";
import { Button } from "../../shared/ui/button";
import { SearchField } from "../../shared/ui/form-parts";
import { Bone, Notice, ProblemNotice } from "../../shared/ui/notice";
import { useSettled } from "../../shared/use-settled";
import { useStore } from "../../shared/use-store";
import { type Asked, type UserCommands, UserDialogs } from "./user-dialogs";
import { UserLine } from "./user-line";

type UserPage = { users: OwnUser[]; nextCursor: string | null };

/** Everybody with an account: finding them, and what an admin may do to them. */
export function UsersSection({
    meId,
    find,
    commands,
}: {
    meId: string;
    /** Must be stable. */
    find: (query: string, cursor?: string) => Promise<Reply<UserPage>>;
    commands: UserCommands;
}) {
    const { admin } = usePageWords();
    const [typed, setTyped] = useState("");
    const query = useSettled(typed.trim());
    const list = useMemo(
        () => new PagedList<OwnUser>(async (cursor) => asPart(await find(query, cursor))),
        [find, query],
    );
    const [asked, setAsked] = useState<Asked | null>(null);
    useEffect(() => void list.load(), [list]);

    return (
        <>
            <p className="mb-5 text-ink2">{admin.usersHint}</p>
            <SearchField
                label={admin.searchUsers}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
            />
            <Found list={list} query={query} meId={meId} onAsk={setAsked} />
            {asked && (
                <UserDialogs
                    asked={asked}
                    commands={commands}
                    onChanged={(user) => list.change((held) => (held.id === user.id ? user : held))}
                    onClose={() => setAsked(null)}
                />
            )}
        </>
    );
}

function Found({
    list,
    query,
    meId,
    onAsk,
}: {
    list: PagedList<OwnUser>;
    query: string;
    meId: string;
    onAsk: (asked: Asked) => void;
}) {
    const { admin } = usePageWords();
    const { phase, problem, items, nextBefore, loadingMore } = useStore(list.state);
    if (phase === "failed" && problem)
        return <ProblemNotice title={admin.usersFailed} problem={problem} onRetry={() => void list.load()} />;
    if (phase === "loading") return <LoadingLines />;
    if (items.length === 0) return <Notice title={admin.nobodyFound}>{admin.nobodyFoundHint(query)}</Notice>;
    return (
        <>
            <ul
                aria-label={admin.users}
                className="mt-4 divide-y divide-line rounded-xl border border-line bg-raised"
            >
                {items.map((user) => (
                    <UserLine
                        key={user.id}
                        user={user}
                        self={user.id === meId}
                        onAsk={(kind) => onAsk({ kind, user })}
                    />
                ))}
            </ul>
            {nextBefore !== null && (
                <Button className="mt-4" busy={loadingMore} onClick={() => void list.more()}>
                    {admin.more}
                </Button>
            )}
        </>
    );
}

function LoadingLines() {
    return (
        <div className="mt-4 animate-appear-late space-y-3" aria-hidden>
            {[0, 1, 2, 3].map((line) => (
                <Bone key={line} className="h-14 w-full" />
            ))}
        </div>
    );
}

function asPart(reply: Reply<UserPage>): Reply<{ items: OwnUser[]; nextBefore: string | null }> {
    return reply.ok ? succeeded({ items: reply.value.users, nextBefore: reply.value.nextCursor }) : reply;
}
