// Volatile events: dropped when the transport is busy, whole or not at all.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ask, heard, join } from "../support/clients.mjs";
import { Engine } from "../support/engine.mjs";
import { startExample } from "../support/example.mjs";
import { fileScope } from "../support/scope.mjs";
import { within } from "../support/wait.mjs";

const file = fileScope();
let engine;

before(async () => {
    const slow = ["--ping-interval-ms", 60_000, "--ping-timeout-ms", 60_000];
    engine = new Engine(await startExample(file, "everything", slow));
});

const json = (value) => JSON.stringify(value);
const vol = { volatile: true };

/** A websocket client that lets the server do a burst; what comes up to its ack, text and sizes of binary. */
async function burst(t, ...emits) {
    const websocket = await engine.connect(t);
    await websocket.next("welcome");
    websocket.send(`421${json(["burst", emits])}`);
    const got = [];
    for (;;) {
        const message = await websocket.next();
        if (message === "431[]") break;
        got.push(typeof message === "string" ? message : message.length);
    }
    // Nothing comes late.
    websocket.send('422["echo"]');
    assert.equal(await websocket.next(), "432[]");
    return got;
}

test("a volatile event goes where the transport is free", async (t) => {
    assert.deepEqual(await burst(t, [vol, "v", 1]), ['42["v",1]']);
});

test("of consecutive volatile events over websocket the first goes", async (t) => {
    assert.deepEqual(await burst(t, [vol, "v", 1], [vol, "v", 2], [vol, "v", 3]), ['42["v",1]']);
});

test("a volatile event behind a regular one is dropped, the regular ones all go", async (t) => {
    assert.deepEqual(await burst(t, [{}, "r", 1], [vol, "v", 2], [{}, "r", 3]), ['42["r",1]', '42["r",3]']);
});

test("a regular event behind a volatile one goes", async (t) => {
    assert.deepEqual(await burst(t, [vol, "v", 1], [{}, "r", 2]), ['42["v",1]', '42["r",2]']);
});

test("a volatile event goes with its attachment or not at all", async (t) => {
    const binary = { volatile: true, bytes: 10 };
    const header = (n) => `451-["v",${n},{"_placeholder":true,"num":0}]`;
    assert.deepEqual(await burst(t, [binary, "v", 1], [binary, "v", 2]), [header(1), 10]);
    assert.deepEqual(await burst(t, [{}, "r"], [binary, "v", 1], [{ bytes: 3 }, "v", 2]), ['42["r"]', header(2), 3]);
});

test("volatile events one at a time all go", async (t) => {
    const socket = await join(t, engine.server);
    for (let number = 1; number <= 20; number += 1) await ask(socket, "emit", vol, "v", number);
    assert.equal(heard(socket, "v").length, 20);
});

test("a volatile broadcast goes to whoever is free, the first of two", async (t) => {
    const sender = await engine.connect(t);
    const hearers = [await engine.connect(t), await engine.connect(t)];
    for (const hearer of hearers) {
        hearer.send('420["join","v"]');
        await hearer.nextWhere((message) => message === "430[]");
    }
    const flags = { ...vol, to: "v" };
    sender.send(`421${json(["burst", [[flags, "v", 1], [flags, "v", 2]]])}`);
    for (const hearer of hearers) assert.equal(await hearer.next(), '42["v",1]');
    // Nothing comes late.
    for (const hearer of hearers) {
        hearer.send('422["echo"]');
        assert.equal(await hearer.next(), "432[]");
    }
});

test("over polling a volatile event between two GETs is dropped, a regular one is not", async () => {
    const sid = await engine.connectByPolling((packet) => packet.startsWith('42["welcome"'));
    await engine.post(sid, `42${json(["emit", vol, "v", 1])}`);
    await engine.post(sid, `42${json(["emit", {}, "r", 2])}`);
    await engine.post(sid, '423["echo"]');
    const packets = await engine.pollUntil(sid, (packet) => packet === "433[]");
    assert.deepEqual(packets, ['42["r",2]', "433[]"]);
});

test("over polling a volatile event goes to a GET that waits", async () => {
    const sid = await engine.connectByPolling((packet) => packet.startsWith('42["welcome"'));
    let answered = false;
    const pending = engine.poll(sid).then((packets) => {
        answered = true;
        return packets;
    });
    // Until the GET has arrived, what is volatile is dropped.
    for (let number = 1; !answered; number += 1) await engine.post(sid, `42${json(["emit", vol, "v", number])}`);
    const packets = await within(10_000, "the GET is answered", pending);
    assert.equal(packets.length, 1);
    assert.match(packets[0], /^42\["v",\d+\]$/);
});
