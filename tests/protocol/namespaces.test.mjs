// Connecting to namespaces: CONNECT and its answers, middlewares, dynamic namespaces, packets out of turn.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ask, client, hears, join, watch } from "../support/clients.mjs";
import { Engine } from "../support/engine.mjs";
import { startExample } from "../support/example.mjs";
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

const refusal = (socket) => {
    const refused = new Promise((resolve) => socket.once("connect_error", resolve));
    socket.connect();
    return within(10_000, "the client is refused", refused);
};

test("the answer to CONNECT has exactly the socket's id, which is not the session's", async (t) => {
    const websocket = await engine.connect(t);
    assert.deepEqual(Object.keys(websocket.connected), ["sid"]);
    assert.notEqual(websocket.id, websocket.open.sid);
    assert.match(websocket.id, /^[A-Za-z0-9_-]{20,}$/);
    assert.equal(
        await websocket.next(),
        `42["welcome",${JSON.stringify({ id: websocket.id, recovered: false, order: [1, 2, 3] })}]`,
    );
});

test("CONNECT names its namespace, with or without auth, with or without the comma", async (t) => {
    for (const [packet, prefix] of [
        ["40", "40{"],
        ["40/,", "40{"],
        ["40{}", "40{"],
        ['40/,{"a":1}', "40{"],
        ["40/other", "40/other,{"],
        ["40/other,", "40/other,{"],
        ['40/other,{"a":{"b":[]}}', "40/other,{"],
    ]) {
        const websocket = await engine.openWebSocket(t);
        websocket.send(packet);
        const answer = await websocket.next();
        assert.ok(answer.startsWith(prefix), `${packet}: ${answer}`);
    }
});

test("several namespaces share a connection, each with an id of its own", async (t) => {
    const websocket = await engine.connect(t);
    websocket.send("40/other,");
    const answer = await websocket.nextWhere((message) => message.startsWith("40/other,"));
    const { sid } = JSON.parse(answer.slice("40/other,".length));
    assert.notEqual(sid, websocket.id);

    websocket.send('42/other,1["rooms"]');
    assert.equal(await websocket.nextWhere((message) => message.startsWith("43/other,1")), `43/other,1[["${sid}"]]`);
    websocket.send("41/other,");
    websocket.send('422["rooms"]');
    assert.equal(await websocket.nextWhere((message) => message.startsWith("432")), `432[["${websocket.id}"]]`);
});

test("one can leave a namespace and come back with a new id", async (t) => {
    const websocket = await engine.connect(t);
    websocket.send("41");
    websocket.send("40");
    const answer = await websocket.nextWhere((message) => message.startsWith("40{"));
    assert.notEqual(JSON.parse(answer.slice(2)).sid, websocket.id);
});

test("an unknown namespace is refused and the connection goes on", async (t) => {
    const websocket = await engine.connect(t);
    const unknown = ["/nowhere", "/othe", "/Other", "/other?x=1", "/other/", '/other{"a":1}', "/😀", "/__proto__", "/%6fther"];
    for (const name of [...unknown, "/dynamic-", "/dynamic-x", "/dynamic-1x", "/x/dynamic-1"]) {
        websocket.send(`40${name},`);
        const answer = await websocket.nextWhere((message) => message.startsWith("44"));
        assert.equal(answer, `44${name},{"message":"Invalid namespace"}`);
    }
    websocket.send('421["echo",7]');
    assert.equal(await websocket.next(), "431[7]");
});

test("a namespace that matches a pattern is made when first asked for", async (t) => {
    const socket = await join(t, server, { namespace: "/dynamic-101" });
    assert.equal(await ask(socket, "echo", 1), 1);
    assert.ok((await ask(socket, "namespaces")).includes("/dynamic-101"));
    const other = await join(t, server, { namespace: "/dynamic-102" });
    other.emit("emit", { all: true }, "hello");
    await hears(other, "hello");
    await ask(socket, "echo", 1);
    assert.deepEqual(socket.heard.map(([event]) => event), ["welcome"]);
});

test("a function decides on a namespace by its name and auth", async (t) => {
    const refused = await refusal(client(t, server, { namespace: "/asked-1", auth: { deny: true } }));
    assert.equal(refused.message, "Invalid namespace");
    assert.ok(!(await ask(await join(t, server), "namespaces")).includes("/asked-1"));
    const socket = await join(t, server, { namespace: "/asked-1", auth: { deny: false } });
    assert.ok((await ask(socket, "namespaces")).includes("/asked-1"));
});

test("clients that race for a dynamic namespace meet in the same one", async (t) => {
    const namespace = "/dynamic-777";
    const sockets = await Promise.all(Array.from({ length: 10 }, () => join(t, server, { namespace })));
    sockets[0].emit("emit", { all: true }, "hello");
    await Promise.all(sockets.map((socket) => hears(socket, "hello")));
    const names = await ask(sockets[0], "namespaces");
    assert.equal(names.filter((name) => name === namespace).length, 1);
});

test("an empty dynamic namespace stays, or is removed where that was chosen", async (t) => {
    for (const [flags, stays] of [[[], true], [["--cleanup-namespaces"], false]]) {
        const own = await startExample(t, "everything", flags);
        const main = await join(t, own);
        const sockets = [await join(t, own, { namespace: "/dynamic-5" }), await join(t, own, { namespace: "/dynamic-5" })];
        sockets[0].disconnect();
        const watcher = await ask(main, "namespaces");
        assert.ok(watcher.includes("/dynamic-5"));
        sockets[1].disconnect();
        await eventually("the namespace is as it should be", async () => {
            const sessions = await ask(main, "sessions");
            return sessions === 1 && (await ask(main, "namespaces")).includes("/dynamic-5") === stays;
        });
        const again = await join(t, own, { namespace: "/dynamic-5" });
        assert.equal(await ask(again, "echo", "back"), "back");
        // The static ones are never removed, empty or not.
        assert.ok((await ask(main, "namespaces")).includes("/other"));
    }
});

test("a middleware's error is told with its message and data, and one may try again", async (t) => {
    const websocket = await engine.openWebSocket(t);
    websocket.send('40{"refuse":"go away"}');
    assert.equal(await websocket.next(), '44{"message":"go away","data":{"code":"refused"}}');
    websocket.send('40/other,{"refuse":"here too"}');
    assert.equal(await websocket.next(), '44/other,{"message":"here too","data":{"code":"refused"}}');
    websocket.send("40");
    assert.match(await websocket.next(), /^40\{"sid":/);
});

test("the official client hears of a middleware's error", async (t) => {
    const error = await refusal(client(t, server, { auth: { refuse: "no" } }));
    assert.equal(error.message, "no");
    assert.deepEqual(error.data, { code: "refused" });
});

test("middlewares run in order, one after another", async (t) => {
    const socket = client(t, server, { auth: { wait_ms: 50 } });
    socket.connect();
    const [{ order }] = await hears(socket, "welcome");
    assert.deepEqual(order, [1, 2, 3]);
});

test("who is refused leaves the rooms that a middleware joined", async (t) => {
    const socket = await join(t, server);
    await refusal(client(t, server, { auth: { join: "antechamber", refuse: "no" } }));
    assert.ok(!(await ask(socket, "all_rooms")).includes("antechamber"));
    const guest = await join(t, server, { auth: { join: "antechamber" } });
    assert.deepEqual(await ask(guest, "rooms"), [guest.id, "antechamber"].sort());
});

test("who leaves while a middleware waits is never let in", async (t) => {
    const watcher = await watch(t, server);
    const before = await ask(watcher, "sessions");
    const websocket = await engine.openWebSocket(t);
    websocket.send('40{"wait_ms":300,"join":"too late"}');
    // The server has read CONNECT when it has closed on the packet behind it.
    websocket.sendFrame(8);
    await websocket.closed();
    await eventually("the session is gone", async () => (await ask(watcher, "sessions")) === before);
    // Another one that waits as long, begun later, is let in after it would have been.
    await join(t, server, { auth: { wait_ms: 300 } });
    assert.ok(!(await ask(watcher, "all_rooms")).includes("too late"));
});

test("a client that joins no namespace is closed when the connect timeout is over", async (t) => {
    // Long enough that a busy machine joins in time.
    const timeoutMs = 2_000;
    const quick = new Engine(await startExample(t, "everything", [...slow, "--connect-timeout-ms", timeoutMs]));
    const joined = await quick.connect(t);
    const since = performance.now();
    const idle = await quick.openWebSocket(t);
    const refused = await quick.openWebSocket(t);
    refused.send("40/nowhere,");
    await idle.closed();
    assert.ok(performance.now() - since > timeoutMs - 100);
    await refused.closed();
    const polling = await quick.handshake();
    await quick.sessionEnds(polling.sid);
    joined.send('421["echo",1]');
    assert.equal(await joined.nextWhere((message) => message.startsWith("43")), "431[1]");
});

const outOfTurn = {
    "an EVENT before CONNECT": ['42["echo",1]'],
    "an ACK before CONNECT": ["430[]"],
    "a DISCONNECT before CONNECT": ["41"],
    "an EVENT of a namespace not joined": ["40", '42/other,["echo",1]'],
    "a CONNECT_ERROR from a client": ["40", '44{"message":"x"}'],
};

for (const [what, packets] of Object.entries(outOfTurn)) {
    test(`${what} closes the connection`, async (t) => {
        const websocket = await engine.openWebSocket(t);
        await sendAll(websocket, packets);
        await websocket.closed();
        await engine.sessionEnds(websocket.open.sid);
    });
}

test("a second CONNECT and an EVENT after DISCONNECT close the connection", async (t) => {
    for (const packets of [["40", "40"], ["40", "41", '42["echo",1]'], ["40/other,", "40/other,"]]) {
        const websocket = await engine.openWebSocket(t);
        await sendAll(websocket, packets);
        await websocket.closed();
        await engine.sessionEnds(websocket.open.sid);
    }
});

test("over polling such a client is told noop and close", async () => {
    const { sid } = await engine.handshake();
    assert.equal((await engine.post(sid, '42["echo",1]')).status, 200);
    assert.deepEqual(await engine.poll(sid), ["6", "1"]);
    await engine.sessionEnds(sid);
});

test("the handshake is what the client sent", async (t) => {
    const origin = "https://page.example";
    const options = { query: { a: "1", b: "ü" }, auth: { token: "t" }, extraHeaders: { "x-own": "yes", origin } };
    for (const transport of ["websocket", "polling"]) {
        const socket = await join(t, server, { ...options, transports: [transport] });
        const handshake = await ask(socket, "handshake");
        assert.deepEqual(Object.keys(handshake).sort(), [
            ...["address", "auth", "headers", "issued", "query", "secure", "time", "url", "xdomain"],
        ]);
        assert.deepEqual(handshake.auth, { token: "t" });
        const { a, b, EIO, transport: by } = handshake.query;
        assert.deepEqual({ a, b, EIO, by }, { a: "1", b: "ü", EIO: "4", by: transport });
        assert.equal(handshake.headers["x-own"], "yes");
        assert.equal(handshake.headers.host, `localhost:${server.port}`);
        assert.equal(handshake.xdomain, true);
        assert.equal(handshake.secure, false);
        assert.match(handshake.address, /^(::ffff:)?127\.0\.0\.1$|^::1$/);
        assert.match(handshake.url, /^\/socket\.io\/\?/);
        assert.ok(Math.abs(handshake.issued - Date.now()) < 60_000);
        assert.ok(Math.abs(Date.parse(handshake.time) - Date.now()) < 60_000, handshake.time);
    }
    const plain = await join(t, server);
    const handshake = await ask(plain, "handshake");
    assert.equal(handshake.xdomain, false);
    assert.deepEqual(handshake.auth, {});
});

/** Sends packets one after another, each CONNECT after the answer to the one before. */
async function sendAll(websocket, packets) {
    for (const [index, packet] of packets.entries()) {
        websocket.send(packet);
        if (packet.startsWith("40") && index + 1 < packets.length) {
            await websocket.nextWhere((message) => message.startsWith("42"));
        }
    }
}
