// Engine.IO upgrades: the probe, the release of the pending GET, and upgrades that come to nothing.

import assert from "node:assert/strict";
import { once } from "node:events";
import { before, test } from "node:test";
import { Socket as EngineSocket } from "engine.io-client";
import { assertRefused, Engine, separator } from "../support/engine.mjs";
import { startExample } from "../support/example.mjs";
import { fileScope } from "../support/scope.mjs";
import { eventually, within } from "../support/wait.mjs";

const file = fileScope();
const slow = ["--ping-interval-ms", 60_000, "--ping-timeout-ms", 60_000];
let engine;

before(async () => {
    engine = new Engine(await startExample(file, "engine-echo", slow), "/engine.io/");
});

const oneTo = (count) => Array.from({ length: count }, (_, index) => index + 1);

test("probe, answer, upgrade: messages then go over the websocket, and polling is refused", async (t) => {
    const { sid } = await engine.handshake();
    const websocket = await engine.openUpgrade(t, sid);
    websocket.send("2probe");
    assert.equal(await websocket.next(), "3probe");
    websocket.send("5");
    websocket.send("4hello");
    assert.equal(await websocket.next(), "4hello");
    websocket.send(Buffer.from([1, 2, 3]));
    assert.deepEqual(await websocket.next(), Buffer.from([1, 2, 3]));
    assertRefused(await engine.get(engine.polling(sid)), 3, "Bad request");
    assertRefused(await engine.post(sid, "4x"), 3, "Bad request");
});

test("while the probe waits for its upgrade, each pending GET is released by noop", async (t) => {
    const { sid } = await engine.handshake();
    const websocket = await engine.openUpgrade(t, sid);
    websocket.send("2probe");
    assert.equal(await websocket.next(), "3probe");
    for (let round = 0; round < 3; round += 1) {
        assert.deepEqual(await within(10_000, "the GET is released", engine.poll(sid)), ["6"]);
    }
    websocket.send("5");
    websocket.send("4x");
    assert.equal(await websocket.next(), "4x");
});

test("a GET that was pending before the probe is released too", async (t) => {
    const { sid } = await engine.handshake();
    const pending = engine.poll(sid);
    const websocket = await engine.openUpgrade(t, sid);
    websocket.send("2probe");
    assert.equal(await websocket.next(), "3probe");
    assert.deepEqual(await within(10_000, "the GET is released", pending), ["6"]);
});

test("a pending GET is answered when the upgrade comes without waiting for it", async (t) => {
    const { sid } = await engine.handshake();
    const pending = engine.poll(sid);
    const websocket = await engine.openUpgrade(t, sid);
    websocket.send("2probe");
    websocket.send("5");
    assert.equal(await websocket.next(), "3probe");
    const packets = await within(10_000, "the GET is answered", pending);
    assert.ok(packets.every((packet) => packet === "6" || packet === "1"), packets.join());
    websocket.send("4x");
    assert.equal(await websocket.next(), "4x");
});

test("messages by POST during the probe are still taken", async (t) => {
    const { sid } = await engine.handshake();
    const websocket = await engine.openUpgrade(t, sid);
    websocket.send("2probe");
    assert.equal(await websocket.next(), "3probe");
    assert.equal((await engine.post(sid, "4by post")).text, "ok");
    const heard = [];
    while (!heard.includes("4by post")) heard.push(...(await engine.poll(sid)));
    assert.deepEqual([...new Set(heard)].sort(), ["4by post", ...(heard.includes("6") ? ["6"] : [])]);
});

test("what waits for a GET comes over the websocket after the upgrade, in order", async (t) => {
    const { sid } = await engine.handshake();
    const websocket = await engine.openUpgrade(t, sid);
    await engine.post(sid, ["4one", "bAQI=", "4three"].join(separator));
    websocket.send("2probe");
    assert.equal(await websocket.next(), "3probe");
    websocket.send("5");
    websocket.send("4four");
    assert.equal(await websocket.next(), "4one");
    assert.deepEqual(await websocket.next(), Buffer.from([1, 2]));
    assert.equal(await websocket.next(), "4three");
    assert.equal(await websocket.next(), "4four");
});

test("a second upgrade while one is on, and one after it, are closed and harm nothing", async (t) => {
    const { sid } = await engine.handshake();
    const first = await engine.openUpgrade(t, sid);
    first.send("2probe");
    assert.equal(await first.next(), "3probe");
    await closes(t, sid);
    first.send("5");
    first.send("4still here");
    assert.equal(await first.next(), "4still here");
    await closes(t, sid);
    first.send("4and now");
    assert.equal(await first.next(), "4and now");
});

test("a probe with another packet closes that websocket and leaves the session on polling", async (t) => {
    for (const wrong of ["4hello", "2", "2nonsense", "3probe", "6", "1", "9", "", "probe"]) {
        const { sid } = await engine.handshake();
        const websocket = await engine.openUpgrade(t, sid);
        websocket.send(wrong);
        await websocket.closed();
        await engine.post(sid, "4alive");
        assert.deepEqual(await engine.poll(sid), ["4alive"], wrong);
    }
});

test("after a failed upgrade the next one may succeed", async (t) => {
    const { sid } = await engine.handshake();
    const failed = await engine.openUpgrade(t, sid);
    failed.destroy();
    await eventually("a new upgrade is let in", async () => {
        const websocket = await engine.openUpgrade(t, sid);
        websocket.send("2probe");
        const answer = await websocket.next().catch(() => undefined);
        if (answer !== "3probe") return false;
        websocket.send("5");
        websocket.send("4x");
        return (await websocket.next()) === "4x";
    });
});

test("an upgrade that is not completed is closed, and the session stays on polling", async (t) => {
    const quick = new Engine(
        await startExample(t, "engine-echo", [...slow, "--upgrade-timeout-ms", 2_000]),
        "/engine.io/",
    );
    for (const probes of [true, false]) {
        const { sid } = await quick.handshake();
        const websocket = await quick.openUpgrade(t, sid);
        if (probes) {
            websocket.send("2probe");
            assert.equal(await websocket.next(), "3probe");
        }
        await websocket.closed();
        await quick.post(sid, "4alive");
        assert.ok((await quick.pollUntil(sid, (packet) => packet === "4alive")).length > 0);
    }
});

test("a session that closes during the upgrade takes the websocket with it", async (t) => {
    const { sid } = await engine.handshake();
    const websocket = await engine.openUpgrade(t, sid);
    websocket.send("2probe");
    assert.equal(await websocket.next(), "3probe");
    await engine.post(sid, "1");
    await websocket.closed();
    assertRefused(await engine.get(engine.polling(sid)), 1, "Session ID unknown");
});

test("an upgrade of a session that began on websocket does not harm it", async (t) => {
    const websocket = await engine.openWebSocket(t);
    const second = await engine.openUpgrade(t, websocket.open.sid).catch((error) => error);
    if (!(second instanceof Error)) second.send("2probe");
    websocket.send("4x");
    assert.equal(await websocket.next(), "4x");
});

test("the official client loses and reorders nothing that it says while upgrading", async (t) => {
    const client = new EngineSocket(engine.server.url, { path: "/engine.io/", transports: ["polling", "websocket"] });
    t.after(() => client.close());
    const heard = [];
    client.on("message", (text) => heard.push(text));
    await within(10_000, "the session opens", once(client, "open"));
    let sent = 0;
    let upgraded = false;
    client.once("upgrade", () => (upgraded = true));
    await eventually("the upgrade", () => {
        client.send(`${(sent += 1)}`);
        return upgraded;
    });
    client.send(`${(sent += 1)}`);
    await eventually("all came back", () => heard.length === sent);
    assert.deepEqual(heard, oneTo(sent).map(String));
    assert.equal(client.transport.name, "websocket");
});

test("thirty clients upgrade at once", async (t) => {
    const clients = oneTo(30).map(() => {
        const client = new EngineSocket(engine.server.url, { path: "/engine.io/", transports: ["polling", "websocket"] });
        t.after(() => client.close());
        client.heard = [];
        client.on("message", (text) => client.heard.push(text));
        return client;
    });
    await within(30_000, "all upgrade", Promise.all(clients.map((client) => once(client, "upgrade"))));
    for (const client of clients) client.send("hello");
    await eventually("all are answered", () => clients.every((client) => client.heard.length === 1));
});

/** Asserts that one more websocket of the session is closed. */
async function closes(t, sid) {
    const websocket = await engine.openUpgrade(t, sid).catch((error) => error);
    if (websocket instanceof Error) return;
    websocket.send("2probe");
    await websocket.closed();
    assert.ok(!websocket.messages.includes("3probe"));
}
