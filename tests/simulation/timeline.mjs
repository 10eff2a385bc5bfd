// The newest messages of a room as a device holds them: an unbroken run of seqs, each message at the highest version
// seen, and a cursor: the version up to which nothing is missed.

const heldMax = 80;

export class Timeline {
    constructor() {
        this.messages = new Map();
        /** What was heard, by seq, while the first page is still on its way, which may bring an older state. */
        this.early = new Map();
        this.cursor = undefined;
        this.heard = 0;
        this.deletedIds = new Set();
    }

    get isRead() {
        return this.cursor !== undefined;
    }

    /** What lies below is not held. */
    get #firstSeq() {
        return this.messages.size > 0 ? Math.min(...this.messages.keys()) : 1;
    }

    /** How many after `marker`, up to `lastSeq`, are unread to this user; undefined where that is more than is held. */
    countUnread(userId, marker, lastSeq) {
        if (!this.isRead || this.#firstSeq > marker + 1) return undefined;
        const counted = [...this.messages.values()].filter(({ seq }) => seq > marker && seq <= lastSeq);
        return counted.filter(({ author, deletedAt }) => author.id !== userId && !deletedAt).length;
    }

    /** An event. The cursor stays where it is until the answer to `sync` has come. */
    live(message, isCaughtUp) {
        this.heard = message.version;
        if (isCaughtUp && this.isRead) this.cursor = Math.max(this.cursor, message.version);
        this.#take(message);
    }

    page(messages, version) {
        this.cursor = Math.max(version, this.heard);
        for (const message of messages) this.#keep(message);
        for (const message of this.early.values()) this.#take(message);
        this.early.clear();
        this.#trim();
    }

    caughtUp(messages, version) {
        for (const message of messages) this.#take(message);
        this.cursor = Math.max(this.cursor, version, this.heard);
    }

    #take(message) {
        if (message.deletedAt) this.#forgetExcerpts(message.id);
        if (!this.isRead) this.early.set(message.seq, message);
        else if (message.seq >= this.#firstSeq) this.#keep(message);
        this.#trim();
    }

    #keep(message) {
        const held = this.messages.get(message.seq);
        if (held && held.version >= message.version) return;
        const { replyTo } = message;
        const isEmpty = replyTo && this.deletedIds.has(replyTo.id);
        this.messages.set(message.seq, isEmpty ? { ...message, replyTo: { ...replyTo, excerpt: "" } } : message);
    }

    #forgetExcerpts(id) {
        this.deletedIds.add(id);
        for (const [seq, message] of this.messages)
            if (message.replyTo?.id === id)
                this.messages.set(seq, { ...message, replyTo: { ...message.replyTo, excerpt: "" } });
    }

    #trim() {
        if (!this.isRead || this.messages.size <= heldMax) return;
        for (const seq of [...this.messages.keys()].sort((one, other) => one - other).slice(0, -heldMax))
            this.messages.delete(seq);
    }
}
