import { useCallback, useState } from "react";
import type { Session } from "../../protocol/accounts";
import type { Person } from "../../protocol/entities";
import type { Reply } from "../../protocol/reply";
import { dayName, exactTime, timeOfDay } from "../../shared/dates";
import { deviceOf } from "../../shared/device";
import { usePageWords } from "../../shared/i18n/page-words";
import { say } from "../../shared/toast";
import { AskFirst } from "../../shared/ui/ask-first";
import { Button } from "../../shared/ui/button";
import { Dialog } from "../../shared/ui/dialog";
import { Bone, ProblemNotice } from "../../shared/ui/notice";
import { useLoaded } from "../../shared/use-loaded";

/** Where somebody is signed in, and signing them out. */
export function UserSessions({
    user,
    read,
    end,
    onClose,
}: {
    user: Person;
    read: (userId: string) => Promise<Reply<Session[]>>;
    end: (userId: string) => Promise<Reply<null>>;
    onClose: () => void;
}) {
    const { admin } = usePageWords();
    const [asking, setAsking] = useState(false);
    const { value, problem, reload } = useLoaded(useCallback(() => read(user.id), [read, user.id]));

    async function endAll() {
        const reply = await end(user.id);
        if (reply.ok) say(admin.sessionsEnded(user.displayName));
        return reply;
    }

    if (asking) {
        return (
            <AskFirst
                title={admin.endSessionsQuestion(user.displayName)}
                action={admin.endSessions}
                run={endAll}
                onClose={onClose}
            >
                {admin.endSessionsHint}
            </AskFirst>
        );
    }
    return (
        <Dialog title={admin.sessionsOf(user.displayName)} onClose={onClose}>
            <div className="overflow-y-auto px-5 pt-3 pb-5">
                {value === null && problem && (
                    <ProblemNotice title={admin.sessionsFailed} problem={problem} onRetry={reload} />
                )}
                {value === null && !problem && <Bone className="h-12 w-full animate-appear-late" />}
                {value?.length === 0 && <p className="text-ink2">{admin.noSessions}</p>}
                {value && value.length > 0 && (
                    <>
                        <ul className="divide-y divide-line">
                            {value.map((session) => (
                                <SessionLine key={session.id} session={session} />
                            ))}
                        </ul>
                        <div className="mt-3 flex justify-end">
                            <Button look="danger" onClick={() => setAsking(true)}>
                                {admin.endSessions}
                            </Button>
                        </div>
                    </>
                )}
            </div>
        </Dialog>
    );
}

function SessionLine({ session }: { session: Session }) {
    const { admin } = usePageWords();
    const { browser, system } = deviceOf(session.userAgent);
    const device = [browser, system].filter(Boolean).join(" · ");
    const { lastUsedAt } = session;
    return (
        <li className="py-2.5">
            <p title={session.userAgent} className="truncate font-medium">
                {device || session.userAgent || admin.unknownDevice}
            </p>
            <p className="text-meta text-ink2">
                <time dateTime={lastUsedAt} title={exactTime(lastUsedAt)}>
                    {admin.lastUsed(`${dayName(lastUsedAt)}, ${timeOfDay(lastUsedAt)}`)}
                </time>
                {session.address && ` · ${session.address}`}
            </p>
        </li>
    );
}
