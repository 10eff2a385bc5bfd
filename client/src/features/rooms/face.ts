import type { Membership, MembershipFace, Room, RoomFace } from "../../protocol/entities";
import type { Rooms } from "./rooms";

type Moving = Exclude<keyof Room, keyof RoomFace> | Exclude<keyof Membership, keyof MembershipFace>;

// Named one by one, so that a field that is new counts as one of those that are shown.
const moving: ReadonlySet<string> = new Set<Moving>([
    "lastSeq",
    "version",
    "lastMessageAt",
    "lastReadSeq",
    "unreadCount",
    "mentionCount",
]);

/** Gives one room's face out of all rooms: the same one for as long as only what was said and read has moved. */
export function faceOf(roomId: string): (rooms: Rooms) => RoomFace | undefined {
    let face: RoomFace | undefined;
    return ({ byId }) => {
        const room = byId.get(roomId);
        if (!face || !room || !looksAlike(face, room)) face = room;
        return face;
    };
}

function looksAlike(face: RoomFace, room: RoomFace): boolean {
    if (face.membership === null || room.membership === null) {
        if (face.membership !== room.membership) return false;
    } else if (!hasSame(face.membership, room.membership)) return false;
    return hasSame({ ...face, membership: null }, { ...room, membership: null });
}

function hasSame<T extends object>(one: T, other: T): boolean {
    const keys = Object.keys(one) as (keyof T & string)[];
    return keys.every((key) => moving.has(key) || Object.is(one[key], other[key]));
}
