import type { Membership, Message, Person, Room } from "../../protocol/entities";
import { namesUser } from "../../shared/mention";

/** The rooms of the signed-in user. */
export type Rooms = {
    /** False until the server has named them once. */
    known: boolean;
    byId: ReadonlyMap<string, Room>;
};

export type RoomsChange =
    | { type: "known"; rooms: readonly Room[] }
    | { type: "put"; room: Room }
    | { type: "removed"; roomId: string }
    | { type: "membership"; roomId: string; membership: Membership }
    | { type: "message"; message: Message; me: Person; isNew: boolean };

export const noRooms: Rooms = { known: false, byId: new Map() };

/** The rooms after a change. Every change may arrive twice. */
export function changeRooms(rooms: Rooms, change: RoomsChange): Rooms {
    switch (change.type) {
        case "known":
            return { known: true, byId: new Map(change.rooms.map((room) => [room.id, room])) };
        case "put":
            return withRoom(rooms, mergeRoom(rooms.byId.get(change.room.id), change.room));
        case "removed":
            return withoutRoom(rooms, change.roomId);
        case "membership":
            return changeRoom(rooms, change.roomId, (room) => withMembership(room, change.membership));
        case "message":
            return changeRoom(rooms, change.message.roomId, (room) => withMessage(room, change));
    }
}

/** What the sidebar's badge of a room says. */
export function badgeOf(room: Room): { count: number; urgent: boolean } {
    const membership = room.membership;
    if (!membership || membership.muted) return { count: 0, urgent: false };
    const urgent = membership.mentionCount > 0 || room.kind === "direct";
    return { count: membership.unreadCount, urgent };
}

/** All unread messages of the rooms that are not muted. */
export function unreadTotal(rooms: Rooms): number {
    let total = 0;
    for (const room of rooms.byId.values()) total += badgeOf(room).count;
    return total;
}

/** What a room is called for this viewer: a direct room by the others in it. */
export function roomTitle(room: Room, meId: string): string {
    if (room.kind !== "direct") return room.name;
    const others = room.members.filter((person) => person.id !== meId);
    if (others.length === 0) return room.members[0]?.displayName ?? "Just you";
    return others.map((person) => person.displayName).join(", ");
}

function mergeRoom(held: Room | undefined, room: Room): Room {
    if (!held) return room;
    // What was counted before messages that have come meanwhile must not take them back.
    const outdated = room.membership === null || (held.membership !== null && room.lastSeq < held.lastSeq);
    return {
        ...room,
        membership: outdated ? held.membership : room.membership,
        members: room.members.length > 0 ? room.members : held.members,
        lastSeq: Math.max(room.lastSeq, held.lastSeq),
        version: Math.max(room.version, held.version),
    };
}

function withMembership(room: Room, membership: Membership): Room {
    if (room.membership && membership.lastReadSeq < room.membership.lastReadSeq) return room;
    // The server may count messages whose events are still on their way; those count on arrival.
    const knownUnread = Math.max(0, room.lastSeq - membership.lastReadSeq);
    const unreadCount = Math.min(membership.unreadCount, knownUnread);
    const mentionCount = Math.min(membership.mentionCount, unreadCount);
    return { ...room, membership: { ...membership, unreadCount, mentionCount } };
}

function withMessage(room: Room, change: Extract<RoomsChange, { type: "message" }>): Room {
    const { message, me } = change;
    const version = Math.max(room.version, message.version);
    if (!change.isNew || message.seq <= room.lastSeq) {
        return version === room.version ? room : { ...room, version };
    }
    const counts = message.author.id !== me.id && message.deletedAt === null;
    return {
        ...room,
        version,
        lastSeq: message.seq,
        lastMessageAt: message.createdAt,
        membership: room.membership && counts ? withUnread(room.membership, message, me) : room.membership,
    };
}

function withUnread(membership: Membership, message: Message, me: Person): Membership {
    if (message.seq <= membership.lastReadSeq) return membership;
    const named = namesUser(message.content, me.username) ? 1 : 0;
    return {
        ...membership,
        unreadCount: membership.unreadCount + 1,
        mentionCount: membership.mentionCount + named,
    };
}

function changeRoom(rooms: Rooms, roomId: string, change: (room: Room) => Room): Rooms {
    const held = rooms.byId.get(roomId);
    if (!held) return rooms;
    const changed = change(held);
    return changed === held ? rooms : withRoom(rooms, changed);
}

function withRoom(rooms: Rooms, room: Room): Rooms {
    return { ...rooms, byId: new Map(rooms.byId).set(room.id, room) };
}

function withoutRoom(rooms: Rooms, roomId: string): Rooms {
    if (!rooms.byId.has(roomId)) return rooms;
    const byId = new Map(rooms.byId);
    byId.delete(roomId);
    return { ...rooms, byId };
}
