import type { Membership, Message, Person, Room, RoomFace } from "../../protocol/entities";
import { words } from "../../shared/i18n/language";
import { namesUser } from "../../shared/mention";

/** The rooms of the signed-in user. */
export type Rooms = {
    /** False until the server has named them once. */
    known: boolean;
    byId: ReadonlyMap<string, Room>;
    /** At which version each room was as the server last named them all. */
    namedAt: ReadonlyMap<string, number>;
};

export type RoomsChange =
    | { type: "known"; rooms: readonly Room[] }
    | { type: "put"; room: Room }
    | { type: "removed"; roomId: string }
    /**
     * `countedTo` is the seq up to which the server counted, where it says so; `back` for a marker that may move back,
     * as by marking messages unread.
     */
    | { type: "membership"; roomId: string; membership: Membership; countedTo: number | null; back?: boolean }
    /** Somebody has another name or picture. */
    | { type: "person"; person: Person }
    | { type: "message"; message: Message; me: Person; isNew: boolean };

export const noRooms: Rooms = { known: false, byId: new Map(), namedAt: new Map() };

/** The rooms after a change. Every change may arrive twice. */
export function changeRooms(rooms: Rooms, change: RoomsChange): Rooms {
    switch (change.type) {
        case "known":
            return {
                known: true,
                byId: new Map(change.rooms.map((room) => [room.id, room])),
                namedAt: new Map(change.rooms.map(({ id, version }) => [id, version])),
            };
        case "put":
            return withRoom(rooms, mergeRoom(rooms.byId.get(change.room.id), change.room));
        case "removed":
            return withoutRoom(rooms, change.roomId);
        case "membership":
            return changeRoom(rooms, change.roomId, (room) =>
                withMembership(
                    room,
                    change.membership,
                    change.countedTo ?? room.lastSeq,
                    change.back ?? false,
                ),
            );
        case "person":
            return withPerson(rooms, change.person);
        case "message":
            return changeRoom(rooms, change.message.roomId, (room) => withMessage(room, change));
    }
}

/** Whether news of a room at this version is older than what the server said as it last named all rooms. */
export function isOutdated({ namedAt }: Rooms, roomId: string, version: number): boolean {
    return version < (namedAt.get(roomId) ?? 0);
}

/** What the sidebar's badge of a room says. */
export function badgeOf(room: Room): { count: number; urgent: boolean; named: boolean } {
    const membership = room.membership;
    if (!membership || membership.muted) return { count: 0, urgent: false, named: false };
    const named = membership.mentionCount > 0;
    return { count: membership.unreadCount, urgent: named || room.kind === "direct", named };
}

/** What a room is called for this viewer: a direct room by the others in it. */
export function roomTitle(room: RoomFace, meId: string): string {
    if (room.kind !== "direct") return room.name;
    const others = room.members.filter((person) => person.id !== meId);
    if (others.length === 0) return room.members[0]?.displayName ?? words().rooms.justYou;
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

function withMembership(room: Room, membership: Membership, countedTo: number, back: boolean): Room {
    const held = room.membership;
    if (!back && held && membership.lastReadSeq < held.lastReadSeq) return room;
    // Where the marker stays, what was counted stays: such news may be older than the room, told along with `ready`.
    if (held?.lastReadSeq === membership.lastReadSeq) {
        const { unreadCount, mentionCount } = held;
        return { ...room, membership: { ...membership, unreadCount, mentionCount } };
    }
    // What the server counted before its event came is not counted again as that comes.
    if (countedTo >= room.lastSeq) return { ...room, lastSeq: countedTo, membership };
    // Messages have overtaken what the server says: it counted without them. How many of them count is known for sure
    // only once it has been asked again.
    const overtaking = room.lastSeq - countedTo;
    const atMost = (counted: number, before: number) =>
        Math.min(counted + overtaking, back ? Number.MAX_SAFE_INTEGER : before);
    const unreadCount = atMost(membership.unreadCount, held?.unreadCount ?? 0);
    const mentionCount = Math.min(atMost(membership.mentionCount, held?.mentionCount ?? 0), unreadCount);
    return { ...room, membership: { ...membership, unreadCount, mentionCount } };
}

function withMessage(room: Room, change: Extract<RoomsChange, { type: "message" }>): Room {
    const { message, me } = change;
    const version = Math.max(room.version, message.version);
    if (!change.isNew || message.seq <= room.lastSeq) {
        const lastMessageAt = laterOf(room.lastMessageAt, change.isNew ? message.createdAt : null);
        if (version === room.version && lastMessageAt === room.lastMessageAt) return room;
        const membership = room.membership && withChange(room.membership, message, me);
        return { ...room, version, lastMessageAt, membership };
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

/** Of two of the server's times, all of which are written alike. */
function laterOf(one: string | null, other: string | null): string | null {
    return one === null || (other !== null && other > one) ? other : one;
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

/** What is deleted is unread to nobody any more. */
function withChange(membership: Membership, message: Message, me: Person): Membership {
    const { lastReadSeq, unreadCount } = membership;
    const wasUnread = message.seq > lastReadSeq && message.author.id !== me.id && unreadCount > 0;
    if (message.deletedAt === null || !wasUnread) return membership;
    const mentionCount = Math.min(membership.mentionCount, unreadCount - 1);
    return { ...membership, unreadCount: unreadCount - 1, mentionCount };
}

/** Direct rooms are called by their people. */
function withPerson(rooms: Rooms, person: Person): Rooms {
    const theirs = [...rooms.byId.values()].filter(({ members }) =>
        members.some(({ id }) => id === person.id),
    );
    return theirs.reduce(
        (changed, room) =>
            withRoom(changed, {
                ...room,
                members: room.members.map((member) => (member.id === person.id ? person : member)),
            }),
        rooms,
    );
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
