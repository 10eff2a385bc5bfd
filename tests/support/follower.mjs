// A member's client as the real one is: it hears a room, and when it comes back it asks for what it has missed.

import assert from "node:assert/strict";
import { io } from "socket.io-client";
import { oneTo, wholeHistory } from "./people.mjs";
import { ask } from "./sockets.mjs";
import { within } from "./wait.mjs";

/**
 * Follows the room on a node, from its beginning, until the test `t` ends; `options` are the socket's. Resolves to
 * {socket, seqs, connections, assertWhole} once it is in.
 */
export async function follow(t, node, person, roomId, options = {}) {
    const follower = new Follower(node, person, roomId, options);
    t.after(() => follower.socket.disconnect());
    await within(60_000, "the follower is in", follower.isIn);
    return follower;
}

class Follower {
    constructor(node, person, roomId, options) {
        this.person = person;
        this.roomId = roomId;
        this.seqs = []; // in the order of learning, each once
        this.cursor = 0;
        this.connections = 0;
        this.socket = io(node.url, {
            transports: ["websocket"],
            forceNew: true,
            reconnectionDelay: 50,
            reconnectionDelayMax: 200,
            auth: { token: person.token },
            ...(node.ca && { ca: node.ca }),
            ...options,
        });
        this.isIn = new Promise((resolve) => this.socket.once("ready", resolve));
        this.socket.on("ready", () => this.#catchUp());
        this.socket.on("message:new", ({ message }) => message.roomId === roomId && this.#hear(message));
    }

    /** That it knows messages 1 to `count`, has learned each in its turn, and was told each once. */
    async assertWhole(count) {
        // Hundreds of them wait at once: they look when something has come, and not all the time.
        const whole = new Promise((resolve) => {
            this.look = () => (this.fault || (!this.early && this.seqs.length >= count)) && resolve();
            this.look();
        });
        await within(60_000, "all is heard", whole).catch((error) => {
            throw new Error(`${this.seqs.length} of ${count} are heard`, { cause: error });
        });
        assert.equal(this.fault, undefined);
        assert.deepEqual(this.seqs, oneTo(count));
    }

    #hear(message) {
        const last = this.lastHeard ?? message.seq - 1;
        if (message.seq !== last + 1) this.fault ??= `${message.seq} was told after ${last}`;
        this.lastHeard = message.seq;
        if (this.early) this.early.push(message);
        else this.#learn(message);
        this.look?.();
    }

    /** What an answer has told already may be told again. */
    #learn(message) {
        this.cursor = Math.max(this.cursor, message.version);
        const known = this.seqs.length;
        if (message.seq > known + 1) this.fault ??= `${message.seq} came, and only ${known} are known`;
        if (message.seq === known + 1) this.seqs.push(message.seq);
    }

    async #catchUp() {
        this.connections += 1;
        this.lastHeard = undefined;
        this.early = [];
        const connection = this.connections;
        const missed = await this.#missed().catch(() => undefined);
        if (!missed || connection !== this.connections) return; // lost again, and asked again
        for (const message of missed) this.#learn(message);
        for (const message of this.early) this.#learn(message);
        this.early = undefined;
        this.look?.();
    }

    async #missed() {
        const { ok, rooms } = await ask(this.socket, "sync", { rooms: { [this.roomId]: this.cursor } });
        if (!ok) throw new Error("sync was refused");
        const changed = rooms[this.roomId];
        if (changed?.truncated) return wholeHistory(this.person, this.roomId);
        return changed?.messages ?? [];
    }
}
