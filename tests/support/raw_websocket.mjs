// A WebSocket client that sends any frame, right or wrong, and tells every frame that it gets.

import { createHash, randomBytes } from "node:crypto";
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { open } from "./http.mjs";
import { eventually, within } from "./wait.mjs";

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

const limitMs = 15_000;

/** The bytes of an upgrade request. A header whose value is null is left out. */
export function upgradeRequest(server, target, headers = {}) {
    const fields = {
        Host: `localhost:${server.port}`,
        Upgrade: "websocket",
        Connection: "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
        ...headers,
    };
    const lines = Object.entries(fields).filter(([, value]) => value !== null);
    return `GET ${target} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
}

/**
 * Upgrades on `target`. Resolves to a RawWebSocket, or rejects with an error whose `answer` is the refusal.
 * The connection is gone when the test `t` ends.
 */
export async function openWebSocket(t, server, target, headers = {}) {
    const key = randomBytes(16).toString("base64");
    const socket = await open(server);
    t.after(() => socket.destroy());
    const websocket = new RawWebSocket(socket);
    socket.write(upgradeRequest(server, target, { "Sec-WebSocket-Key": key, ...headers }));
    await within(limitMs, `the answer to the upgrade on ${target}`, websocket.headCame);
    if (!/^HTTP\/1\.1 101 /.test(websocket.head)) {
        await within(limitMs, "the refused upgrade ends", websocket.ended);
        const error = new Error(`no upgrade: ${websocket.head}`);
        error.answer = websocket.head + websocket.rest.toString("utf8");
        throw error;
    }
    const expected = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    if (websocket.header("sec-websocket-accept") !== expected) throw new Error(`wrong accept: ${websocket.head}`);
    return websocket;
}

/** One frame. `mask` false leaves it unmasked, as no client may; `length` lies about the payload's. */
export function frame(opcode, payload = "", { fin = true, rsv = 0, mask = true, length } = {}) {
    const bytes = Buffer.from(payload);
    const size = length ?? bytes.length;
    const head = [(fin ? 0x80 : 0) | (rsv << 4) | opcode];
    const masked = mask ? 0x80 : 0;
    let extended = Buffer.alloc(0);
    if (size < 126) {
        head.push(masked | size);
    } else if (size < 65536) {
        head.push(masked | 126);
        extended = Buffer.alloc(2);
        extended.writeUInt16BE(size);
    } else {
        head.push(masked | 127);
        extended = Buffer.alloc(8);
        extended.writeBigUInt64BE(BigInt(size));
    }
    if (!mask) return Buffer.concat([Buffer.from(head), extended, bytes]);
    const key = randomBytes(4);
    return Buffer.concat([Buffer.from(head), extended, key, bytes.map((byte, index) => byte ^ key[index % 4])]);
}

/** The header with which a client offers to compress each message for itself. */
export const offerDeflate = {
    "Sec-WebSocket-Extensions": "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
};

const flush = { finishFlush: constants.Z_SYNC_FLUSH };
const flushTail = Buffer.from([0, 0, 0xff, 0xff]);

/** A message's payload as permessage-deflate compresses it; send it with `rsv` 4. */
export function deflated(payload) {
    return deflateRawSync(payload, flush).subarray(0, -flushTail.length);
}

const inflated = (payload) => inflateRawSync(Buffer.concat([payload, flushTail]), flush);

/** The payload of a close frame. */
export function closePayload(code, reason = "") {
    const head = Buffer.alloc(2);
    head.writeUInt16BE(code);
    return Buffer.concat([head, Buffer.from(reason)]);
}

/**
 * `messages` are the whole data messages that came and were not yet taken: strings, or Buffers of binary ones;
 * `frames` all frames as {fin, rsv, opcode, payload}; `closeCode` that of the server's close frame (1005 when it
 * has none), undefined while none came.
 */
class RawWebSocket {
    constructor(socket) {
        this.socket = socket;
        this.head = "";
        this.rest = Buffer.alloc(0);
        this.frames = [];
        this.messages = [];
        this.parts = [];
        this.hasEnded = false;
        this.answersPings = false;
        this.headCame = new Promise((resolve) => (this.sayHeadCame = resolve));
        this.ended = new Promise((resolve) => {
            const end = () => {
                this.hasEnded = true;
                this.sayHeadCame();
                resolve();
            };
            socket.on("end", end);
            socket.on("close", end);
        });
        socket.on("error", () => {});
        socket.on("data", (bytes) => this.#take(bytes));
    }

    /** The value of a header of the handshake's answer, or undefined. */
    header(name) {
        return new RegExp(`^${name}: *(.*)\r$`, "im").exec(this.head)?.[1];
    }

    send(data) {
        const opcode = typeof data === "string" ? opcodes.text : opcodes.binary;
        this.socket.write(frame(opcode, data));
    }

    sendFrame(opcode, payload, options) {
        this.socket.write(frame(opcode, payload, options));
    }

    /** The next message, in order. */
    async next(what = "a message") {
        await eventually(what, () => this.messages.length > 0 || this.hasEnded, limitMs);
        if (this.messages.length === 0) throw new Error(`the connection ended before ${what} came`);
        return this.messages.shift();
    }

    /** The next message for which `wanted` holds; those before it are dropped. */
    async nextWhere(wanted, what = "the wanted message") {
        for (;;) {
            const message = await this.next(what);
            if (wanted(message)) return message;
        }
    }

    /** Resolves to the code with which the server closed; undefined when it just dropped the connection. */
    async closed(timeoutMs = limitMs) {
        await eventually("the server closes the websocket", () => this.closeCode || this.hasEnded, timeoutMs);
        return this.closeCode;
    }

    destroy() {
        this.socket.destroy();
    }

    #take(bytes) {
        this.rest = Buffer.concat([this.rest, bytes]);
        if (!this.head) {
            const end = this.rest.indexOf("\r\n\r\n");
            if (end < 0) return;
            this.head = this.rest.subarray(0, end + 4).toString("latin1");
            this.rest = this.rest.subarray(end + 4);
            this.sayHeadCame();
        }
        if (/^HTTP\/1\.1 101 /.test(this.head)) while (this.#takeFrame());
    }

    #takeFrame() {
        const { rest } = this;
        if (rest.length < 2) return false;
        let size = rest[1] & 0x7f;
        let at = 2;
        if (size === 126) {
            if (rest.length < 4) return false;
            size = rest.readUInt16BE(2);
            at = 4;
        } else if (size === 127) {
            if (rest.length < 10) return false;
            size = Number(rest.readBigUInt64BE(2));
            at = 10;
        }
        if (rest.length < at + size) return false;
        const received = {
            fin: (rest[0] & 0x80) !== 0,
            rsv: (rest[0] >> 4) & 7,
            opcode: rest[0] & 15,
            masked: (rest[1] & 0x80) !== 0,
            payload: rest.subarray(at, at + size),
        };
        this.rest = rest.subarray(at + size);
        this.frames.push(received);
        this.#handle(received);
        return true;
    }

    #handle({ fin, rsv, opcode, payload }) {
        if (opcode === opcodes.close) {
            this.closeCode = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
        } else if (opcode === opcodes.ping) {
            this.sendFrame(opcodes.pong, payload);
        } else if (opcode < 8) {
            if (opcode !== opcodes.continuation) {
                this.kind = opcode;
                this.isDeflated = (rsv & 4) !== 0;
            }
            this.parts.push(payload);
            if (!fin) return;
            const sent = Buffer.concat(this.parts);
            const whole = this.isDeflated ? inflated(sent) : sent;
            this.parts = [];
            this.#receive(this.kind === opcodes.text ? whole.toString("utf8") : whole);
        }
    }

    #receive(message) {
        // Heartbeats are noise to tests that are not about them.
        if (message === "2" && this.answersPings) this.send("3");
        else this.messages.push(message);
    }
}
