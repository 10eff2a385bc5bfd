import { ArrowLeft, Ellipsis, LogOut } from "lucide-react";
import { useState } from "react";
import type { Room } from "../../protocol/entities";
import type { Problem } from "../../protocol/reply";
import { IconButton } from "../../shared/ui/button";
import { Confirm } from "../../shared/ui/dialog";
import { Menu, MenuItem } from "../../shared/ui/menu";
import { counted, sentenceFor } from "../../shared/words";
import { roomTitle } from "./rooms";

/** The open room's name and state, and leaving it. */
export function RoomHeader({
    room,
    meId,
    leave,
    onBack,
}: {
    room: Room;
    meId: string;
    leave: () => Promise<Problem | null>;
    onBack: () => void;
}) {
    const [leaving, setLeaving] = useState(false);
    const mark = room.kind === "private" ? "◆" : "#";
    return (
        <header className="flex h-14 shrink-0 items-center gap-1 border-b border-line px-2 wide:gap-3 wide:px-[22px]">
            <IconButton label="Back" onClick={onBack} className="wide:hidden">
                <ArrowLeft size={20} />
            </IconButton>
            <h1 className="min-w-0 shrink-0 truncate font-strong text-title max-wide:max-w-[70%] wide:max-w-[50%]">
                {room.kind !== "direct" && <span aria-hidden>{mark} </span>}
                {roomTitle(room, meId)}
            </h1>
            <p className="hidden min-w-0 flex-1 truncate text-[14px] text-ink2 wide:block">
                {room.kind !== "direct" && counted(room.memberCount, "member", "members")}
                {room.kind !== "direct" && room.topic && " · "}
                {room.topic}
            </p>
            <span className="flex-1 wide:hidden" />
            {room.kind !== "direct" && (
                <Menu
                    trigger={
                        <IconButton label="Room menu">
                            <Ellipsis size={18} />
                        </IconButton>
                    }
                >
                    <MenuItem danger onSelect={() => setLeaving(true)}>
                        <LogOut size={16} /> Leave room
                    </MenuItem>
                </Menu>
            )}
            {leaving && <LeaveRoom room={room} leave={leave} onClose={() => setLeaving(false)} />}
        </header>
    );
}

function LeaveRoom({
    room,
    leave,
    onClose,
}: {
    room: Room;
    leave: () => Promise<Problem | null>;
    onClose: () => void;
}) {
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
            title={`Leave ${room.name}?`}
            action="Leave room"
            busy={busy}
            error={error}
            onConfirm={() => void confirm()}
            onClose={onClose}
        >
            {room.kind === "public"
                ? "You can join again whenever you like."
                : "You can only come back when somebody adds you again."}
        </Confirm>
    );
}
