// RFC 6455 frames: what is right in any cutting, and each wrong frame closed with its code.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Engine } from "../support/engine.mjs";
import { startExample } from "../support/example.mjs";
import { raw } from "../support/http.mjs";
import { closePayload, frame, opcodes, upgradeRequest } from "../support/raw_websocket.mjs";
import { fileScope } from "../support/scope.mjs";
import { eventually } from "../support/wait.mjs";

const { continuation, text, binary, close, ping, pong } = opcodes;
const file = fileScope();
let engine;

before(async () => {
    // Nothing closes by a timeout here.
    const slow = ["--ping-interval-ms", 60_000, "--ping-timeout-ms", 60_000];
    engine = new Engine(await startExample(file, "engine-echo", slow), "/engine.io/");
});

test("payloads of every length encoding come back whole", async (t) => {
    const websocket = await engine.openWebSocket(t);
    for (const size of [1, 124, 125, 126, 127, 65_534, 65_535, 65_536, 70_000, 999_999]) {
        const message = `4${"a".repeat(size - 1)}`;
        websocket.send(message);
        assert.equal(await websocket.next(), message);
        const bytes = Buffer.alloc(size, size & 255);
        websocket.send(bytes);
        assert.deepEqual(await websocket.next(), bytes);
    }
});

test("the server's own frames are unmasked, whole and without reserved bits", async (t) => {
    const websocket = await engine.openWebSocket(t);
    websocket.send("4x");
    websocket.send(Buffer.alloc(70_000));
    await websocket.next();
    await websocket.next();
    for (const { masked, rsv, opcode } of websocket.frames) {
        assert.equal(masked, false);
        assert.equal(rsv, 0);
        assert.ok([continuation, text, binary].includes(opcode));
    }
});

test("frames that arrive byte by byte, or many at once, are all taken", async (t) => {
    const websocket = await engine.openWebSocket(t);
    websocket.socket.setNoDelay(true);
    const bytes = Buffer.concat([frame(text, "4slow żółć"), frame(binary, Buffer.from([1, 2, 3])), frame(text, `4${"x".repeat(200)}`)]);
    for (const byte of bytes) await new Promise((resolve) => websocket.socket.write(Buffer.from([byte]), resolve));
    assert.equal(await websocket.next(), "4slow żółć");
    assert.deepEqual(await websocket.next(), Buffer.from([1, 2, 3]));
    assert.equal(await websocket.next(), `4${"x".repeat(200)}`);

    websocket.socket.write(Buffer.concat(Array.from({ length: 1_000 }, (_, index) => frame(text, `4${index}`))));
    for (let index = 0; index < 1_000; index += 1) assert.equal(await websocket.next(), `4${index}`);
});

test("a fragmented message is put together, with a ping between its fragments", async (t) => {
    const websocket = await engine.openWebSocket(t);
    const bytes = Buffer.from("4żółć 😀");
    websocket.sendFrame(text, bytes.subarray(0, 2), { fin: false });
    websocket.sendFrame(ping, "between");
    websocket.sendFrame(continuation, bytes.subarray(2, 3), { fin: false });
    websocket.sendFrame(continuation, "", { fin: false });
    websocket.sendFrame(continuation, bytes.subarray(3));
    assert.equal(await websocket.next(), "4żółć 😀");
    const answers = websocket.frames.filter(({ opcode }) => opcode === pong);
    assert.deepEqual(answers.map(({ payload }) => payload.toString()), ["between"]);

    websocket.sendFrame(binary, Buffer.from([1]), { fin: false });
    websocket.sendFrame(continuation, Buffer.from([2]));
    assert.deepEqual(await websocket.next(), Buffer.from([1, 2]));
});

test("a message in a thousand fragments of one byte is put together", async (t) => {
    const websocket = await engine.openWebSocket(t);
    const message = `4${"z".repeat(999)}`;
    const frames = Array.from(message, (letter, index) =>
        frame(index === 0 ? text : continuation, letter, { fin: index === message.length - 1 }),
    );
    websocket.socket.write(Buffer.concat(frames));
    assert.equal(await websocket.next(), message);
});

test("a ping is answered by a pong with its payload, an unasked pong by nothing", async (t) => {
    const websocket = await engine.openWebSocket(t);
    for (const payload of ["", "p", "p".repeat(125)]) websocket.sendFrame(ping, payload);
    websocket.sendFrame(pong, "unasked");
    websocket.send("4x");
    assert.equal(await websocket.next(), "4x");
    const pongs = () => websocket.frames.filter(({ opcode }) => opcode === pong).map(({ payload }) => payload.toString());
    await eventually("the pongs come", () => pongs().length === 3);
    assert.deepEqual(pongs(), ["", "p", "p".repeat(125)]);
});

test("a close frame is answered with its own code, and the connection ends", async (t) => {
    for (const code of [1000, 1001, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 4999]) {
        const websocket = await engine.openWebSocket(t);
        websocket.sendFrame(close, closePayload(code, "tschüß"));
        assert.equal(await websocket.closed(), code);
        await eventually("the connection ends", () => websocket.hasEnded);
        await engine.sessionEnds(websocket.open.sid);
    }
    const bare = await engine.openWebSocket(t);
    bare.sendFrame(close);
    // An empty close may be answered by an empty one or by 1000.
    assert.ok([1000, 1005].includes(await bare.closed()));
});

test("what follows a close frame is not taken", async (t) => {
    const websocket = await engine.openWebSocket(t);
    websocket.socket.write(Buffer.concat([frame(close, closePayload(1000)), frame(text, "4after")]));
    await websocket.closed();
    assert.deepEqual(websocket.messages, []);
});

test("a client that takes no binary sends and is sent base64 in text", async (t) => {
    const websocket = await engine.openWebSocket(t, { b64: "1" });
    websocket.send("bAQIDBA==");
    assert.equal(await websocket.next(), "bAQIDBA==");
    websocket.send(Buffer.from([5, 6]));
    assert.equal(await websocket.next(), "bBQY=");
    websocket.send("4text");
    assert.equal(await websocket.next(), "4text");

    const other = await engine.openWebSocket(t);
    other.send("bAQIDBA==");
    assert.deepEqual(await other.next(), Buffer.from([1, 2, 3, 4]));
});

test("a lost connection without a close frame ends the session", async (t) => {
    const websocket = await engine.openWebSocket(t);
    websocket.destroy();
    await engine.sessionEnds(websocket.open.sid);
});

const protocolErrors = {
    "an unmasked text frame": [frame(text, "4x", { mask: false })],
    "an unmasked empty frame": [frame(text, "", { mask: false })],
    "an unmasked close frame": [frame(close, closePayload(1000), { mask: false })],
    "reserved bit 1 without an extension": [frame(text, "4x", { rsv: 4 })],
    "reserved bit 2": [frame(text, "4x", { rsv: 2 })],
    "reserved bit 3": [frame(binary, "x", { rsv: 1 })],
    "a reserved bit on a ping": [frame(ping, "", { rsv: 4 })],
    "the unknown data opcode 3": [frame(3, "x")],
    "the unknown data opcode 7": [frame(7, "x")],
    "the unknown control opcode 11": [frame(11, "")],
    "the unknown control opcode 15": [frame(15, "")],
    "a ping of 126 bytes": [frame(ping, "p".repeat(126))],
    "a pong of 70000 bytes": [frame(pong, "p".repeat(70_000))],
    "a close of 126 bytes": [frame(close, closePayload(1000, "p".repeat(124)))],
    "a fragmented ping": [frame(ping, "p", { fin: false })],
    "a fragmented close": [frame(close, closePayload(1000), { fin: false })],
    "a continuation of nothing": [frame(continuation, "x")],
    "a continuation of nothing, unfinished": [frame(continuation, "x", { fin: false })],
    "a continuation after the last fragment": [
        frame(text, "4x", { fin: false }),
        frame(continuation, "y"),
        frame(continuation, "z"),
    ],
    "a text frame within a fragmented message": [frame(text, "4x", { fin: false }), frame(text, "4y")],
    "a binary frame within a fragmented message": [frame(text, "4x", { fin: false }), frame(binary, "y", { fin: false })],
    "a close payload of one byte": [frame(close, Buffer.from([3]))],
    ...Object.fromEntries(
        [0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65_535].map((code) => [
            `the close code ${code}`,
            [frame(close, closePayload(code))],
        ]),
    ),
};

for (const [what, frames] of Object.entries(protocolErrors)) {
    test(`${what} closes with 1002`, async (t) => {
        const websocket = await engine.openWebSocket(t);
        websocket.socket.write(Buffer.concat(frames));
        assert.equal(await websocket.closed(), 1002);
        await engine.sessionEnds(websocket.open.sid);
    });
}

const broken = {
    "a lone continuation byte": [0x80],
    "a character cut off": [0xc3],
    "an overlong slash": [0xc0, 0xaf],
    "an overlong three-byte form": [0xe0, 0x80, 0xaf],
    "a surrogate": [0xed, 0xa0, 0x80],
    "a character over U+10FFFF": [0xf4, 0x90, 0x80, 0x80],
    "the byte 0xFF": [0xff],
    "a bad byte behind good text": [...Buffer.from("żółć"), 0xfe],
};

for (const [what, bytes] of Object.entries(broken)) {
    test(`${what} in text closes with 1007`, async (t) => {
        const payload = Buffer.from([0x34, ...bytes]);
        const whole = await engine.openWebSocket(t);
        whole.sendFrame(text, payload);
        assert.equal(await whole.closed(), 1007);

        // The same, one byte a fragment.
        const split = await engine.openWebSocket(t);
        const last = payload.length - 1;
        const frames = Array.from(payload, (byte, index) =>
            frame(index === 0 ? text : continuation, Buffer.from([byte]), { fin: index === last }),
        );
        split.socket.write(Buffer.concat(frames));
        assert.equal(await split.closed(), 1007);
    });
}

test("bad UTF-8 in the reason of a close frame closes with 1007", async (t) => {
    const websocket = await engine.openWebSocket(t);
    websocket.sendFrame(close, Buffer.concat([closePayload(1000), Buffer.from([0xc0, 0xaf])]));
    assert.equal(await websocket.closed(), 1007);
});

test("good UTF-8 of every width passes in every cut", async (t) => {
    const websocket = await engine.openWebSocket(t);
    const message = "4\u0000\u007fß\u07ff\u0800\ud7ff\ue000\uffff\u{10000}\u{10ffff}";
    const bytes = Buffer.from(message);
    for (let cut = 1; cut < bytes.length; cut += 1) {
        websocket.sendFrame(text, bytes.subarray(0, cut), { fin: false });
        websocket.sendFrame(continuation, bytes.subarray(cut));
        assert.equal(await websocket.next(), message);
    }
});

test("the first wrong frame is the last that counts, and others do not notice", async (t) => {
    const other = await engine.openWebSocket(t);
    const websocket = await engine.openWebSocket(t);
    websocket.socket.write(Buffer.concat([frame(text, "4good"), frame(3, "bad"), frame(text, "4late")]));
    assert.equal(await websocket.closed(), 1002);
    assert.ok(!websocket.messages.includes("4late"));
    other.send("4x");
    assert.equal(await other.next(), "4x");
});

const badHandshakes = {
    "no key": { "Sec-WebSocket-Key": null },
    "a key that is not base64 of 16 bytes": { "Sec-WebSocket-Key": "short" },
    "another version": { "Sec-WebSocket-Version": "12" },
    "no version": { "Sec-WebSocket-Version": null },
};

for (const [what, headers] of Object.entries(badHandshakes)) {
    test(`an upgrade with ${what} is refused`, async () => {
        const answer = await raw(engine.server, upgradeRequest(engine.server, engine.websocket(), headers), {
            until: (received) => received.includes("\r\n\r\n"),
        });
        assert.match(answer, /^HTTP\/1\.1 4\d\d /);
    });
}
