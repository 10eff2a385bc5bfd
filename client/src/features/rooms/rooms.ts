import type {
    Membership,
    MembershipFace,
    Message,
    Person,
    ReadPosition,
    Room,
    RoomFace,
} from "../../protocol/entities";
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
    /** Where oneself has read to, and the counts; `back` for a marker that may move back, as by marking messages unread. */
    | { type: "read"; roomId: string; position: ReadPosition; back?: boolean }
    /** What else is one's own in the room. */
    | { type: "membership"; roomId: string; membership: Partial<MembershipFace> }
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
        case "read":
            return changeRoom(rooms, change.roomId, (room) => withPosition(room, change));
        case "membership":
            return changeRoom(rooms, change.roomId, (room) =>
                room.membership
                    ? { ...room, membership: { ...room.membership, ...change.membership } }
                    : room,
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

/** Whether what the server counted lacks nothing that is known here of the room's messages. */
export function countsAll({ countedTo, version }: ReadPosition, room: Room): boolean {
    return (countedTo ?? room.lastSeq) >= room.lastSeq && (version ?? room.version) >= room.version;
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

/**
 * The room as it was told of anew. One's own place in it and its counts move by their own events alone: this room may
 * have been read before some of them, or after some that are still to come, which then must be counted as they come.
 */
function mergeRoom(held: Room | undefined, room: Room): Room {
    if (!held) return room;
    const members = room.members.length > 0 ? room.members : held.members;
    if (held.membership === null) return { ...room, members };
    const { membership, lastSeq, version, lastMessageAt } = held;
    return { ...room, members, membership, lastSeq, version, lastMessageAt };
}

function withPosition(room: Room, change: Extract<RoomsChange, { type: "read" }>): Room {
    const { position, back = false } = change;
    const { lastReadSeq } = position.membership;
    const held = room.membership;
    if (!held || (!back && lastReadSeq < held.lastReadSeq)) return room;
    if (!countsAll(position, room)) {
        // Where the marker stays, what was counted stays.
        return lastReadSeq === held.lastReadSeq ? room : withOlderCounts(room, held, position, back);
    }
    // The same where it is not said how much was counted: that may be less than is known.
    if (lastReadSeq === held.lastReadSeq && position.version === null) return room;
    const { unreadCount, mentionCount } = position.membership;
    return {
        ...room,
        // What the server counted before its event came is not counted again as that comes.
        lastSeq: position.countedTo ?? room.lastSeq,
        version: position.version ?? room.version,
        membership: { ...held, lastReadSeq, unreadCount, mentionCount },
    };
}

/**
 * Events have overtaken what the server says: it counted without them. How many of them count is known for sure only
 * once it has been asked again.
 */
function withOlderCounts(room: Room, held: Membership, position: ReadPosition, back: boolean): Room {
    const { lastReadSeq, unreadCount: unread, mentionCount: mentions } = position.membership;
    const overtaking = Math.max(0, room.lastSeq - (position.countedTo ?? room.lastSeq));
    const atMost = (counted: number, before: number) =>
        Math.min(counted + overtaking, back ? Number.MAX_SAFE_INTEGER : before);
    const unreadCount = atMost(unread, held.unreadCount);
    const mentionCount = Math.min(atMost(mentions, held.mentionCount), unreadCount);
    return { ...room, membership: { ...held, lastReadSeq, unreadCount, mentionCount } };
}

function withMessage(room: Room, change: Extract<RoomsChange, { type: "message" }>): Room {
    const { message, me } = change;
    const version = Math.max(room.version, message.version);
    if (!change.isNew || message.seq <= room.lastSeq) {
        const lastMessageAt = laterOf(room.lastMessageAt, change.isNew ? message.createdAt : null);
        if (version === room.version && lastMessageAt === room.lastMessageAt) return room;
        const uncounted = !change.isNew && message.version > room.version;
        const membership =
            room.membership && uncounted ? withChange(room.membership, message, me) : room.membership;
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
