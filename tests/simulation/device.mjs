// A device of a user: the official client, a picture of the chat, and the patience of a real client. It connects again
// when its connection is lost, asks for what it missed, and asks again for what was not answered.

import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { asyncApi } from "../support/asyncapi.mjs";
import { socketOf } from "../support/sockets.mjs";
import { within } from "../support/wait.mjs";
import { Picture } from "./picture.mjs";

const pauseMs = 15; // before what failed is tried again
const patienceMs = 40_000;
const heardMax = 500; // events that are remembered, to be told with what is wrong
const connectLimitMs = 10_000;
const passing = ["busy", "unavailable"];

export class Device {
    /** `world` has the server, and takes what is broken by `fail(error)`. `plant(event, payload)` may tell lies. */
    constructor(world, person, name, transport, plant) {
        Object.assign(this, { world, person, name, transport });
        this.plant = plant ?? ((event, payload) => [[event, payload]]);
        this.picture = new Picture(person.user);
        this.isWanted = false;
        this.connectionCount = 0;
        this.heard = [];
    }

    /** The last that was heard, of this room and of none. */
    heardOf(roomId) {
        const what = this.heard.filter((one) => !one.roomId || one.roomId === roomId).slice(-15);
        return what.map(({ text }) => `\n    ${text}`).join("");
    }

    #remember(event, payload) {
        const { roomId, message, room } = payload;
        const counts = payload.membership ?? room?.membership ?? {};
        const more = { version: message?.version ?? room?.version, seq: message?.seq ?? room?.lastSeq, by: message?.author?.username, ...counts };
        this.heard.push({ roomId: roomId ?? message?.roomId ?? room?.id, text: `${event} ${JSON.stringify(more)}` });
        if (this.heard.length > 2 * heardMax) this.heard.splice(0, heardMax);
    }

    get isLive() {
        return this.socket?.connected === true && this.picture.isReady;
    }

    /** Stays connected, whatever happens, until `leave`. Resolves when it is connected and has caught up. */
    async arrive() {
        if (this.isWanted) return this.caughtUp;
        this.isWanted = true;
        this.caughtUp = Promise.resolve(this.caughtUp).then(() => this.#connect());
        return this.caughtUp;
    }

    leave() {
        this.isWanted = false;
        this.socket?.disconnect();
    }

    /** The connection is gone, without a word to the server. */
    cut() {
        const transport = this.socket?.io.engine?.transport;
        if (transport?.ws?.terminate) transport.ws.terminate();
        else this.socket?.io.engine?.close();
    }

    async #connect() {
        const deadline = performance.now() + patienceMs;
        this.isConnecting = true;
        while (this.isWanted) {
            try {
                await this.#connectOnce();
                break;
            } catch (error) {
                if (error instanceof assert.AssertionError || performance.now() > deadline) this.world.fail(error);
                await delay(pauseMs);
            }
        }
        this.isConnecting = false;
    }

    async #connectOnce() {
        this.connectionCount += 1;
        this.isIdle = false;
        this.picture.connectionBegins();
        const socket = socketOf({ after: () => {} }, this.world.server, this.person, {
            transports: [this.transport],
            timeout: connectLimitMs,
        });
        this.socket = socket;
        socket.heard = { push: ([event, payload]) => this.#hear(socket, event, payload) };
        const ready = new Promise((resolve, reject) => {
            socket.once("ready", resolve);
            socket.once("connect_error", reject);
            socket.once("disconnect", () => reject(new Error("the connection was lost")));
        });
        socket.on("disconnect", () => {
            if (this.isWanted && this.socket === socket && !this.isConnecting) this.caughtUp = this.#connect();
        });
        try {
            await within(connectLimitMs, `${this.name} is ready`, ready);
            await this.#catchUp();
        } catch (error) {
            // Whoever waits for this connection goes on with the next.
            this.socket = undefined;
            socket.disconnect();
            throw error;
        }
    }

    #hear(socket, event, payload) {
        if (this.socket !== socket) return;
        this.#remember(event, payload);
        try {
            for (const [told, what] of this.plant(event, payload)) this.picture.receive(told, what);
        } catch (error) {
            error.message = `${this.name} (connection ${this.connectionCount}) hears ${event} ${JSON.stringify(payload)?.slice(0, 600)}: ${error.message}`;
            this.world.fail(error);
        }
    }

    /** Takes the ack of a `room:read`; `asked` is the picture's state of the room as it was sent. */
    readAcked(roomId, answer, asked) {
        try {
            this.picture.readAcked(roomId, answer, asked);
        } catch (error) {
            error.message = `${this.name} (connection ${this.connectionCount}) reads in ${roomId}: ${error.message}`;
            throw error;
        }
    }

    async #catchUp() {
        const answer = await this.#askOnce("sync", { rooms: this.picture.cursors() });
        for (const roomId of this.picture.caughtUp(answer)) await this.open(roomId);
        const userIds = [...this.world.model.users.keys()].filter((id) => id !== this.person.user.id);
        await this.#askOnce("presence:watch", { userIds }, (answer) => answer.ok && this.picture.presenceRead(answer.presence));
    }

    /** As part of connecting, which begins anew when the server cannot answer now. */
    async #askOnce(event, payload, take) {
        const answer = await this.#ask(event, payload, take);
        if (passing.includes(answer.error?.code)) throw new Error(`${this.name} is told ${answer.error.code} to ${event}`);
        assert.ok(answer.ok, JSON.stringify(answer));
        return answer;
    }

    /** Nobody is at the device any more, or somebody is again. */
    async setIdle(isIdle) {
        const result = await this.ask("presence:set", { status: isIdle ? "away" : "online" });
        if (result.answer.ok) this.isIdle = isIdle;
        return result;
    }

    /** `take` has the answer before anything that came after it is heard. */
    async #ask(event, payload, take = () => {}) {
        const { socket } = this;
        // What the official client keeps until it is connected is lost without a word when that fails.
        if (!socket?.connected) throw new Error("not connected");
        const answer = await new Promise((resolve, reject) => {
            socket.timeout(patienceMs).emit(event, payload, (error, acked) => {
                if (error) return reject(new Error(`${this.name} (connection ${this.connectionCount}) asks ${event}: ${error.message}`, { cause: error }));
                if (this.socket === socket) take(acked);
                resolve(acked);
            });
        });
        asyncApi.assertAck(event, payload, answer);
        if (answer.ok) this.#remember(`ack of ${event}`, { roomId: payload.roomId, ...answer });
        return answer;
    }

    /** Resolves to {answer, isFirst} of an event, asked until it is answered; `isFirst` when once was enough. */
    ask(event, payload) {
        return this.askWith(event, () => payload);
    }

    /** The same with what `makePayload` returns each time. */
    async askWith(event, makePayload) {
        const deadline = performance.now() + patienceMs;
        for (let isFirst = true; ; isFirst = false) {
            try {
                const answer = await this.#ask(event, makePayload());
                if (answer.ok || !passing.includes(answer.error.code)) return { answer, isFirst };
            } catch (error) {
                if (error instanceof assert.AssertionError || this.world.isOver || performance.now() > deadline) throw error;
            }
            await this.#pause();
            await this.caughtUp;
        }
    }

    /** The same over REST; `answer` has the status beside its JSON. */
    async call(method, path, json) {
        const deadline = performance.now() + patienceMs;
        for (let isFirst = true; ; isFirst = false) {
            try {
                const answer = await this.person.call(method, path, { json, agent: this.world.agent });
                assert.notEqual(answer.status, 500, answer.text);
                if (answer.status < 500) {
                    const body = answer.text ? answer.json : {};
                    return { answer: { ...body, ok: answer.status < 400, status: answer.status }, isFirst };
                }
            } catch (error) {
                if (error instanceof assert.AssertionError || this.world.isOver || performance.now() > deadline) throw error;
            }
            await this.#pause();
        }
    }

    async #pause() {
        if (this.world.isOver) throw new Error("the simulation is over");
        await delay(pauseMs);
    }

    /** Opens a room and reads its newest page, if the connection lasts so long. */
    async open(roomId) {
        if (!this.isLive || !this.picture.rooms.has(roomId) || this.picture.timelines.has(roomId)) return;
        const connection = this.connectionCount;
        const asked = this.picture.rooms.get(roomId).version;
        this.picture.open(roomId);
        const { answer } = await this.call("GET", `/api/rooms/${roomId}/messages?limit=40`);
        // Else something may have been missed since the page was read; or somebody has taken this user out.
        if (answer.ok && connection === this.connectionCount && this.isLive)
            this.picture.pageRead(roomId, answer.messages, asked);
        else if (!this.picture.timelines.get(roomId)?.isRead) this.picture.timelines.delete(roomId);
    }

    /**
     * Resolves when all that was said before has come, for an answer comes after it. By then nothing may be missing, as
     * a second answer tells. Then it asks anew for what cannot be known from events.
     */
    async settle() {
        if (!this.isWanted) return;
        await this.caughtUp;
        await this.ask("sync", { rooms: {} });
        const { answer } = await this.askWith("sync", () => ({ rooms: this.picture.cursors() }));
        const { rooms, left } = answer;
        assert.deepEqual({ rooms: Object.keys(rooms), left }, { rooms: [], left: [] }, `${this.name} has missed something on connection ${this.connectionCount}: ${JSON.stringify(answer).slice(0, 2000)}`);
        assert.equal(this.socket.undocumented, undefined);
        assert.deepEqual([...this.picture.foreign], [], `${this.name} hears rooms that it was not told of`);
        for (const roomId of this.picture.stale) {
            const read = await this.call("GET", `/api/rooms/${roomId}`);
            if (read.answer.ok) this.picture.roomRead(read.answer.room);
        }
        this.picture.stale.clear();
    }

    async readMembers(roomId) {
        if (!this.isLive || this.picture.members.has(roomId)) return;
        const { answer } = await this.call("GET", `/api/rooms/${roomId}/members?limit=200`);
        if (answer.ok) this.picture.membersRead(roomId, answer.members);
    }
}
