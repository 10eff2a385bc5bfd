import { useEffect } from "react";
import { neighbourRoom } from "../features/rooms/order";
import type { Room } from "../protocol/entities";
import type { Route } from "./route";
import type { ChatSession } from "./session";

/**
 * Alt-↑/↓ go through the rooms, with Shift through the unread ones only.
 * Esc, when there is nothing to close, marks the open room read.
 */
export function useRoomKeys(session: ChatSession, route: Route, open: (room: Room) => void) {
    const openRoomId = route.page === "room" ? route.roomId : null;
    useEffect(() => {
        function keyDown(event: KeyboardEvent) {
            if (event.defaultPrevented || event.isComposing || document.querySelector("[role$=dialog]"))
                return;
            if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
                event.preventDefault();
                const step = event.key === "ArrowUp" ? -1 : 1;
                const room = neighbourRoom(
                    session.rooms.get(),
                    session.me.id,
                    openRoomId,
                    step,
                    event.shiftKey,
                );
                if (room) open(room);
            }
            const openRoom = openRoomId === null ? undefined : session.room(openRoomId);
            if (event.key === "Escape" && openRoom) session.seen(openRoom.id, openRoom.lastSeq);
        }
        window.addEventListener("keydown", keyDown);
        return () => window.removeEventListener("keydown", keyDown);
    }, [session, openRoomId, open]);
}
