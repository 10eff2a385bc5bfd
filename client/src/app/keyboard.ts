import { useLayoutEffect } from "react";
import { neighbourRoom } from "../features/rooms/order";
import { emptyQuery } from "../features/search/query";
import type { Room } from "../protocol/entities";
import { messageField } from "../shared/ui/return-focus";
import { openSearch, type Route, type Router } from "./route";
import type { ChatSession } from "./session";

/**
 * Ctrl-K, or Cmd-K, jumps; with Shift and F it searches. Alt-↑/↓ go through the rooms, with Shift through the unread ones only.
 * ? shows all keys. Esc closes what stands beside the room, and when there is nothing to close, marks the open room read.
 * What is typed while nothing has the focus is written in the message: a dialog that closes gives the focus back a moment
 * later, and nothing typed in that moment may be lost.
 */
export function useRoomKeys(
    session: ChatSession,
    router: Router,
    route: Route,
    { open, showKeys, jump }: { open: (room: Room) => void; showKeys: () => void; jump: () => void },
) {
    const openRoomId = route.page === "room" ? route.roomId : null;
    const sideIsOpen = route.page === "room" && route.side !== undefined;
    // What is drawn hears its keys: a passive effect may come after the first of them.
    useLayoutEffect(() => {
        function keyDown(event: KeyboardEvent) {
            if (event.defaultPrevented || event.isComposing || document.querySelector("[role$=dialog]"))
                return;
            const command = (event.ctrlKey || event.metaKey) && !event.altKey;
            if (command && !event.shiftKey && event.key.toLowerCase() === "k") {
                event.preventDefault();
                jump();
            }
            if (command && event.shiftKey && event.key.toLowerCase() === "f") {
                event.preventDefault();
                openSearch(router, { ...emptyQuery, roomId: openRoomId });
            }
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
            if (event.key === "?" && !isWriting(event.target)) {
                event.preventDefault();
                showKeys();
            } else if (event.target === document.body && isCharacter(event)) {
                messageField()?.focus({ preventScroll: true });
            }
            const openRoom = openRoomId === null ? undefined : session.room(openRoomId);
            if (event.key !== "Escape" || !openRoom) return;
            if (sideIsOpen) router.closeSide();
            else session.counts.markRead(openRoom);
        }
        window.addEventListener("keydown", keyDown);
        return () => window.removeEventListener("keydown", keyDown);
    }, [session, router, openRoomId, sideIsOpen, open, showKeys, jump]);
}

/** Whether a key writes something. The space bar scrolls where nothing has the focus. */
function isCharacter(event: KeyboardEvent): boolean {
    return [...event.key].length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey;
}

/** Whether a key pressed there is a character of a text. */
function isWriting(target: EventTarget | null): boolean {
    return target instanceof Element && target.closest("input, textarea, [contenteditable]") !== null;
}
