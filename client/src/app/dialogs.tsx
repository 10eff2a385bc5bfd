import { api } from "../connection/api";
import type { Room } from "../protocol/entities";
import { Later, loadLater } from "../shared/ui/later";
import type { Router } from "./route";
import type { ChatSession } from "./session";

const CreateRoomDialog = loadLater(
    async () => (await import("../features/rooms/create-room-dialog")).CreateRoomDialog,
);
const DirectMessageDialog = loadLater(
    async () => (await import("../features/rooms/direct-message-dialog")).DirectMessageDialog,
);

const KeyboardHelp = loadLater(async () => (await import("../features/help/keyboard-help")).KeyboardHelp);

const Jump = loadLater(async () => (await import("./jump")).Jump);

export type OpenDialog = "jump" | "createRoom" | "directMessage" | "keys" | null;

/** The dialog that is open over everything else, if any. */
export function Dialogs({
    open,
    session,
    router,
    onEntered,
    onClose,
}: {
    open: OpenDialog;
    session: ChatSession;
    router: Router;
    onEntered: (room: Room) => void;
    onClose: () => void;
}) {
    return (
        <Later key={open} onFailed={onClose}>
            {open === "jump" && (
                <Jump session={session} router={router} onEntered={onEntered} onClose={onClose} />
            )}
            {open === "createRoom" && (
                <CreateRoomDialog create={api.createRoom} onCreated={onEntered} onClose={onClose} />
            )}
            {open === "keys" && <KeyboardHelp onClose={onClose} />}
            {open === "directMessage" && (
                <DirectMessageDialog
                    meId={session.me.id}
                    presence={session.presence.byUserId}
                    showPresence={session.presence.show}
                    findUsers={api.findUsers}
                    start={startDirect}
                    onStarted={onEntered}
                    onClose={onClose}
                />
            )}
        </Later>
    );
}

function startDirect(userId: string) {
    return api.createRoom({ kind: "direct", userIds: [userId] });
}
