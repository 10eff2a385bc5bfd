// What is too big is refused: 413 over polling, 1009 over websocket.

import assert from "node:assert/strict";
import { once } from "node:events";
import { before, test } from "node:test";
import { Socket as EngineSocket } from "engine.io-client";
import { Engine, separator } from "../support/engine.mjs";
import { startExample } from "../support/example.mjs";
import { raw } from "../support/http.mjs";
import { opcodes } from "../support/raw_websocket.mjs";
import { fileScope } from "../support/scope.mjs";
import { eventually, within } from "../support/wait.mjs";

const limit = 2_000;
const file = fileScope();
let engine;

before(async () => {
    const slow = ["--ping-interval-ms", 60_000, "--ping-timeout-ms", 60_000];
    engine = new Engine(await startExample(file, "engine-echo", ["--max-payload", limit, ...slow]), "/engine.io/");
});

test("maxPayload is announced", async (t) => {
    assert.equal((await engine.handshake()).maxPayload, limit);
    assert.equal((await engine.openWebSocket(t)).open.maxPayload, limit);
});

test("a POST of just the limit is taken", async () => {
    const { sid } = await engine.handshake();
    const packet = `4${"x".repeat(limit - 1)}`;
    assert.equal((await engine.post(sid, packet)).status, 200);
    assert.deepEqual(await engine.poll(sid), [packet]);
});

test("a POST of one byte more is 413 with no body", async () => {
    const { sid } = await engine.handshake();
    for (const body of [`4${"x".repeat(limit)}`, `4${"ж".repeat(limit / 2)}`, `b${"A".repeat(limit)}`]) {
        const answer = await engine.post(sid, body).catch((error) => error);
        assert.equal(answer.status, 413, String(answer));
        assert.equal(answer.text, "");
    }
});

test("a chunked POST over the limit is 413 before its end", async () => {
    const { sid } = await engine.handshake();
    const head =
        `POST ${engine.polling(sid)} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n` +
        "Transfer-Encoding: chunked\r\n\r\n";
    const chunk = `3e8\r\n${"4".repeat(1_000)}\r\n`;
    const answer = await raw(engine.server, [head, chunk, chunk, chunk], { until: (text) => text.includes("\r\n\r\n") });
    assert.match(answer, /^HTTP\/1\.1 413 /);
});

test("a message of just the limit is taken over websocket", async (t) => {
    const websocket = await engine.openWebSocket(t);
    const text = `4${"x".repeat(limit - 1)}`;
    websocket.send(text);
    assert.equal(await websocket.next(), text);
    const bytes = Buffer.alloc(limit, 7);
    websocket.send(bytes);
    assert.deepEqual(await websocket.next(), bytes);
});

test("a bigger message closes the websocket with 1009", async (t) => {
    for (const data of [`4${"x".repeat(limit)}`, Buffer.alloc(limit + 1)]) {
        const websocket = await engine.openWebSocket(t);
        websocket.send(data);
        assert.equal(await websocket.closed(), 1009);
    }
});

test("a frame that only claims to be bigger closes with 1009 too", async (t) => {
    for (const length of [limit + 1, 100_000, 2 ** 32, 2 ** 52]) {
        const websocket = await engine.openWebSocket(t);
        websocket.sendFrame(opcodes.text, "4", { length });
        assert.equal(await websocket.closed(), 1009, `${length}`);
    }
});

test("fragments that are bigger together close the websocket with 1009", async (t) => {
    const websocket = await engine.openWebSocket(t);
    websocket.sendFrame(opcodes.text, `4${"x".repeat(limit / 2)}`, { fin: false });
    websocket.sendFrame(opcodes.continuation, "x".repeat(limit / 2), { fin: false });
    assert.equal(await websocket.closed(), 1009);
});

test("the limit is for each message, not for all of them", async (t) => {
    const websocket = await engine.openWebSocket(t);
    for (let times = 0; times < 5; times += 1) websocket.send(`4${times}${"x".repeat(limit - 2)}`);
    for (let times = 0; times < 5; times += 1) assert.equal((await websocket.next())[1], `${times}`);
});

test("what the server sends may be bigger than what it takes", async () => {
    const { sid } = await engine.handshake();
    const packet = `4${"x".repeat(limit - 1)}`;
    for (let times = 0; times < 3; times += 1) await engine.post(sid, packet);
    const heard = [];
    while (heard.length < 3) heard.push(...(await engine.poll(sid)));
    assert.deepEqual(heard, [packet, packet, packet]);
});

test("the official client fits its packets into payloads that are taken", async (t) => {
    const client = new EngineSocket(engine.server.url, { path: "/engine.io/", transports: ["polling"] });
    t.after(() => client.close());
    const heard = [];
    client.on("message", (text) => heard.push(text));
    await within(10_000, "the session opens", once(client, "open"));
    const texts = Array.from({ length: 30 }, (_, index) => `${index}`.padEnd(300, "y"));
    for (const text of texts) client.send(text);
    await eventually("all came back", () => heard.length === texts.length);
    assert.deepEqual(heard, texts);
});

test("one packet that fits into no payload costs the official client its session", async (t) => {
    const client = new EngineSocket(engine.server.url, { path: "/engine.io/", transports: ["polling"] });
    t.after(() => client.close());
    await within(10_000, "the session opens", once(client, "open"));
    const closed = new Promise((resolve) => client.once("close", (...why) => resolve(why)));
    client.send("x".repeat(limit + 1));
    const [reason, { context }] = await within(10_000, "the session closes", closed);
    assert.equal(reason, "transport error");
    assert.equal(context.status, 413);
});

test("many packets that are each small, in one payload under the limit, are all taken", async () => {
    const { sid } = await engine.handshake();
    const packets = Array.from({ length: limit / 4 }, (_, index) => `4${index % 10}`);
    assert.equal((await engine.post(sid, packets.join(separator))).status, 200);
    const heard = [];
    while (heard.length < packets.length) heard.push(...(await engine.poll(sid)));
    assert.deepEqual(heard, packets);
});
