// Engine.IO 4 as bytes, over both transports, and the first steps of Socket.IO on top.

import assert from "node:assert/strict";
import { request } from "./http.mjs";
import { openWebSocket } from "./raw_websocket.mjs";
import { eventually } from "./wait.mjs";

/** Where an example of this kind listens. */
export const pathOf = (kind) => (kind.startsWith("engine") ? "/engine.io/" : "/socket.io/");

export const separator = "\x1e";

/** Requests to one server under one path. */
export class Engine {
    constructor(server, path = "/socket.io/") {
        this.server = server;
        this.path = path;
    }

    target(query) {
        return `${this.path}?${new URLSearchParams(query)}`;
    }

    polling(sid, more = {}) {
        return this.target({ EIO: "4", transport: "polling", ...(sid && { sid }), ...more });
    }

    websocket(sid, more = {}) {
        return this.target({ EIO: "4", transport: "websocket", ...(sid && { sid }), ...more });
    }

    get(target, options) {
        return request(this.server, "GET", target, options);
    }

    /** One GET of a session; the answer's packets. */
    async poll(sid) {
        const answer = await this.get(this.polling(sid));
        assert.equal(answer.status, 200, answer.text);
        return answer.text.split(separator);
    }

    /** Polls until a packet came for which `wanted` holds, answering pings; the other packets up to it. */
    async pollUntil(sid, wanted) {
        const packets = [];
        while (!packets.some(wanted)) {
            for (const packet of await this.poll(sid)) {
                if (packet === "2") await this.post(sid, "3");
                else packets.push(packet);
            }
        }
        return packets;
    }

    post(sid, body, options) {
        const headers = { "content-type": "text/plain;charset=UTF-8" };
        return request(this.server, "POST", this.polling(sid), { body, headers, ...options });
    }

    /** A new polling session: what its open packet says. */
    async handshake(more = {}, options = {}) {
        const answer = await this.get(this.polling(undefined, more), options);
        assert.equal(answer.status, 200, answer.text);
        assert.equal(answer.text[0], "0", answer.text);
        const [open] = answer.text.split(separator);
        return JSON.parse(open.slice(1));
    }

    /** A new WebSocket session; `.open` is what its open packet says. Pings are answered. */
    async openWebSocket(t, more = {}, headers = {}) {
        const websocket = await openWebSocket(t, this.server, this.websocket(undefined, more), headers);
        websocket.answersPings = true;
        const open = await websocket.next("the open packet");
        assert.equal(open[0], "0", open);
        websocket.open = JSON.parse(open.slice(1));
        return websocket;
    }

    /** The WebSocket of a polling session, with nothing sent on it yet. */
    async openUpgrade(t, sid) {
        const websocket = await openWebSocket(t, this.server, this.websocket(sid));
        websocket.answersPings = true;
        return websocket;
    }

    /** Resolves when the server no longer knows the session. */
    async sessionEnds(sid, timeoutMs = 10_000) {
        await eventually(`session ${sid} ends`, async () => {
            const answer = await this.get(this.target({ EIO: "4", transport: "polling", sid }));
            return answer.status === 400 && answer.json.code === 1;
        }, timeoutMs);
    }

    /**
     * A WebSocket session that is in `namespace`; `.id` is its socket's. Everything that the server sends after the
     * answer to CONNECT is left in its messages.
     */
    async connect(t, { namespace = "/", auth, query } = {}) {
        const websocket = await this.openWebSocket(t, query);
        const prefix = namespace === "/" ? "" : `${namespace},`;
        websocket.send(`40${prefix}${auth ? JSON.stringify(auth) : ""}`);
        const answer = await websocket.nextWhere(
            (message) => typeof message === "string" && /^4[04]/.test(message),
            "the answer to CONNECT",
        );
        assert.ok(answer.startsWith(`40${prefix}{`), answer);
        websocket.connected = JSON.parse(answer.slice(2 + prefix.length));
        websocket.id = websocket.connected.sid;
        return websocket;
    }

    /** A polling session that is in `/`: its Engine.IO session id. */
    async connectByPolling(wanted = (packet) => packet.startsWith("40")) {
        const { sid } = await this.handshake();
        await this.post(sid, "40");
        await this.pollUntil(sid, wanted);
        return sid;
    }
}

/** Asserts the JSON body of a refused request. */
export function assertRefused(answer, code, message, status = 400) {
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.headers["content-type"] ?? "", /^application\/json/);
    assert.deepEqual(answer.json, { code, message });
}
