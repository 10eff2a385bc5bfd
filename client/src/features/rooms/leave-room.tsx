import { useState } from "react";
import type { RoomFace } from "../../protocol/entities";
import type { Problem } from "../../protocol/reply";
import { useWords } from "../../shared/i18n/use-words";
import { Confirm } from "../../shared/ui/dialog";
import { sentenceFor } from "../../shared/words";

/** Asks before the user leaves a room. */
export function LeaveRoom({
    room,
    leave,
    onClose,
}: {
    room: RoomFace;
    leave: () => Promise<Problem | null>;
    onClose: () => void;
}) {
    const words = useWords();
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState<string | null>(null);

    async function confirm() {
        setBusy(true);
        const problem = await leave();
        setBusy(false);
        if (problem) setError(sentenceFor(problem));
        else onClose();
    }

    return (
        <Confirm
            title={words.rooms.leaveQuestion(room.name)}
            action={words.rooms.leave}
            busy={busy}
            error={error}
            onConfirm={() => void confirm()}
            onClose={onClose}
        >
            {room.kind === "public" ? words.rooms.leavePublicHint : words.rooms.leavePrivateHint}
        </Confirm>
    );
}
