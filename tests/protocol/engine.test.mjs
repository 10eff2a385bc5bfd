// Engine.IO 4 as bytes, as far as it is Chatter's own: its options, origins and events. The rest is the library's.

import assert from "node:assert/strict";
import { once } from "node:events";
import { before, test } from "node:test";
import { Socket as EngineSocket } from "engine.io-client";
import { Engine } from "../support/engine.mjs";
import { raw } from "../support/http.mjs";
import { register } from "../support/people.mjs";
import { upgradeRequest } from "../support/raw_websocket.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { eventually, within } from "../support/wait.mjs";

const file = fileScope();
let server;
let engine;
let ada;

before(async () => {
    server = await startServer(file);
    engine = new Engine(server);
    ada = await register(server);
});

test("the open packet has exactly its five keys", async () => {
    const open = await engine.handshake();
    assert.deepEqual(Object.keys(open).sort(), ["maxPayload", "pingInterval", "pingTimeout", "sid", "upgrades"]);
    assert.deepEqual(open.upgrades, ["websocket"]);
    assert.equal(open.pingInterval, 25000);
    assert.equal(open.pingTimeout, 20000);
    assert.equal(open.maxPayload, 1e6);
});

test("a foreign Origin is refused", async () => {
    const headers = { origin: "https://evil.example" };
    const answer = await engine.get(engine.polling(), { headers });
    assert.equal(answer.status, 403, answer.text);
    assert.equal(answer.json.code, 4);
    const text = await raw(server, upgradeRequest(server, engine.websocket(), headers));
    assert.match(text, /^HTTP\/1\.1 40[03] /);
    assert.equal((await engine.get(engine.polling(), { headers: { origin: "null" } })).status, 403);
    assert.equal((await engine.get(engine.polling(), { headers: { origin: server.url } })).status, 200);
});

test("a packet sent by POST is answered ok, and the answer to it comes by GET", async () => {
    const { sid } = await engine.handshake();
    const sent = await engine.post(sid, `40${JSON.stringify({ token: ada.token })}`);
    assert.equal(sent.status, 200);
    assert.equal(sent.text, "ok");
    assert.match(sent.headers["content-type"], /^text\/html/);

    const [connected, ready] = await engine.pollUntil(sid, (packet) => packet.startsWith("42"));

    assert.deepEqual(Object.keys(JSON.parse(connected.slice(2))), ["sid"]);
    assert.equal(JSON.parse(ready.slice(2))[0], "ready");
});

test("several packets in one payload are each answered", async () => {
    const { sid } = await engine.handshake();
    await engine.post(sid, `40${JSON.stringify({ token: ada.token })}`);
    await engine.pollUntil(sid, (packet) => packet.startsWith("42"));

    await engine.post(sid, ['420["sync",{"rooms":{}}]', '421["sync",7]'].join("\x1e"));
    const acks = new Map();
    await engine.pollUntil(sid, (packet) => {
        if (packet.startsWith("43")) acks.set(packet[2], JSON.parse(packet.slice(3))[0]);
        return acks.size === 2;
    });

    assert.equal(acks.get("0").ok, true);
    assert.equal(acks.get("1").ok, false);
});

test("what is no packet closes the session", async () => {
    const badPlaceholder = '451-["message:send",{"_placeholder":true,"num":9}]\x1ebAAEC';
    for (const body of ["", "9", "4", "2", "4x", "42", '42["unfinished', "45-[]", "bAAEC", badPlaceholder]) {
        const { sid } = await engine.handshake();
        await engine.post(sid, body);
        await eventually(`${JSON.stringify(body)} closes the session`, async () => {
            const answer = await engine.get(engine.polling(sid));
            return answer.status === 400 || answer.text.split("\x1e").includes("1");
        });
    }
});

test("the probe is answered, and what waits comes over the websocket after the upgrade", async (t) => {
    const client = new EngineSocket(server.url, { path: "/socket.io/", transports: ["polling", "websocket"] });
    t.after(() => client.close());
    await within(5000, "the session opens", once(client, "open"));
    const texts = [];
    client.on("message", (text) => texts.push(text));
    await within(5000, "the upgrade", once(client, "upgrade"));
    assert.equal(client.transport.name, "websocket");

    client.send(`0${JSON.stringify({ token: ada.token })}`);

    await eventually("ready comes", () => texts.some((text) => text.startsWith('2["ready"')));
});

test("a path beside the socket path is not the socket's", async () => {
    for (const target of ["/socket.io", "/socket.iox/?EIO=4&transport=polling", "/engine.io/?EIO=4&transport=polling"]) {
        const answer = await engine.get(target);
        assert.notEqual(answer.text[0], "0", target);
    }
});
