import { useEffect, useMemo, useState } from "react";
import type { AuditEntry } from "../../protocol/accounts";
import type { Person } from "../../protocol/entities";
import { type Reply, succeeded } from "../../protocol/reply";
import { dayName, exactTime, timeOfDay } from "../../shared/dates";
import { usePageWords } from "../../shared/i18n/page-words";
import { PagedList } from "../../shared/paged-list";
import { Button } from "../../shared/ui/button";
import { Select } from "../../shared/ui/form-parts";
import { Bone, Notice, ProblemNotice } from "../../shared/ui/notice";
import { useStore } from "../../shared/use-store";
import { ActorFilter } from "./actor-filter";
import { actionInWords, actorInWords, auditActions, targetInWords } from "./audit-words";

type AuditPage = { entries: AuditEntry[]; nextBefore: string | null };

/** Who did what to whom, by action and by who did it. */
export function AuditSection({
    read,
    findUsers,
}: {
    /** Must be stable, as `findUsers`. */
    read: (filter: { action: string; actorId: string }, before?: string) => Promise<Reply<AuditPage>>;
    findUsers: (query: string) => Promise<Reply<Person[]>>;
}) {
    const { admin } = usePageWords();
    const [action, setAction] = useState("");
    const [actor, setActor] = useState<Person | null>(null);
    const actorId = actor?.id ?? "";
    const list = useMemo(
        () => new PagedList<AuditEntry>(async (before) => asPart(await read({ action, actorId }, before))),
        [read, action, actorId],
    );
    useEffect(() => void list.load(), [list]);
    const actions = auditActions(admin).map((value) => ({ value, label: actionInWords(admin, value) }));

    return (
        <>
            <p className="mb-5 text-ink2">{admin.auditHint}</p>
            <div className="grid gap-3 wide:grid-cols-2">
                <Select
                    label={admin.action}
                    value={action}
                    choices={[{ value: "", label: admin.anyAction }, ...actions]}
                    onChange={setAction}
                />
                <ActorFilter actor={actor} findUsers={findUsers} onChoose={setActor} />
            </div>
            <Entries list={list} onActor={setActor} />
        </>
    );
}

function Entries({ list, onActor }: { list: PagedList<AuditEntry>; onActor: (actor: Person) => void }) {
    const { admin } = usePageWords();
    const { phase, problem, items, nextBefore, loadingMore } = useStore(list.state);
    if (phase === "failed" && problem)
        return <ProblemNotice title={admin.auditFailed} problem={problem} onRetry={() => void list.load()} />;
    if (phase === "loading") return <Bone className="mt-4 h-40 w-full animate-appear-late" />;
    if (items.length === 0) return <Notice title={admin.noEntries}>{admin.noEntriesHint}</Notice>;
    return (
        <>
            <ol
                aria-label={admin.audit}
                className="mt-4 divide-y divide-line rounded-xl border border-line bg-raised"
            >
                {items.map((entry) => (
                    <Entry key={entry.id} entry={entry} onActor={onActor} />
                ))}
            </ol>
            {nextBefore !== null && (
                <Button className="mt-4" busy={loadingMore} onClick={() => void list.more()}>
                    {admin.more}
                </Button>
            )}
        </>
    );
}

function Entry({ entry, onActor }: { entry: AuditEntry; onActor: (actor: Person) => void }) {
    const { admin } = usePageWords();
    const { actor, happenedAt, action, address } = entry;
    const target = targetInWords(admin, entry);
    return (
        <li className="px-4 py-2.5">
            <p>
                {actor ? (
                    <button
                        type="button"
                        title={admin.onlyActor(actor.displayName)}
                        onClick={() => onActor(actor)}
                        className="font-strong hover:underline"
                    >
                        {actor.displayName}
                    </button>
                ) : (
                    <span className="text-ink2">{actorInWords(admin, entry)}</span>
                )}{" "}
                {actionInWords(admin, action)}
            </p>
            <p className="text-meta break-words text-ink2">
                <time dateTime={happenedAt} title={exactTime(happenedAt)} className="tabular-nums">
                    {`${dayName(happenedAt)}, ${timeOfDay(happenedAt)}`}
                </time>
                {target && ` · ${target}`}
                {address && ` · ${address}`}
            </p>
        </li>
    );
}

function asPart(reply: Reply<AuditPage>): Reply<{ items: AuditEntry[]; nextBefore: string | null }> {
    return reply.ok ? succeeded({ items: reply.value.entries, nextBefore: reply.value.nextBefore }) : reply;
}
