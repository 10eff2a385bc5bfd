import { useEffect, useState } from "react";
import type { Person } from "../../protocol/entities";
import type { Reply } from "../../protocol/reply";
import { usePageWords } from "../../shared/i18n/page-words";
import type { Store } from "../../shared/store";
import { say } from "../../shared/toast";
import { Avatar } from "../../shared/ui/avatar";
import { Button } from "../../shared/ui/button";
import { Bone, Notice, ProblemNotice } from "../../shared/ui/notice";
import { useLoaded } from "../../shared/use-loaded";
import { useStore } from "../../shared/use-store";
import { sentenceFor } from "../../shared/words";

/** Whom one has blocked, and taking it back. */
export function BlockedSection({
    read,
    blockedIds,
    unblock,
}: {
    read: () => Promise<Reply<Person[]>>;
    /** Who is blocked now, also by another tab. */
    blockedIds: Store<ReadonlySet<string>>;
    unblock: (userId: string) => Promise<Reply<null>>;
}) {
    const { settings } = usePageWords();
    const { value, problem, reload } = useLoaded(read);
    const ids = useStore(blockedIds);
    useEffect(() => blockedIds.subscribe(reload), [blockedIds, reload]);
    const shown = value?.filter(({ id }) => ids.has(id));
    return (
        <>
            <p className="mb-6 text-ink2">{settings.blockedHint}</p>
            {problem && value === null && (
                <ProblemNotice title={settings.blockedFailed} problem={problem} onRetry={reload} />
            )}
            {value === null && !problem && <Bone className="h-14 w-full animate-appear-late" />}
            {shown?.length === 0 && (
                <Notice title={settings.nobodyBlocked}>{settings.nobodyBlockedHint}</Notice>
            )}
            {shown && shown.length > 0 && (
                <ul className="divide-y divide-line rounded-xl border border-line bg-raised">
                    {shown.map((person) => (
                        <BlockedPerson key={person.id} person={person} unblock={unblock} />
                    ))}
                </ul>
            )}
        </>
    );
}

function BlockedPerson({
    person,
    unblock,
}: {
    person: Person;
    unblock: (userId: string) => Promise<Reply<null>>;
}) {
    const { settings } = usePageWords();
    const [busy, setBusy] = useState(false);

    async function take() {
        setBusy(true);
        const reply = await unblock(person.id);
        setBusy(false);
        if (reply.ok) say(settings.unblocked(person.displayName));
        else say(sentenceFor(reply.problem), "failed");
    }

    return (
        <li className="flex items-center gap-3 px-4 py-3">
            <Avatar person={person} />
            <div className="min-w-0 flex-1">
                <p className="truncate font-medium">{person.displayName}</p>
                <p className="truncate text-meta text-ink2">@{person.username}</p>
            </div>
            <Button
                busy={busy}
                aria-label={settings.unblockName(person.displayName)}
                onClick={() => void take()}
            >
                {settings.unblock}
            </Button>
        </li>
    );
}
