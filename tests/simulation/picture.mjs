// What one device shows: made of `ready`, of events, of `sync` and of history, and of nothing else. It is as small as a
// client can be: it counts by what it hears, and asks for a room anew (`stale`) where no event tells it enough.
//
// It also watches what every socket may rely on, and throws where that is broken.

import assert from "node:assert/strict";
import { namesEverybody, namesIn } from "./model.mjs";
import { Timeline } from "./timeline.mjs";

const recentMax = 1_000; // messages of a room that were heard last, of which an answer may lack some

export class Picture {
    constructor(me) {
        this.me = me;
        /** Room id → the room as last stated, moved on by events. */
        this.rooms = new Map();
        /** Room id → Timeline, of the rooms that are open. */
        this.timelines = new Map();
        /** Room id → user id → role, of rooms whose members were read since the connection began. */
        this.members = new Map();
        /** Rooms whose counts or memberCount cannot be known from what was heard. */
        this.stale = new Set();
        /** User id → status, of those who are watched. */
        this.presence = new Map();
        /** Room id → how often something was heard that may change what an answer under way has counted, or how. */
        this.doubts = new Map();
        this.connections = 0;
        this.connectionBegins();
    }

    connectionBegins() {
        this.isReady = false;
        this.isCaughtUp = false;
        this.connections += 1;
        /** Room id → {version, seq} of the last message event on this connection; before the first, `told`, the version told. */
        this.last = new Map();
        this.members.clear();
        /** Rooms that were heard though they are none of the user's. */
        this.foreign = new Set();
    }

    receive(event, payload) {
        assert.equal(event === "ready", !this.isReady, `${event} comes ${this.isReady ? "a second time" : "before ready"}`);
        const roomId = payload.roomId ?? payload.message?.roomId;
        // Somebody who is taken out of a room while the connection begins may hear the rest of it after `ready`, up to
        // `room:removed`.
        if (event === "room:removed") this.foreign.delete(roomId);
        else if (roomId && !this.rooms.has(roomId)) return this.foreign.add(roomId);
        if (event.startsWith("message:")) return this.#messageEvent(event, payload.message);
        return this.#handlers[event]?.(payload);
    }

    #handlers = {
        ready: ({ user, rooms }) => {
            assert.equal(user.id, this.me.id);
            assert.equal(new Set(rooms.map(({ id }) => id)).size, rooms.length, "ready names each room once");
            this.isReady = true;
            this.stale.clear();
            this.rooms = new Map(rooms.map((room) => [room.id, room]));
            for (const id of this.timelines.keys()) if (!this.rooms.has(id)) this.timelines.delete(id);
            for (const room of rooms) this.#begin(room);
        },
        "room:added": ({ room }) => {
            assert.ok(room.membership, "room:added is for a member");
            this.rooms.set(room.id, room);
            this.#begin(room);
        },
        "room:updated": ({ room }) => {
            const held = this.#room("room:updated", room.id);
            // What comes after `ready`, or after an answer, may have happened before it.
            if (room.version < held.version) return;
            assert.equal(room.version, held.version, "room:updated counts what was heard before it, and no more");
            this.rooms.set(room.id, { ...room, membership: room.membership ?? held.membership });
        },
        "room:removed": ({ roomId }) => {
            this.rooms.delete(roomId);
            for (const held of [this.timelines, this.members, this.last]) held.delete(roomId);
        },
        "member:joined": ({ roomId, member }) => this.#memberIs(roomId, member.user.id, member.role),
        "member:updated": ({ roomId, member }) => this.#memberIs(roomId, member.user.id, member.role),
        "member:left": ({ roomId, userId }) => this.#memberIs(roomId, userId, undefined),
        presence: ({ changes }) => this.presenceRead(changes),
        "read:updated": ({ roomId, version, lastSeq, membership }) => {
            const room = this.#room("read:updated", roomId);
            this.#doubt(roomId);
            if (version < room.version) return;
            const told = { version, lastSeq };
            const known = { version: room.version, lastSeq: room.lastSeq };
            assert.deepEqual(told, known, "read:updated counts what was heard before it, and no more");
            this.#watchCounts(room, membership, lastSeq);
            room.membership = membership;
        },
    };

    #begin(room) {
        assert.ok(room.lastSeq <= room.version, "every message is a change");
        this.#watchCounts(room, room.membership, room.lastSeq);
        this.#doubt(room.id);
        this.last.set(room.id, { told: room.version, recent: [] });
    }

    /** What the server has counted up to `lastSeq` is what is known here of those messages, where that is enough to count. */
    #watchCounts(room, { lastReadSeq, unreadCount, mentionCount }, lastSeq) {
        assert.ok(lastReadSeq + unreadCount <= lastSeq && mentionCount <= unreadCount, "counts fit together");
        const counted = this.isCaughtUp ? this.timelines.get(room.id)?.countUnread(this.me.id, lastReadSeq, lastSeq) : undefined;
        if (counted !== undefined) assert.equal(unreadCount, counted, "unreadCount is right at once");
    }

    #doubt(roomId) {
        this.doubts.set(roomId, (this.doubts.get(roomId) ?? 0) + 1);
    }

    #room(event, id) {
        const room = this.rooms.get(id);
        assert.ok(room, `${event} of a room that this socket was not told of`);
        return room;
    }

    #memberIs(roomId, userId, role) {
        const room = this.#room("an event of a member", roomId);
        if (userId === this.me.id) {
            if (role) room.membership = { ...room.membership, role };
        }
        const members = this.members.get(roomId);
        if (!members) {
            this.stale.add(roomId);
            return;
        }
        if (role) members.set(userId, role);
        else members.delete(userId);
        room.memberCount = members.size;
    }

    #messageEvent(event, message) {
        const room = this.#room(event, message.roomId);
        this.#watchOrder(event, message);
        this.timelines.get(room.id)?.live(message, this.isCaughtUp);
        // `ready`, or what stated the room, has counted it already.
        if (message.version <= room.version) return;
        room.version = message.version;
        if (event === "message:new") this.#takeNew(room, message);
        else this.#countChange(room, event, message);
    }

    /** In each room every version comes once and in order, and so does every seq. */
    #watchOrder(event, { roomId, version, seq }) {
        const last = this.last.get(roomId);
        // What `ready` or `room:added` has told already may come once more: at the beginning only.
        const expected = last.version === undefined ? Math.min(version, last.told + 1) : last.version + 1;
        assert.equal(version, expected, `${event}: versions come one after another`);
        if (event === "message:new" && last.seq !== undefined)
            assert.equal(seq, last.seq + 1, `${event}: seqs come one after another`);
        this.last.set(roomId, { ...last, version, seq: event === "message:new" ? seq : last.seq });
    }

    #takeNew(room, message) {
        assert.equal(message.seq, room.lastSeq + 1, "message:new follows the room's last message");
        room.lastSeq = message.seq;
        room.lastMessageAt = message.createdAt;
        const { recent } = this.last.get(room.id);
        recent.push(message);
        if (recent.length > recentMax) recent.shift();
        this.#count(room, message);
    }

    #count(room, { seq, author, content }) {
        if (author.id === this.me.id || seq <= room.membership.lastReadSeq) return;
        room.membership = { ...room.membership, unreadCount: room.membership.unreadCount + 1 };
        const authorsRole = room.kind === "direct" ? "owner" : this.members.get(room.id)?.get(author.id);
        if (namesEverybody(content) && !authorsRole) this.stale.add(room.id);
        const everybody = namesEverybody(content) && authorsRole !== "member";
        if (everybody || namesIn(content).has(this.me.username)) room.membership.mentionCount += 1;
    }

    #countChange(room, event, { seq, author, content, editedAt }) {
        const { membership } = room;
        if (event === "message:deleted" || editedAt !== null) this.#doubt(room.id);
        if (author.id === this.me.id || seq <= membership.lastReadSeq) return;
        if (event === "message:deleted") room.membership = { ...membership, unreadCount: membership.unreadCount - 1 };
        if (membership.mentionCount > 0 || namesEverybody(content) || namesIn(content).has(this.me.username))
            this.stale.add(room.id);
    }

    /** What tells, compared with itself later, whether an answer may have been counted without what was heard meanwhile. */
    stateOf(roomId) {
        return `${this.doubts.get(roomId)} ${this.connections}`;
    }

    /** The ack of a `room:read` that was sent when the room's state was `asked`. Messages may have overtaken it. */
    readAcked(roomId, { membership, lastSeq }, asked) {
        const room = this.rooms.get(roomId);
        if (!room) return;
        // A deletion or an edit is in the counts, or not; and another marker moved before this one, or after.
        if (this.stateOf(roomId) !== asked) {
            this.stale.add(roomId);
            return;
        }
        assert.ok(lastSeq <= room.lastSeq, "the ack of room:read counts what was heard before it, and no more");
        this.#watchCounts(room, membership, lastSeq);
        this.#doubt(roomId);
        const overtaking = this.last.get(roomId).recent.filter(({ seq }) => seq > lastSeq);
        assert.equal(overtaking.length, room.lastSeq - lastSeq, "what has overtaken an ack was heard");
        room.membership = { ...membership, role: room.membership.role };
        for (const message of overtaking) this.#count(room, message);
    }

    // Timelines.

    /** The highest version seen of each open room. */
    cursors() {
        const read = [...this.timelines].filter(([, timeline]) => timeline.isRead);
        return Object.fromEntries(read.map(([id, { cursor }]) => [id, cursor]));
    }

    /** Begins to keep what is heard of a room, before its history is read. */
    open(roomId) {
        this.timelines.set(roomId, new Timeline());
    }

    /** The newest page, asked for when the room's version was `asked`. */
    pageRead(roomId, messages, asked) {
        this.timelines.get(roomId)?.page(messages, asked);
    }

    /** The answer to `sync`. Returns the ids of rooms whose history must be read anew. */
    caughtUp({ rooms, left }) {
        this.isCaughtUp = true;
        for (const roomId of left) this.timelines.delete(roomId);
        const truncated = Object.keys(rooms).filter((roomId) => rooms[roomId].truncated && this.timelines.delete(roomId));
        for (const [roomId, timeline] of this.timelines)
            if (timeline.isRead) timeline.caughtUp(rooms[roomId]?.messages ?? [], rooms[roomId]?.room.version ?? 0);
        return truncated;
    }

    presenceRead(changes) {
        for (const { userId, status } of changes) this.presence.set(userId, status);
    }

    membersRead(roomId, members) {
        if (this.rooms.has(roomId)) this.members.set(roomId, new Map(members.map(({ user, role }) => [user.id, role])));
    }

    roomRead(room) {
        if (this.rooms.has(room.id)) this.rooms.set(room.id, room);
        this.stale.delete(room.id);
    }
}
