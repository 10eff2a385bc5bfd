// Engine.IO 4 as bytes: handshake, bad requests, polling, upgrade.

import assert from "node:assert/strict";
import { once } from "node:events";
import { before, test } from "node:test";
import { Socket as EngineSocket } from "engine.io-client";
import { open, raw, request } from "../support/http.mjs";
import { register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { eventually, within } from "../support/wait.mjs";

const file = fileScope();
let server;
let ada;

before(async () => {
    server = await startServer(file);
    ada = await register(server);
});

const path = (query) => `/socket.io/?${new URLSearchParams(query)}`;
const polling = (sid) => path({ EIO: "4", transport: "polling", ...(sid && { sid }) });
const get = (target, options) => request(server, "GET", target, options);
const post = (sid, body, options) =>
    request(server, "POST", polling(sid), { body, headers: { "content-type": "text/plain;charset=UTF-8" }, ...options });

async function handshake() {
    const answer = await get(polling());
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.text[0], "0");
    return JSON.parse(answer.text.slice(1));
}

/** Polls until a packet came for which `wanted` holds; the packets up to then. */
async function poll(sid, wanted) {
    const packets = [];
    while (!packets.some(wanted)) {
        const answer = await get(polling(sid));
        assert.equal(answer.status, 200, answer.text);
        packets.push(...answer.text.split("\x1e"));
    }
    return packets;
}

function assertRefused(answer, code, message, status = 400) {
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.headers["content-type"], /^application\/json/);
    assert.deepEqual(answer.json, { code, message });
}

test("the open packet has exactly its five keys", async () => {
    const open = await handshake();
    assert.deepEqual(Object.keys(open).sort(), ["maxPayload", "pingInterval", "pingTimeout", "sid", "upgrades"]);
    assert.deepEqual(open.upgrades, ["websocket"]);
    assert.equal(open.pingInterval, 25000);
    assert.equal(open.pingTimeout, 20000);
    assert.equal(open.maxPayload, 1e6);
});

test("over websocket nothing is left to upgrade to", async (t) => {
    const engine = new EngineSocket(server.url, { path: "/socket.io/", transports: ["websocket"] });
    t.after(() => engine.close());
    const [open] = await within(5000, "the handshake", once(engine, "handshake"));
    assert.deepEqual(open.upgrades, []);
});

test("a polling answer is text that no cache keeps", async () => {
    const answer = await get(polling());
    assert.match(answer.headers["content-type"], /^text\/plain; charset=UTF-8$/i);
    assert.match(answer.headers["cache-control"], /no-store/);
});

test("an unknown transport is refused", async () => {
    for (const transport of ["tobi", "constructor", "__proto__", ""]) {
        assertRefused(await get(path({ EIO: "4", transport })), 0, "Transport unknown");
    }
    assertRefused(await get(path({ EIO: "4" })), 0, "Transport unknown");
});

test("an unknown session is refused", async () => {
    for (const sid of ["x", "__proto__", "../..", "A".repeat(5000)]) {
        assertRefused(await get(polling(sid)), 1, "Session ID unknown");
    }
});

test("a handshake by another method than GET is refused", async () => {
    assertRefused(await request(server, "POST", polling(), { body: "40" }), 2, "Bad handshake method");
});

test("a websocket handshake without Upgrade is refused", async () => {
    assertRefused(await get(path({ EIO: "4", transport: "websocket" })), 3, "Bad request");
});

test("another protocol version is refused", async () => {
    for (const EIO of ["3", "5", "04", "4x", ""]) {
        assertRefused(await get(path({ EIO, transport: "polling" })), 5, "Unsupported protocol version");
    }
    assertRefused(await get(path({ transport: "polling" })), 5, "Unsupported protocol version");
});

test("bad upgrades get a plain 400 and the connection ends", async () => {
    const { sid } = await handshake();
    const bad = [
        path({ EIO: "4", transport: "tobi" }),
        path({ EIO: "4", transport: "websocket", sid: "unknown" }),
        path({ EIO: "3", transport: "websocket" }),
        path({ EIO: "4", transport: "polling", sid }),
    ];
    for (const target of bad) {
        const text = await raw(server, upgradeRequest(target));
        assert.match(text, /^HTTP\/1\.1 400 /, target);
    }
});

test("a foreign Origin is refused", async () => {
    const headers = { origin: "https://evil.example" };
    const answer = await get(polling(), { headers });
    assert.equal(answer.status, 403, answer.text);
    assert.equal(answer.json.code, 4);
    const text = await raw(server, upgradeRequest(path({ EIO: "4", transport: "websocket" }), headers));
    assert.match(text, /^HTTP\/1\.1 40[03] /);
    assert.equal((await get(polling(), { headers: { origin: "null" } })).status, 403);
    assert.equal((await get(polling(), { headers: { origin: server.url } })).status, 200);
});

test("a packet sent by POST is answered ok, and the answer to it comes by GET", async () => {
    const { sid } = await handshake();
    const sent = await post(sid, `40${JSON.stringify({ token: ada.token })}`);
    assert.equal(sent.status, 200);
    assert.equal(sent.text, "ok");
    assert.match(sent.headers["content-type"], /^text\/html/);

    const [connected, ready] = await poll(sid, (packet) => packet.startsWith("42"));

    assert.deepEqual(Object.keys(JSON.parse(connected.slice(2))), ["sid"]);
    assert.equal(JSON.parse(ready.slice(2))[0], "ready");
});

test("several packets in one payload are each answered", async () => {
    const { sid } = await handshake();
    await post(sid, `40${JSON.stringify({ token: ada.token })}`);
    await poll(sid, (packet) => packet.startsWith("42"));

    await post(sid, ['420["sync",{"rooms":{}}]', '421["sync",7]'].join("\x1e"));
    const acks = new Map();
    await poll(sid, (packet) => {
        if (packet.startsWith("43")) acks.set(packet[2], JSON.parse(packet.slice(3))[0]);
        return acks.size === 2;
    });

    assert.equal(acks.get("0").ok, true);
    assert.equal(acks.get("1").ok, false);
});

test("a second GET at once is refused and closes the session", async () => {
    const { sid } = await handshake();
    await post(sid, `40${JSON.stringify({ token: ada.token })}`);
    await poll(sid, (packet) => packet.startsWith("42"));

    const answers = await Promise.all([get(polling(sid)), get(polling(sid))]);

    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
    assert.equal(answers.find(({ status }) => status === 200).text, "1");
    assertRefused(await get(polling(sid)), 1, "Session ID unknown");
});

test("a payload over maxPayload is 413 with no body", async () => {
    const { sid } = await handshake();
    const answer = await post(sid, `4${"x".repeat(1_000_001)}`);
    assert.equal(answer.status, 413);
    assert.equal(answer.text, "");
});

test("what is no packet closes the session", async () => {
    const badPlaceholder = '451-["message:send",{"_placeholder":true,"num":9}]\x1ebAAEC';
    for (const body of ["", "9", "4", "2", "4x", "42", '42["unfinished', "45-[]", "bAAEC", badPlaceholder]) {
        const { sid } = await handshake();
        await post(sid, body);
        await eventually(`${JSON.stringify(body)} closes the session`, async () => {
            const answer = await get(polling(sid));
            return answer.status === 400 || answer.text.split("\x1e").includes("1");
        });
    }
});

test("an octet-stream body is refused", async () => {
    const { sid } = await handshake();
    const answer = await post(sid, "40", { headers: { "content-type": "application/octet-stream" } });
    assert.equal(answer.status, 400);
});

test("the probe is answered, and what waits comes over the websocket after the upgrade", async (t) => {
    const engine = new EngineSocket(server.url, { path: "/socket.io/", transports: ["polling", "websocket"] });
    t.after(() => engine.close());
    await within(5000, "the session opens", once(engine, "open"));
    const texts = [];
    engine.on("message", (text) => texts.push(text));
    await within(5000, "the upgrade", once(engine, "upgrade"));
    assert.equal(engine.transport.name, "websocket");

    engine.send(`0${JSON.stringify({ token: ada.token })}`);

    await eventually("ready comes", () => texts.some((text) => text.startsWith('2["ready"')));
});

test("a probe with another packet ends only that websocket", async () => {
    const { sid } = await handshake();
    await post(sid, `40${JSON.stringify({ token: ada.token })}`);
    const socket = await open(server);
    socket.write(upgradeRequest(path({ EIO: "4", transport: "websocket", sid })));
    await within(5000, "switching protocols", once(socket, "data"));

    const ending = new Promise((resolve) => {
        socket.on("data", (bytes) => isCloseFrame(bytes) && resolve());
        socket.on("close", resolve);
    });
    socket.write(textFrame("4nonsense"));
    await within(5000, "the websocket ends", ending);
    socket.destroy();

    await poll(sid, (packet) => packet.startsWith("42"));
});

test("a path beside the socket path is not the socket's", async () => {
    for (const target of ["/socket.io", "/socket.iox/?EIO=4&transport=polling", "/engine.io/?EIO=4&transport=polling"]) {
        const answer = await get(target);
        assert.notEqual(answer.text[0], "0", target);
    }
});

function upgradeRequest(target, headers = {}) {
    const lines = {
        Host: `localhost:${server.port}`,
        Upgrade: "websocket",
        Connection: "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        ...headers,
    };
    const fields = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
    return `GET ${target} HTTP/1.1\r\n${fields.join("")}\r\n`;
}

const isCloseFrame = (bytes) => bytes[0] === 0x88;

/** A masked text frame; a mask of zeros leaves the text readable. */
function textFrame(text) {
    const payload = Buffer.from(text);
    return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
