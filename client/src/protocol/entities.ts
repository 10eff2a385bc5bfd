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

export type User = Person & {
    role: "member" | "admin";
    /** One line about what they are up to; empty for none. */
    statusText: string;
    deactivated: boolean;
    /** Null where an older server leaves it out. */
    createdAt: string | null;
};

/** How somebody wants to be seen, whatever their connections say. */
export type ChosenPresence = "automatic" | "away" | "dnd" | "offline";

/** A user with what only they and admins see. */
export type OwnUser = User & { email: string | null; chosenPresence: ChosenPresence };

/** Of what in a room its member wants to be told. */
export type NotificationLevel = "all" | "mentions" | "nothing";

export type Membership = {
    role: "owner" | "moderator" | "member";
    lastReadSeq: number;
    unreadCount: number;
    mentionCount: number;
    muted: boolean;
    notifications: NotificationLevel;
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
    /** Who may post; in an announcement room only moderators and owners. */
    posting: "everyone" | "moderators";
    /** Null for a room that the viewer has not joined. */
    membership: Membership | null;
    /** Who talks in a direct room; empty for every other kind. */
    members: Person[];
};

/** A room without what moves as people talk and read. */
export type RoomFace = Omit<Room, "lastSeq" | "version" | "lastMessageAt" | "membership"> & {
    membership: MembershipFace | null;
};

export type MembershipFace = Omit<Membership, "lastReadSeq" | "unreadCount" | "mentionCount">;

export type ImageInfo = {
    width: number;
    height: number;
    /** A `data:` URI of a few pixels, or null where none is known. */
    placeholder: string | null;
    /** Null where it is not known. */
    animated: boolean | null;
};

export type Reaction = { emoji: string; count: number; userIds: string[] };

export type ReplyTarget = { id: string; seq: number; author: Person; excerpt: string };

/** When a message was pinned, and by whom. */
export type Pin = { at: string; by: string };

export type Thread = { replyCount: number; lastReplyAt: string };

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
    pinned: Pin | null;
    /** The seq of the thread's first message, for a reply in a thread. */
    threadSeq: number | null;
    /** What a first message tells of the replies under it. */
    thread: Thread | null;
};

/** What a message said until it was changed. */
export type FormerText = { content: string; replacedAt: string };

export const readPerson: Reader<Person> = object<Person>({
    id: string,
    username: string,
    displayName: string,
    avatarUrl: nullable(string),
});

const userFields = {
    id: string,
    username: string,
    displayName: string,
    avatarUrl: nullable(string),
    role: withDefault(oneOf("member", "admin"), "member"),
    statusText: withDefault(string, ""),
    deactivated: withDefault(boolean, false),
    createdAt: nullable(time),
};

export const readUser: Reader<User> = object<User>(userFields);

export const readOwnUser: Reader<OwnUser> = object<OwnUser>({
    ...userFields,
    email: nullable(string),
    chosenPresence: withDefault(oneOf("automatic", "away", "dnd", "offline"), "automatic"),
});

export const readMembership: Reader<Membership> = object<Membership>({
    role: oneOf("owner", "moderator", "member"),
    lastReadSeq: count,
    unreadCount: count,
    mentionCount: withDefault(count, 0),
    muted: withDefault(boolean, false),
    notifications: withDefault(oneOf("all", "mentions", "nothing"), "all"),
});

/**
 * Where a marker is, with what was counted from there: up to the message `countedTo`, and of its room as it was at
 * `version`. Null where the server does not say so.
 */
export type ReadPosition = { membership: Membership; countedTo: number | null; version: number | null };

/** What answers hold it in. */
export function readPosition(value: unknown): ReadPosition {
    const { membership, lastSeq, version } = object<{
        membership: Membership;
        lastSeq: number | null;
        version: number | null;
    }>({
        membership: readMembership,
        lastSeq: withDefault(nullable(count), null),
        version: withDefault(nullable(count), null),
    })(value);
    return { membership, countedTo: lastSeq, version };
}

/** What answers hold it in. */
export function inMembership(value: unknown): Membership {
    return object<{ membership: Membership }>({ membership: readMembership })(value).membership;
}

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
    posting: withDefault(oneOf("everyone", "moderators"), "everyone"),
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
    animated: withDefault(nullable(boolean), null),
});

const readReaction: Reader<Reaction> = object<Reaction>({
    emoji: string,
    count,
    userIds: withDefault(list(string), []),
});

export const readReplyTarget: Reader<ReplyTarget> = object<ReplyTarget>({
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
    pinned: nullable(object<Pin>({ at: time, by: string })),
    threadSeq: nullable(count),
    thread: nullable(object<Thread>({ replyCount: count, lastReplyAt: time })),
});

export const readFormerText: Reader<FormerText> = object<FormerText>({ content: string, replacedAt: time });
