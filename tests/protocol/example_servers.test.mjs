// The small servers that the public test suites expect to find.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect as connectTcp } from "node:net";
import { test } from "node:test";
import { Socket as EngineSocket } from "engine.io-client";
import { ask, askAll, client, hears, join } from "../support/clients.mjs";
import { assertRefused, Engine } from "../support/engine.mjs";
import { startExample } from "../support/example.mjs";
import { eventually, within } from "../support/wait.mjs";

const transports = [["websocket"], ["polling"]];
const placeholder = (num) => ({ _placeholder: true, num });

async function connected(t, server, options) {
    const socket = client(t, server, options);
    const connect = new Promise((resolve, reject) => {
        socket.once("connect", resolve);
        socket.once("connect_error", reject);
    });
    socket.connect();
    await within(10_000, "the client connects", connect);
    return socket;
}

test("they listen on both addresses of localhost", async (t) => {
    const { port } = await startExample(t, "engine-echo");
    for (const host of ["127.0.0.1", "::1"]) {
        const socket = connectTcp({ host, port });
        await within(10_000, `a connection to ${host}`, once(socket, "connect"));
        socket.destroy();
    }
});

test("one that was stopped goes on when it is continued", async (t) => {
    const server = await startExample(t, "everything");
    const socket = await join(t, server);
    for (let round = 0; round < 20; ++round) {
        process.kill(server.pid, "SIGSTOP");
        await eventually("it is stopped", () =>
            readFileSync(`/proc/${server.pid}/stat`, "latin1").includes(") T "),
        );
        process.kill(server.pid, "SIGCONT");
        assert.equal(await ask(socket, "echo", round), round);
    }
    assert.ok(socket.connected);
});

test("engine-echo and protocol have the heartbeat and limits that their suites expect", async (t) => {
    for (const kind of ["engine-echo", "protocol"]) {
        const path = kind === "protocol" ? "/socket.io/" : "/engine.io/";
        const engine = new Engine(await startExample(t, kind), path);
        const { pingInterval, pingTimeout, maxPayload, upgrades } = await engine.handshake();
        assert.deepEqual({ pingInterval, pingTimeout, maxPayload, upgrades }, {
            pingInterval: 300,
            pingTimeout: 200,
            maxPayload: 1_000_000,
            upgrades: ["websocket"],
        });
    }
});

test("protocol greets with auth, echoes messages and acks, asks for acks", async (t) => {
    const server = await startExample(t, "protocol", ["--ping-timeout-ms", 60_000]);
    for (const list of transports) {
        const socket = await connected(t, server, { transports: list, auth: { token: "1" } });
        assert.deepEqual(await hears(socket, "auth"), [{ token: "1" }]);
        const args = [1, "2", { 3: [true, Buffer.from([1, 2, 3])] }, Buffer.alloc(0)];
        socket.emit("message", ...args);
        assert.deepEqual(await hears(socket, "message-back"), args);
        assert.deepEqual(await askAll(socket, "message-with-ack", ...args), args);
        socket.once("emit-with-ack", (...asked) => asked.pop()("reply", ...asked));
        socket.emit("emit-with-ack", ...args);
        await eventually("both events come", () => socket.heard.filter(([name]) => name === "emit-with-ack").length === 2);
        const [, ...replied] = socket.heard.filter(([name]) => name === "emit-with-ack")[1];
        assert.deepEqual(replied, ["reply", ...args]);
    }
    const custom = await connected(t, server, { namespace: "/custom" });
    assert.deepEqual(await hears(custom, "auth"), [{}]);
});

test("protocol closes who is in no namespace after a second", async (t) => {
    const server = await startExample(t, "protocol", ["--ping-timeout-ms", 60_000]);
    const engine = new Engine(server);
    const since = performance.now();
    const websocket = await engine.openWebSocket(t);
    await websocket.closed();
    assert.ok(performance.now() - since > 900);
});

test("protocol frames a binary ack as its suite expects", async (t) => {
    const server = await startExample(t, "protocol", ["--ping-timeout-ms", 60_000]);
    const websocket = await new Engine(server).connect(t);
    assert.equal(await websocket.next(), '42["auth",{}]');
    websocket.send(`452-789${JSON.stringify(["message-with-ack", placeholder(0), placeholder(1)])}`);
    websocket.send(Buffer.from([1, 2, 3]));
    websocket.send(Buffer.from([4, 5, 6]));
    assert.equal(await websocket.next(), `462-789${JSON.stringify([placeholder(0), placeholder(1)])}`);
    assert.deepEqual(await websocket.next(), Buffer.from([1, 2, 3]));
    assert.deepEqual(await websocket.next(), Buffer.from([4, 5, 6]));
});

test("engine-client greets, echoes, gives what it is asked for and refuses who is denied", async (t) => {
    const server = await startExample(t, "engine-client");
    const engine = new Engine(server, "/engine.io/");
    const { pingInterval, maxPayload } = await engine.handshake();
    assert.deepEqual({ pingInterval, maxPayload }, { pingInterval: 500, maxPayload: 100 });
    assertRefused(await engine.get(engine.polling(undefined, { deny: "1" })), 4, "Forbidden", 403);

    for (const list of [...transports, ["polling", "websocket"]]) {
        const socket = new EngineSocket(server.url, { path: "/engine.io/", transports: list });
        t.after(() => socket.close());
        const heard = [];
        socket.on("message", (data) => heard.push(data));
        const answer = async (data) => {
            heard.length = 0;
            if (data !== undefined) socket.send(data);
            await eventually("an answer", () => heard.length === 1);
            return heard[0];
        };
        assert.equal(await answer(), "hi");
        assert.equal(await answer("any text"), "any text");
        assert.deepEqual(await answer(Buffer.from([7, 8])), Buffer.from([7, 8]));
        assert.deepEqual(Buffer.from(await answer("give binary")), Buffer.from([0, 1, 2, 3, 4]));
        assert.equal(await answer("give utf8"), "пойду спать всем спокойной ночи");
    }
    const headers = { "x-own": "mine" };
    const { sid } = await engine.handshake();
    await engine.post(sid, "4sendHeaders", { headers: { ...headers, "content-type": "text/plain" } });
    const packets = await engine.pollUntil(sid, (packet) => packet.startsWith("4{"));
    assert.equal(JSON.parse(packets.at(-1).slice(1))["x-own"], "mine");
});

test("client does what the official client's suite asks for", async (t) => {
    const server = await startExample(t, "client");
    // Behind its arguments an event carries the offset that recovery goes by.
    for (const list of transports) {
        const socket = await connected(t, server, { transports: list });
        socket.emit("hi");
        await hears(socket, "hi");
        assert.equal(await ask(socket, "echo", 123), 123);
        socket.once("ack", (answer) => answer(5, { test: true }));
        socket.emit("ack");
        await hears(socket, "got it");
        const now = (text) => assert.ok(Math.abs(Date.parse(text) - Date.now()) < 60_000, text);
        now(await ask(socket, "getAckDate", { test: true }));
        socket.emit("getDate");
        now((await hears(socket, "takeDate"))[0]);
        socket.emit("getDateObj");
        now((await hears(socket, "takeDateObj"))[0].date);
        socket.emit("getUtf8");
        for (const text of ["てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string"]) {
            assert.equal((await hears(socket, "takeUtf8"))[0], text);
        }
        socket.emit("false");
        assert.equal((await hears(socket, "false"))[0], false);
        const bytes = Buffer.from("asdfasdf");
        for (const [asked, told] of [["doge", "doge"], ["getbin", "takebin"]]) {
            socket.emit(asked);
            assert.deepEqual((await hears(socket, told))[0], bytes);
        }
        socket.emit("buffa", bytes);
        await hears(socket, "buffack");
        socket.emit("jsonbuff", { hello: "lol", message: bytes, goodbye: "gotcha" });
        await hears(socket, "jsonbuff-ack");
        socket.emit("abuff1", bytes);
        socket.emit("abuff2", bytes);
        await hears(socket, "abuff2-ack");
        assert.equal(await ask(socket, "getId"), socket.id);
        assert.equal((await ask(socket, "getHandshake")).query.transport, list[0]);
    }
});

test("client has its namespaces and refusals", async (t) => {
    const server = await startExample(t, "client");
    for (const namespace of ["/timeout_socket", "/valid", "/asd"]) await connected(t, server, { namespace });
    const foo = await connected(t, server, { namespace: "/foo" });
    assert.equal(await ask(foo, "getId"), foo.id);
    const abc = await connected(t, server, { namespace: "/abc", auth: { key: 1 } });
    assert.deepEqual((await hears(abc, "handshake"))[0].auth, { key: 1 });
    await assert.rejects(connected(t, server, { namespace: "/no" }), /^Error: Auth failed \(custom namespace\)$/);
    await assert.rejects(connected(t, server, { query: { fail: "1" } }), /^Error: Auth failed \(main namespace\)$/);
    await assert.rejects(connected(t, server, { namespace: "/nowhere" }), /^Error: Invalid namespace$/);
});
