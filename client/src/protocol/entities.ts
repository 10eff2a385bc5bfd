import {
    boolean,
    count,
    list,
    nullable,
    object,
    oneOf,
    type Reader,
    string,
    time,
    withDefault,
} from "./read";

/** The part of a user that travels with everything they do. */
export type Person = {
    id: string;
    username: string;
    displayName: string;
    avatarUrl: string | null;
};

export type User = Person & { role: "member" | "admin" };

export type Membership = {
    role: "owner" | "moderator" | "member";
    lastReadSeq: number;
    unreadCount: number;
    mentionCount: number;
    muted: boolean;
};

export type Room = {
    id: string;
    kind: "public" | "private" | "direct";
    name: string;
    topic: string;
    memberCount: number;
    lastSeq: number;
    version: number;
    lastMessageAt: string | null;
    createdAt: string;
    archived: boolean;
    /** Null for a room that the viewer has not joined. */
    membership: Membership | null;
    /** Who talks in a direct room; empty for every other kind. */
    members: Person[];
};

export type ImageInfo = {
    width: number;
    height: number;
    /** A `data:` URI of a few pixels, or null where none is known. */
    placeholder: string | null;
};

export type Reaction = { emoji: string; count: number; userIds: string[] };

export type ReplyTarget = { id: string; seq: number; author: Person; excerpt: string };

export type Message = {
    id: string;
    roomId: string;
    /** 1, 2, 3, … in its room, without a gap. */
    seq: number;
    /** The room's version at this message's last change. */
    version: number;
    author: Person;
    content: string;
    clientId: string | null;
    replyTo: ReplyTarget | null;
    createdAt: string;
    editedAt: string | null;
    deletedAt: string | null;
    reactions: Reaction[];
    /** Only beside the content of an uploaded image. */
    image: ImageInfo | null;
};

export const readPerson: Reader<Person> = object<Person>({
    id: string,
    username: string,
    displayName: string,
    avatarUrl: nullable(string),
});

export const readUser: Reader<User> = object<User>({
    id: string,
    username: string,
    displayName: string,
    avatarUrl: nullable(string),
    role: withDefault(oneOf("member", "admin"), "member"),
});

export const readMembership: Reader<Membership> = object<Membership>({
    role: oneOf("owner", "moderator", "member"),
    lastReadSeq: count,
    unreadCount: count,
    mentionCount: withDefault(count, 0),
    muted: withDefault(boolean, false),
});

export const readRoom: Reader<Room> = object<Room>({
    id: string,
    kind: oneOf("public", "private", "direct"),
    name: withDefault(string, ""),
    topic: withDefault(string, ""),
    memberCount: withDefault(count, 0),
    lastSeq: count,
    version: count,
    lastMessageAt: nullable(time),
    createdAt: time,
    archived: withDefault(boolean, false),
    membership: nullable(readMembership),
    members: withDefault(list(readPerson), []),
});

const readImageInfo: Reader<ImageInfo> = object<ImageInfo>({
    width: count,
    height: count,
    placeholder: (value, path) => {
        const text = nullable(string)(value, path);
        // Anything but inline pixels would be an address loaded without asking.
        return text?.startsWith("data:image/") ? text : null;
    },
});

const readReaction: Reader<Reaction> = object<Reaction>({
    emoji: string,
    count,
    userIds: withDefault(list(string), []),
});

const readReplyTarget: Reader<ReplyTarget> = object<ReplyTarget>({
    id: string,
    seq: count,
    author: readPerson,
    excerpt: withDefault(string, ""),
});

export const readMessage: Reader<Message> = object<Message>({
    id: string,
    roomId: string,
    seq: count,
    version: count,
    author: readPerson,
    content: string,
    clientId: nullable(string),
    replyTo: nullable(readReplyTarget),
    createdAt: time,
    editedAt: nullable(time),
    deletedAt: nullable(time),
    reactions: withDefault(list(readReaction), []),
    image: nullable(readImageInfo),
});
