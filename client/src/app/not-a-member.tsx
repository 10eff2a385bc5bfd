import { ArrowLeft } from "lucide-react";
import { useEffect, useState } from "react";
import { api } from "../connection/api";
import type { Room } from "../protocol/entities";
import type { Problem, Reply } from "../protocol/reply";
import { Button, IconButton } from "../shared/ui/button";
import { Bone, Notice, ProblemNotice } from "../shared/ui/notice";
import { counted, sentenceFor } from "../shared/words";

/** The address of a room that the user has not joined: what it is, and joining it where one may. */
export function NotAMember({
    roomId,
    join,
    onBack,
}: {
    roomId: string;
    join: (roomId: string) => Promise<Reply<Room>>;
    onBack: () => void;
}) {
    const [found, setFound] = useState<Reply<Room> | null>(null);
    const [attempt, setAttempt] = useState(0);

    // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt asks the same again.
    useEffect(() => {
        let current = true;
        void api.room(roomId).then((reply) => current && setFound(reply));
        return () => {
            current = false;
        };
    }, [roomId, attempt]);

    return (
        <div className="flex min-h-0 flex-1 flex-col">
            <header className="flex h-14 shrink-0 items-center gap-1 border-b border-line px-2 wide:px-[22px]">
                <IconButton label="Back" onClick={onBack} className="wide:hidden">
                    <ArrowLeft size={20} />
                </IconButton>
                {found === null && <Bone className="h-4 w-36" />}
                {found?.ok && <h1 className="truncate font-strong text-title"># {found.value.name}</h1>}
            </header>
            {found?.ok && <Invitation room={found.value} join={join} />}
            {found && !found.ok && (
                <Missing
                    problem={found.problem}
                    onBack={onBack}
                    onRetry={() => setAttempt((count) => count + 1)}
                />
            )}
        </div>
    );
}

function Invitation({ room, join }: { room: Room; join: (roomId: string) => Promise<Reply<Room>> }) {
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState<Problem | null>(null);

    async function joinNow() {
        setBusy(true);
        const reply = await join(room.id);
        setBusy(false);
        if (!reply.ok) setProblem(reply.problem);
    }

    return (
        <Notice
            title={`You are not in ${room.name}`}
            action={
                <Button look="primary" busy={busy} onClick={() => void joinNow()}>
                    Join
                </Button>
            }
        >
            {counted(room.memberCount, "member", "members")}
            {room.topic && ` · ${room.topic}`}
            {problem && (
                <span role="alert" className="mt-2 block text-error">
                    {sentenceFor(problem)}
                </span>
            )}
        </Notice>
    );
}

function Missing({
    problem,
    onBack,
    onRetry,
}: {
    problem: Problem;
    onBack: () => void;
    onRetry: () => void;
}) {
    if (problem.status === 404 || problem.status === 403) {
        return (
            <Notice title="No such room" action={<Button onClick={onBack}>Back to your rooms</Button>}>
                It is not there any more, or it is not open to you.
            </Notice>
        );
    }
    return <ProblemNotice title="The room could not be opened" problem={problem} onRetry={onRetry} />;
}
