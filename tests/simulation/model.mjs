// What a chat is, as simply as it can be said: lists of messages, sets of members. Nothing is counted ahead, so that
// every count of the server's is checked against counting.

const excerptLength = 140;
const everybody = ["room", "all", "here"];

/** The names after an `@`. */
export function namesIn(content) {
    const names = [...content.matchAll(/(?<![A-Za-z0-9_])@([A-Za-z0-9_][A-Za-z0-9._-]*)/g)].map(([, name]) => name);
    return new Set(names.map((name) => name.toLowerCase().replace(/[.-]+$/, "")));
}

export const namesEverybody = (content) => everybody.some((name) => namesIn(content).has(name));

export class Model {
    constructor() {
        this.users = new Map();
        this.rooms = new Map();
        this.byClientId = new Map();
    }

    addUser(user) {
        const { id, username, displayName, avatarUrl } = user;
        this.users.set(id, { ...user, author: { id, username, displayName, avatarUrl } });
    }

    addRoom({ id, kind, name, topic }, creatorId, userIds) {
        const room = { id, kind, name, topic, archived: false, posting: "everyone", version: 0, messages: [], members: new Map() };
        for (const userId of new Set([creatorId, ...userIds]))
            room.members.set(userId, { role: userId === creatorId ? "owner" : "member", lastReadSeq: 0 });
        this.rooms.set(id, room);
        return room;
    }

    roomsOf(userId) {
        return [...this.rooms.values()].filter((room) => room.members.has(userId));
    }

    /** Whether this user was in the room when it got this message: `joinedNow` has where those of this moment began. */
    isMentionable(room, userId, seq) {
        const member = room.members.get(userId);
        return member !== undefined && !(member.joinedNow !== undefined && seq <= member.joinedNow);
    }

    mentionsOf(room, authorId, content, seq) {
        const role = room.members.get(authorId).role;
        if (namesEverybody(content) && (room.kind === "direct" || role !== "member"))
            return { mentionsEverybody: true, mentioned: new Set() };
        const names = namesIn(content);
        const mentioned = [...this.users.values()].filter(
            ({ id, username }) => id !== authorId && names.has(username) && this.isMentionable(room, id, seq),
        );
        return { mentionsEverybody: false, mentioned: new Set(mentioned.map(({ id }) => id)) };
    }

    /** Does what a change of a room's messages does, as the room's next version; false when it changes nothing. */
    apply(room, change) {
        const version = room.version + 1;
        if (change.kind === "send") {
            const key = `${change.userId} ${change.clientId}`;
            if (this.byClientId.has(key)) return false;
            const seq = room.messages.length + 1;
            const message = {
                ...{ id: change.id, seq, version, authorId: change.userId, content: change.content },
                ...{ clientId: change.clientId, replyTo: change.replyTo ?? null, createdAt: change.createdAt },
                ...{ edited: false, deleted: false, reactions: new Map(), pinnedBy: null, threadSeq: change.threadSeq ?? null },
                ...this.mentionsOf(room, change.userId, change.content, seq),
            };
            room.messages.push(message);
            room.version = version;
            this.byClientId.set(key, { room, message });
            this.#threadMoves(room, message);
            return true;
        }
        const message = room.messages.find(({ id }) => id === change.messageId);
        if (!this[change.kind](room, message, change)) return false;
        message.version = version;
        room.version = version;
        if (change.kind === "remove") this.#threadMoves(room, message);
        return true;
    }

    /** A reply that comes or goes is a change of the first message of its thread too, just afterwards. */
    #threadMoves(room, { threadSeq }) {
        if (!threadSeq) return;
        room.version += 1;
        room.messages[threadSeq - 1].version = room.version;
    }

    edit(room, message, { content }) {
        if (message.deleted || message.content === content) return false;
        Object.assign(message, { content, edited: true }, this.mentionsOf(room, message.authorId, content, message.seq));
        return true;
    }

    remove(room, message) {
        if (message.deleted) return false;
        message.reactions.clear();
        Object.assign(message, { deleted: true, content: "", pinnedBy: null, mentionsEverybody: false, mentioned: new Set() });
        return true;
    }

    pin(room, message, { userId }) {
        if (message.deleted || message.pinnedBy) return false;
        message.pinnedBy = userId;
        return true;
    }

    unpin(room, message) {
        if (message.deleted || !message.pinnedBy) return false;
        message.pinnedBy = null;
        return true;
    }

    react(room, message, { userId, emoji }) {
        const users = message.reactions.get(emoji) ?? new Set();
        if (message.deleted || users.has(userId)) return false;
        message.reactions.set(emoji, users.add(userId));
        return true;
    }

    unreact(room, message, { userId, emoji }) {
        const users = message.reactions.get(emoji);
        if (message.deleted || !users?.delete(userId)) return false;
        if (users.size === 0) message.reactions.delete(emoji);
        return true;
    }

    /** As the server must state it to this member. */
    membership(room, userId) {
        const { role, lastReadSeq } = room.members.get(userId);
        const unread = room.messages.slice(lastReadSeq);
        return {
            role,
            lastReadSeq,
            unreadCount: unread.filter(({ authorId, deleted }) => authorId !== userId && !deleted).length,
            mentionCount: unread.filter(
                ({ authorId, mentioned, mentionsEverybody }) =>
                    mentioned.has(userId) || (mentionsEverybody && authorId !== userId),
            ).length,
            muted: false,
        };
    }

    #threadOf(room, { seq, threadSeq }) {
        const replies = threadSeq ? [] : room.messages.filter((reply) => reply.threadSeq === seq && !reply.deleted);
        return replies.length > 0 && { thread: { replyCount: replies.length, lastReplyAt: replies.at(-1).createdAt } };
    }

    roomAsSeen(room, userId) {
        return {
            ...{ id: room.id, kind: room.kind, name: room.name, topic: room.topic, memberCount: room.members.size },
            ...{ lastSeq: room.messages.length, version: room.version, archived: room.archived, posting: room.posting },
            lastMessageAt: room.messages.at(-1)?.createdAt ?? null,
            membership: room.members.has(userId) ? this.membership(room, userId) : null,
        };
    }

    messageAsSeen(room, message) {
        const original = message.replyTo && room.messages[message.replyTo - 1];
        return {
            ...{ id: message.id, roomId: room.id, seq: message.seq, version: message.version },
            author: this.users.get(message.authorId).author,
            ...{ content: message.content, clientId: message.clientId, createdAt: message.createdAt },
            replyTo: original && {
                ...{ id: original.id, seq: original.seq, author: this.users.get(original.authorId).author },
                excerpt: [...original.content].slice(0, excerptLength).join(""),
            },
            ...{ edited: message.edited, deleted: message.deleted },
            ...(message.pinnedBy && { pinnedBy: message.pinnedBy }),
            ...(message.threadSeq && { threadSeq: message.threadSeq }),
            ...this.#threadOf(room, message),
            reactions: [...message.reactions]
                .map(([emoji, users]) => ({ emoji, count: users.size, userIds: [...users].sort() }))
                .sort(byEmoji),
        };
    }
}

const byEmoji = (one, other) => (one.emoji < other.emoji ? -1 : 1);

/** A room of the API in the words of `roomAsSeen`. */
export function statedRoom(room) {
    const { createdAt, members, posting = "everyone", ...rest } = room;
    return { ...rest, posting };
}

/** A message of the API in the words of `messageAsSeen`: of these times only whether there are any is known before. */
export function statedMessage(message) {
    const { editedAt, deletedAt, reactions, pinned, ...rest } = message;
    return {
        ...rest,
        ...(pinned && { pinnedBy: pinned.by }),
        edited: editedAt !== null,
        deleted: deletedAt !== null,
        reactions: reactions.map((reaction) => ({ ...reaction, userIds: reaction.userIds.toSorted() })).sort(byEmoji),
    };
}
