// HTTP/1.1 as bytes: keep-alive, pipelining, bodies, limits.

import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent } from "node:http";
import { before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { open, raw, request, statuses } from "../support/http.mjs";
import { makeRoom, oneTo, register, wholeHistory } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { within } from "../support/wait.mjs";

const file = fileScope();
let server;
let ada;
let room;

before(async () => {
    server = await startServer(file);
    ada = await register(server);
    room = await makeRoom(ada);
});

const health = "GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
const healthAndClose = "GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

function postOf(body, fields = {}) {
    const head = {
        Host: "localhost",
        Authorization: `Bearer ${ada.token}`,
        "Content-Type": "application/json",
        ...fields,
    };
    const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
    return `POST /api/rooms/${room.id}/messages HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}

const sized = (body, fields) => postOf(body, { "Content-Length": Buffer.byteLength(body), ...fields });

function assertProblemText(text, status) {
    assert.deepEqual(statuses(text), [status], text);
    assert.match(text, /content-type: application\/problem\+json/i);
    assert.equal(JSON.parse(text.slice(text.indexOf("\r\n\r\n"))).status, status);
}

test("health is exactly this body", async () => {
    const answer = await request(server, "GET", "/api/health");
    assert.equal(answer.status, 200);
    assert.equal(answer.text, '{"status":"ok"}');
    assert.match(answer.headers["content-type"], /^application\/json/);
    assert.equal(answer.headers["cache-control"], "no-store");
});

test("one connection serves many requests", async (t) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    t.after(() => agent.destroy());
    const ports = new Set();
    agent.on("free", (socket) => ports.add(socket.localPort));
    for (const _ of oneTo(20)) {
        assert.equal((await request(server, "GET", "/api/health", { agent })).status, 200);
    }
    assert.equal(ports.size, 1);
});

test("HTTP/1.0 closes after the answer unless it asks otherwise", async () => {
    assert.deepEqual(statuses(await raw(server, "GET /api/health HTTP/1.0\r\n\r\n")), [200]);
    const kept = "GET /api/health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    assert.deepEqual(statuses(await raw(server, [kept, "GET /api/health HTTP/1.0\r\n\r\n"])), [200, 200]);
});

test("pipelined requests are answered in order, one connection's posts too", async () => {
    const contents = oneTo(20).map((n) => `pipelined ${n}`);
    const requests = contents.map((content) => sized(JSON.stringify({ content })));
    const text = await raw(server, [requests.join("") + health + healthAndClose]);

    assert.deepEqual(statuses(text), [...contents.map(() => 201), 200, 200]);
    const stored = (await wholeHistory(ada, room.id)).map(({ content }) => content);
    assert.deepEqual(stored.filter((content) => content.startsWith("pipelined")), contents);
});

test("a chunked body is read, however it is cut", async () => {
    const body = JSON.stringify({ content: "in chunks 👩‍🚀" });
    const bytes = Buffer.from(body);
    const chunks = [...bytes].map((byte) => Buffer.concat([Buffer.from("1;name=value\r\n"), Buffer.from([byte]), Buffer.from("\r\n")]));
    const head = postOf("", { "Transfer-Encoding": "chunked", Connection: "close" });
    const whole = Buffer.concat([Buffer.from(head), ...chunks, Buffer.from("0\r\nTrailer: x\r\n\r\n")]);
    const pieces = oneTo(whole.length).map((n) => whole.subarray(n - 1, n));

    for (const sent of [[whole], pieces]) {
        const text = await raw(server, sent);
        assert.deepEqual(statuses(text), [201], text);
    }
    assert.equal((await wholeHistory(ada, room.id)).at(-1).content, "in chunks 👩‍🚀");
});

test("a chunked body over the limit is 413", async () => {
    const head = postOf("", { "Transfer-Encoding": "chunked" });
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    assertProblemText(await raw(server, [head, ...oneTo(64).map(() => chunk)]), 413);
});

test("a body announced over the limit is refused before it is sent", async () => {
    assertProblemText(await raw(server, postOf("", { "Content-Length": "10000000000" })), 413);
});

test("Expect: 100-continue is answered before the body", async () => {
    const body = JSON.stringify({ content: "continued" });
    const socket = await open(server);
    socket.write(postOf("", { "Content-Length": Buffer.byteLength(body), Expect: "100-continue", Connection: "close" }));
    const [first] = await within(5000, "100 Continue", once(socket, "data"));
    assert.match(first.toString(), /^HTTP\/1\.1 100 /);
    socket.write(body);
    const [second] = await within(5000, "the answer", once(socket, "data"));
    assert.match(second.toString(), /^HTTP\/1\.1 201 /);
    socket.destroy();
});

test("HEAD answers as GET without the body", async () => {
    for (const path of ["/api/health", "/", "/api/nothing"]) {
        const [head, get] = [await request(server, "HEAD", path), await request(server, "GET", path)];
        assert.equal(head.status, get.status);
        assert.equal(head.headers["content-length"], get.headers["content-length"]);
        assert.equal(head.headers["content-type"], get.headers["content-type"]);
        assert.equal(head.text, "");
    }
    const text = await raw(server, [health.replace("GET", "HEAD"), healthAndClose]);
    assert.deepEqual(statuses(text), [200, 200]);
});

test("a header over the limit is 431", async () => {
    const one = `GET /api/health HTTP/1.1\r\nHost: localhost\r\nX-Big: ${"x".repeat(100_000)}\r\n\r\n`;
    const many = `GET /api/health HTTP/1.1\r\nHost: localhost\r\n${"X-Many: x\r\n".repeat(20_000)}\r\n`;
    for (const text of [one, many]) assertProblemText(await raw(server, text), 431);
});

test("an address over the limit is 414", async () => {
    for (const length of [10_000, 100_000]) {
        assertProblemText(await raw(server, `GET /${"x".repeat(length)} HTTP/1.1\r\nHost: localhost\r\n\r\n`), 414);
    }
});

test("what is no HTTP is 400 and the connection ends", async () => {
    const bad = [
        "nonsense\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        sized("{}", { "Content-Length": "-1" }),
        sized("{}", { "Content-Length": "x" }),
        sized("{}", { "Transfer-Encoding": "chunked" }),
        postOf("zz\r\n", { "Transfer-Encoding": "chunked" }),
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ];
    for (const text of bad) assertProblemText(await raw(server, text), 400);
});

test("two Content-Lengths that differ, the smuggler's way, are refused", async () => {
    const text = postOf('{"content":"x"}', { "Content-Length": "15\r\nContent-Length: 3" });
    assertProblemText(await raw(server, text), 400);
});

test("a head of one byte a second is closed in time, and holds up nobody", async () => {
    const socket = await open(server);
    const startedAt = performance.now();
    let closed = false;
    let answer = "";
    socket.on("data", (bytes) => (answer += bytes));
    socket.on("error", () => {});
    const closing = once(socket, "close").then(() => (closed = true));
    const drip = (async () => {
        for (const byte of `GET /api/health HTTP/1.1\r\nX-Slow: ${"x".repeat(100)}`) {
            if (closed || socket.destroyed) return;
            socket.write(byte);
            // This is the client's pace, not a wait for the server.
            await Promise.race([delay(1000, undefined, { ref: false }), closing]);
        }
    })();
    assert.equal((await request(server, "GET", "/api/health")).status, 200);

    await within(30_000, "the slow connection is closed, long before all is said", closing);

    await drip;
    assert.ok(performance.now() - startedAt > 8_000, "an honest slow client has its ten seconds");
    assert.deepEqual(statuses(answer), [408]);
});

test("a connection that is cut in the middle of a body costs nothing", async () => {
    for (const _ of oneTo(20)) {
        const socket = await open(server);
        socket.write(postOf('{"content":"never', { "Content-Length": 100 }));
        socket.resetAndDestroy();
    }
    assert.equal((await request(server, "GET", "/api/health")).status, 200);
    assert.ok((await wholeHistory(ada, room.id)).every(({ content }) => !content.startsWith("never")));
});
