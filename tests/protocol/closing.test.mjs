// How sessions end: the reasons, what is still delivered, and the end of the server.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ask, client, heard, hears, join, leaving, watch } from "../support/clients.mjs";
import { Engine } from "../support/engine.mjs";
import { isForeign, startExample } from "../support/example.mjs";
import { open } from "../support/http.mjs";
import { closePayload, opcodes } from "../support/raw_websocket.mjs";
import { fileScope } from "../support/scope.mjs";
import { eventually, within } from "../support/wait.mjs";

const slow = ["--ping-interval-ms", 60_000, "--ping-timeout-ms", 60_000];
const file = fileScope();
let server;
let engine;

before(async () => {
    server = await startExample(file, "everything", slow);
    engine = new Engine(server);
});

const byWebSocket = {
    "transport close": (websocket) => websocket.sendFrame(opcodes.close, closePayload(1000)),
    "client namespace disconnect": (websocket) => websocket.send("41"),
    "server namespace disconnect": (websocket) => websocket.send('42["disconnect_me",false]'),
    "forced close": (websocket) => websocket.send('42["close_transport"]'),
    "parse error": (websocket) => websocket.send("x"),
    "transport error": (websocket) => websocket.sendFrame(3, "no such opcode"),
};

for (const [reason, end] of Object.entries(byWebSocket)) {
    test(`a websocket client leaves by ${reason}, its rooms still known`, async (t) => {
        const watcher = await watch(t, server);
        const websocket = await engine.connect(t);
        websocket.send('421["join",["a","b"]]');
        await websocket.nextWhere((message) => message === "431[]");
        end(websocket);
        const left = await leaving(watcher, websocket.id);
        assert.deepEqual(left, { id: websocket.id, reason, rooms: [websocket.id, "a", "b"].sort() });
    });
}

test("a packet out of turn is a forced close", async (t) => {
    const watcher = await watch(t, server);
    const websocket = await engine.connect(t);
    websocket.send("40");
    // Over polling, Node says "forced server close".
    assert.match((await leaving(watcher, websocket.id)).reason, /^forced (server )?close$/);
});

// Node's own server ignores it.
test("a close packet over websocket is a transport close", { skip: isForeign }, async (t) => {
    const watcher = await watch(t, server);
    const websocket = await engine.connect(t);
    websocket.send("1");
    await websocket.closed();
    assert.equal((await leaving(watcher, websocket.id)).reason, "transport close");
});

test("disconnect(true) says goodbye in the namespace and closes the connection", async (t) => {
    const watcher = await watch(t, server);
    const websocket = await engine.connect(t);
    await websocket.next("welcome");
    websocket.send('42["disconnect_me",true]');
    assert.equal(await websocket.next(), "41");
    await websocket.closed();
    assert.equal((await leaving(watcher, websocket.id)).reason, "server namespace disconnect");
});

test("disconnect(false) leaves the connection, which may join again", async (t) => {
    const websocket = await engine.connect(t);
    await websocket.next("welcome");
    websocket.send('42["disconnect_me",false]');
    assert.equal(await websocket.next(), "41");
    websocket.send("40");
    assert.match(await websocket.next(), /^40\{"sid":/);
});

test("an invalid Socket.IO packet ends every namespace of the connection", async (t) => {
    const [watcher, other] = [await watch(t, server), await watch(t, server, { namespace: "/other" })];
    const websocket = await engine.connect(t);
    websocket.send("40/other,");
    const answer = await websocket.nextWhere((message) => message.startsWith("40/other,"));
    websocket.send("4abc");
    await websocket.closed();
    const { sid } = JSON.parse(answer.slice("40/other,".length));
    const reasons = [(await leaving(watcher, websocket.id)).reason, (await leaving(other, sid)).reason];
    assert.deepEqual(reasons, ["forced close", "forced close"]);
});

/** A polling client in `/`: its session id and its socket's id. */
async function pollingClient() {
    const { sid } = await engine.handshake();
    await engine.post(sid, "40");
    const packets = await engine.pollUntil(sid, (packet) => packet.startsWith('42["welcome"'));
    const [connected] = packets.filter((packet) => packet.startsWith("40"));
    return { sid, id: JSON.parse(connected.slice(2)).sid };
}

const byPolling = {
    "transport close": ({ sid }) => engine.post(sid, "1"),
    "client namespace disconnect": ({ sid }) => engine.post(sid, "41"),
    "server namespace disconnect": ({ sid }) => engine.post(sid, '42["disconnect_me",false]'),
    "forced server close": ({ sid }) => engine.post(sid, "40"),
    "parse error": ({ sid }) => engine.post(sid, "x"),
    "transport error": async ({ sid }) => {
        const socket = await open(server);
        socket.write(`GET ${engine.polling(sid)} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
        // The GET that breaks off has to be there: a second one at once would be refused.
        await eventually("the GET is taken", async () => (await engine.post(sid, "3")).status === 200);
        await new Promise((resolve) => socket.end(resolve));
        socket.destroy();
    },
};

for (const [reason, end] of Object.entries(byPolling)) {
    test(`a polling client leaves by ${reason}`, async (t) => {
        const watcher = await watch(t, server);
        const gone = await pollingClient();
        await end(gone);
        assert.equal((await leaving(watcher, gone.id)).reason, reason);
    });
}

test("overlapping GETs are a transport error", async (t) => {
    const watcher = await watch(t, server);
    const gone = await pollingClient();
    await Promise.all([engine.get(engine.polling(gone.sid)), engine.get(engine.polling(gone.sid))]);
    assert.equal((await leaving(watcher, gone.id)).reason, "transport error");
});

test("a connection that is reset is a transport close or error", async (t) => {
    const watcher = await watch(t, server);
    const websocket = await engine.connect(t);
    websocket.socket.resetAndDestroy();
    assert.match((await leaving(watcher, websocket.id)).reason, /^transport (close|error)$/);
});

test("a silent client leaves by ping timeout, on both transports", async (t) => {
    // Long enough that the watcher on a busy machine is not silent as well.
    const flags = ["--ping-interval-ms", 300, "--ping-timeout-ms", 2_000];
    const quick = new Engine(await startExample(t, "everything", flags));
    const watcher = await watch(t, quick.server);
    const websocket = await quick.connect(t);
    websocket.answersPings = false;
    assert.equal((await leaving(watcher, websocket.id)).reason, "ping timeout");

    const { sid } = await quick.handshake();
    await quick.post(sid, "40");
    const packets = await quick.pollUntil(sid, (packet) => packet.startsWith("40"));
    const connected = packets.find((packet) => packet.startsWith("40"));
    assert.equal((await leaving(watcher, JSON.parse(connected.slice(2)).sid)).reason, "ping timeout");
});

test("the official client is told why it is out", async (t) => {
    const reasons = { disconnect_me: "io server disconnect", close_transport: "transport close" };
    for (const [event, reason] of Object.entries(reasons)) {
        const socket = await join(t, server);
        const out = new Promise((resolve) => socket.once("disconnect", resolve));
        socket.emit(event);
        assert.equal(await within(10_000, "the disconnection", out), reason);
    }
});

for (const transports of [["websocket"], ["polling"]]) {
    test(`by ${transports} what was emitted before a disconnection still comes`, async (t) => {
        const socket = await join(t, server, { transports });
        const out = new Promise((resolve) => socket.once("disconnect", resolve));
        socket.emit("flood", {}, 500, 200);
        socket.emit("disconnect_me", true);
        assert.equal(await within(10_000, "the disconnection", out), "io server disconnect");
        assert.equal(heard(socket, "flood").length, 500);
    });
}

test("nobody who left is counted", async (t) => {
    const own = new Engine(await startExample(t, "everything", slow));
    const watcher = await join(t, own.server);
    const websockets = await Promise.all([1, 2, 3].map(() => own.connect(t)));
    const sids = await Promise.all([1, 2].map(() => own.connectByPolling()));
    assert.equal(await ask(watcher, "sessions"), 6);
    for (const websocket of websockets) websocket.destroy();
    for (const sid of sids) await own.post(sid, "1");
    await eventually("they are gone", async () => (await ask(watcher, "sessions")) === 1);
});

for (const how of ["SIGTERM", "close_server"]) {
    test(`on ${how} every client is let go and the process ends well`, async (t) => {
        const own = new Engine(await startExample(t, "everything", slow));
        const websocket = await own.connect(t);
        await websocket.next("welcome");
        const official = await join(t, own.server);
        const polling = await own.connectByPolling((packet) => packet.startsWith('42["welcome"'));
        const pending = own.get(own.polling(polling));
        await eventually("the GET is taken", async () => (await own.post(polling, "3")).status === 200);

        const since = performance.now();
        if (how === "SIGTERM") own.server.process.kill("SIGTERM");
        else official.emit(how);
        const { code, signal } = await within(20_000, "the process ends", own.server.exited);
        assert.deepEqual({ code, signal }, { code: 0, signal: null });
        assert.ok(performance.now() - since < 10_000);
        await websocket.closed();
        await eventually("the official client notices", () => official.disconnected);
        const answer = await within(10_000, "the GET is answered", pending);
        assert.equal(answer.status, 200);
        assert.match(answer.text, /(^|\x1e)[16]$/);
        const late = client(t, own.server);
        const refused = new Promise((resolve) => late.once("connect_error", resolve));
        late.connect();
        await within(10_000, "nobody new comes in", refused);
    });
}

test("a client that closes in the middle of its handshake leaves nothing behind", async (t) => {
    const own = new Engine(await startExample(t, "everything", slow));
    const watcher = await join(t, own.server);
    for (let times = 0; times < 20; times += 1) {
        const websocket = await own.openWebSocket(t);
        websocket.send("40");
        websocket.destroy();
    }
    await eventually("they are gone", async () => (await ask(watcher, "sessions")) === 1);
    assert.deepEqual(await ask(watcher, "all_rooms"), [watcher.id]);
    watcher.emit("emit", { all: true }, "news");
    await hears(watcher, "news");
});
