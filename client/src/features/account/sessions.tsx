import { useState } from "react";
import type { Session } from "../../protocol/accounts";
import type { Reply } from "../../protocol/reply";
import { dayName, exactTime, timeOfDay } from "../../shared/dates";
import { deviceOf } from "../../shared/device";
import { usePageWords } from "../../shared/i18n/page-words";
import { say } from "../../shared/toast";
import { Button } from "../../shared/ui/button";
import { Confirm } from "../../shared/ui/dialog";
import { Bone, ProblemNotice } from "../../shared/ui/notice";
import type { Loaded } from "../../shared/use-loaded";
import { sentenceFor } from "../../shared/words";

type Props = {
    sessions: Loaded<Session[]>;
    end: (id: string) => Promise<Reply<null>>;
    endOthers: () => Promise<Reply<null>>;
};

/** Where one is signed in, and ending it there. */
export function Sessions({ sessions, end, endOthers }: Props) {
    const { settings } = usePageWords();
    const [asking, setAsking] = useState(false);
    const { value, problem, reload, set } = sessions;
    if (value === null) {
        return problem ? (
            <ProblemNotice title={settings.sessionsFailed} problem={problem} onRetry={reload} />
        ) : (
            <LoadingSessions />
        );
    }

    async function endOne(session: Session) {
        const reply = await end(session.id);
        // Ended by somebody else already is ended as well.
        if (!reply.ok && reply.problem.status !== 404) return say(sentenceFor(reply.problem), "failed");
        set((held) => held.filter(({ id }) => id !== session.id));
        say(settings.sessionEnded);
    }

    const others = value.some((session) => !session.current);
    return (
        <>
            <ul className="divide-y divide-line rounded-xl border border-line bg-raised">
                {value.map((session) => (
                    <SessionLine key={session.id} session={session} onEnd={() => endOne(session)} />
                ))}
            </ul>
            {others ? (
                <Button className="mt-4" onClick={() => setAsking(true)}>
                    {settings.endOthers}
                </Button>
            ) : (
                <p className="mt-3 text-ink2">{settings.onlyHere}</p>
            )}
            {asking && (
                <EndOthers
                    endOthers={endOthers}
                    onEnded={() => set((held) => held.filter(({ current }) => current))}
                    onClose={() => setAsking(false)}
                />
            )}
        </>
    );
}

function SessionLine({ session, onEnd }: { session: Session; onEnd: () => Promise<void> }) {
    const { settings } = usePageWords();
    const [busy, setBusy] = useState(false);
    const { browser, system } = deviceOf(session.userAgent);
    const device =
        browser && system
            ? settings.device(browser, system)
            : (browser ?? system ?? (session.userAgent || settings.unknownDevice));

    async function endNow() {
        setBusy(true);
        await onEnd();
        setBusy(false);
    }

    return (
        <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
            <div className="min-w-0 flex-1 basis-56">
                <p className="flex items-baseline gap-2">
                    <span title={session.userAgent} className="truncate font-medium">
                        {device}
                    </span>
                    {session.current && (
                        <span className="shrink-0 rounded-full bg-soft px-2 text-meta font-medium text-accent">
                            {settings.thisSession}
                        </span>
                    )}
                </p>
                <p className="text-meta text-ink2">
                    <time dateTime={session.lastUsedAt} title={exactTime(session.lastUsedAt)}>
                        {settings.lastUsed(near(session.lastUsedAt))}
                    </time>
                    {session.address && ` ${settings.fromAddress(session.address)}`}
                    {" · "}
                    <time dateTime={session.createdAt} title={exactTime(session.createdAt)}>
                        {settings.signedInOn(dayName(session.createdAt))}
                    </time>
                </p>
            </div>
            {!session.current && (
                <Button busy={busy} aria-label={settings.endSessionOf(device)} onClick={() => void endNow()}>
                    {settings.endSession}
                </Button>
            )}
        </li>
    );
}

function EndOthers({
    endOthers,
    onEnded,
    onClose,
}: {
    endOthers: Props["endOthers"];
    onEnded: () => void;
    onClose: () => void;
}) {
    const { settings } = usePageWords();
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState<string | null>(null);

    async function confirm() {
        setBusy(true);
        const reply = await endOthers();
        setBusy(false);
        if (!reply.ok) return setError(sentenceFor(reply.problem));
        onEnded();
        onClose();
        say(settings.othersEnded);
    }

    return (
        <Confirm
            title={settings.endOthersQuestion}
            action={settings.endOthers}
            busy={busy}
            error={error}
            onConfirm={() => void confirm()}
            onClose={onClose}
        >
            {settings.endOthersHint}
        </Confirm>
    );
}

function near(iso: string): string {
    return `${dayName(iso)}, ${timeOfDay(iso)}`;
}

function LoadingSessions() {
    return (
        <div className="animate-appear-late space-y-3" aria-hidden>
            {[0, 1].map((line) => (
                <Bone key={line} className="h-16 w-full" />
            ))}
        </div>
    );
}
