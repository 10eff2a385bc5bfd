import { useState } from "react";
import { api } from "../connection/api";
import { roomApi } from "../connection/room-api";
import { HandOver } from "../features/people/hand-over";
import { MemberList } from "../features/people/member-list";
import type { RoomFace } from "../protocol/entities";
import type { Reply } from "../protocol/reply";
import type { ChatSession } from "./session";

/** Hands a room over to somebody else, and leaves it. */
export function HandOverDialog({
    session,
    room,
    onLeft,
    onClose,
}: {
    session: ChatSession;
    room: RoomFace;
    onLeft: () => void;
    onClose: () => void;
}) {
    const [list] = useState(() => new MemberList((cursor) => roomApi.members(room.id, cursor)));

    async function handOver(userId: string): Promise<Reply<unknown>> {
        const made = await roomApi.putMember(room.id, userId, "owner");
        if (!made.ok) return made;
        const left = await api.leaveRoom(room.id);
        if (left.ok) onLeft();
        return left;
    }

    return <HandOver room={room} meId={session.me.id} list={list} handOver={handOver} onClose={onClose} />;
}
