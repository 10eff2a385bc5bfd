import { useCallback } from "react";
import { roomApi } from "../connection/room-api";
import { RoomSettings } from "../features/people/room-settings";
import type { RoomFace } from "../protocol/entities";
import type { Router } from "./route";
import type { ChatSession } from "./session";

/** What a room is called, who writes in it, its links, and its end. */
export function RoomSettingsDialog({
    session,
    router,
    room,
    onClose,
}: {
    session: ChatSession;
    router: Router;
    room: RoomFace;
    onClose: () => void;
}) {
    const roomId = room.id;
    return (
        <RoomSettings
            room={room}
            meId={session.me.id}
            keeper={{ role: room.membership?.role ?? null, admin: session.me.role === "admin" }}
            commands={{
                change: async (change) => {
                    const reply = await roomApi.change(roomId, change);
                    if (reply.ok) session.roomJoined(reply.value);
                    return reply;
                },
                remove: () => roomApi.remove(roomId),
                invites: useCallback(() => roomApi.invites(roomId), [roomId]),
                invite: (draft) => roomApi.invite(roomId, draft),
                revokeInvite: roomApi.revokeInvite,
            }}
            onRemoved={() => {
                onClose();
                router.go({ page: "home" }, "replace");
                session.roomLeft(roomId);
            }}
            onClose={onClose}
        />
    );
}
