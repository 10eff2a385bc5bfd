import { useCallback, useState } from "react";
import { roomApi } from "../connection/room-api";
import type { Room } from "../protocol/entities";
import type { Problem } from "../protocol/reply";
import { usePageWords } from "../shared/i18n/page-words";
import { Button } from "../shared/ui/button";
import { Notice, ProblemNotice } from "../shared/ui/notice";
import { useLoaded } from "../shared/use-loaded";
import { sentenceFor } from "../shared/words";
import type { Router } from "./route";
import type { ChatSession } from "./session";

/** Where a link of invitation leads: the room that it opens, and joining it. */
export function InvitePage({
    session,
    router,
    code,
}: {
    session: ChatSession;
    router: Router;
    code: string;
}) {
    const { keeping } = usePageWords();
    const { value, problem, reload } = useLoaded(
        useCallback(async () => {
            const reply = await roomApi.findInvite(code);
            return reply.ok ? { ok: true as const, value: { room: reply.value } } : reply;
        }, [code]),
    );
    const home = <Button onClick={() => router.go({ page: "home" })}>{keeping.backToRooms}</Button>;
    if (problem?.status === 404 || problem?.status === 422) {
        return (
            <Notice title={keeping.inviteGone} action={home}>
                {keeping.inviteGoneHint}
            </Notice>
        );
    }
    if (problem) return <ProblemNotice title={keeping.inviteFailed} problem={problem} onRetry={reload} />;
    if (value === null) return null;
    if (value.room === null) return <Notice title={keeping.inviteAlready} action={home} />;
    return <Invited session={session} router={router} code={code} room={value.room} />;
}

function Invited({
    session,
    router,
    code,
    room,
}: {
    session: ChatSession;
    router: Router;
    code: string;
    room: Room;
}) {
    const { keeping, common } = usePageWords();
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState<Problem | null>(null);

    async function join() {
        setBusy(true);
        const reply = await roomApi.joinByInvite(code);
        setBusy(false);
        if (!reply.ok) return setProblem(reply.problem);
        session.roomJoined(reply.value);
        router.go({ page: "room", roomId: reply.value.id }, "replace");
    }

    return (
        <Notice
            title={keeping.inviteTitle(room.name)}
            action={
                <Button look="primary" busy={busy} onClick={() => void join()}>
                    {keeping.inviteJoin}
                </Button>
            }
        >
            {common.members(room.memberCount)}
            {room.topic && ` · ${room.topic}`}
            {problem && (
                <span role="alert" className="mt-2 block text-error">
                    {sentenceFor(problem)}
                </span>
            )}
        </Notice>
    );
}
