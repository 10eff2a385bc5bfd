import { ArrowLeft } from "lucide-react";
import { useEffect, useState } from "react";
import { api } from "../connection/api";
import type { Room } from "../protocol/entities";
import type { Problem, Reply } from "../protocol/reply";
import { useWords } from "../shared/i18n/use-words";
import { Button, IconButton } from "../shared/ui/button";
import { Bone, Notice, ProblemNotice } from "../shared/ui/notice";
import { sentenceFor } from "../shared/words";

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
    const words = useWords();
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
                <IconButton label={words.common.back} onClick={onBack} className="wide:hidden">
                    <ArrowLeft size={20} className="rtl:-scale-x-100" />
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
    const words = useWords();
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
            heading="h1"
            title={words.rooms.notInRoom(room.name)}
            action={
                <Button look="primary" busy={busy} onClick={() => void joinNow()}>
                    {words.rooms.join}
                </Button>
            }
        >
            {words.common.members(room.memberCount)}
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
    const words = useWords();
    if (problem.status === 404 || problem.status === 403) {
        return (
            <Notice
                heading="h1"
                title={words.rooms.noSuchRoom}
                action={<Button onClick={onBack}>{words.rooms.backToRooms}</Button>}
            >
                {words.rooms.noSuchRoomHint}
            </Notice>
        );
    }
    return <ProblemNotice title={words.rooms.openFailed} problem={problem} onRetry={onRetry} />;
}
