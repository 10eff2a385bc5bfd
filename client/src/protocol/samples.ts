import type { Membership, Message, OwnUser, Person, Room } from "./entities";

/** Entities for tests: plausible ones, of which a test names only what it is about. */
export const mira: Person = { id: "u-mira", username: "mira", displayName: "Mira Okafor", avatarUrl: null };
export const tomas: Person = {
    id: "u-tomas",
    username: "tomas",
    displayName: "Tomás Vidal",
    avatarUrl: null,
};
export const miraUser: OwnUser = {
    ...mira,
    role: "member",
    statusText: "",
    deactivated: false,
    createdAt: "2026-06-01T08:00:00.000Z",
    email: null,
    chosenPresence: "automatic",
};

/** A message whose version is its seq unless a test says otherwise. */
export function sampleMessage(seq: number, part: Partial<Message> = {}): Message {
    return {
        id: `m-${seq}`,
        roomId: "r-1",
        seq,
        version: seq,
        author: tomas,
        content: `message ${seq}`,
        clientId: null,
        replyTo: null,
        createdAt: new Date(Date.UTC(2026, 5, 4, 9, 0, seq)).toISOString(),
        editedAt: null,
        deletedAt: null,
        reactions: [],
        image: null,
        pinned: null,
        threadSeq: null,
        thread: null,
        ...part,
    };
}

export function sampleMessages(first: number, last: number): Message[] {
    return Array.from({ length: last - first + 1 }, (_, index) => sampleMessage(first + index));
}

export function sampleMembership(part: Partial<Membership> = {}): Membership {
    return {
        role: "member",
        lastReadSeq: 0,
        unreadCount: 0,
        mentionCount: 0,
        muted: false,
        notifications: "all",
        ...part,
    };
}

export function sampleRoom(part: Partial<Room> = {}): Room {
    return {
        id: "r-1",
        kind: "public",
        name: "boat-restoration",
        topic: "",
        memberCount: 2,
        lastSeq: 0,
        version: 0,
        lastMessageAt: null,
        createdAt: "2026-06-01T08:00:00.000Z",
        archived: false,
        posting: "everyone",
        membership: sampleMembership(),
        members: [],
        ...part,
    };
}
