// Engine.IO handshakes: what opens a session, and how each wrong request is refused.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertRefused, Engine } from "../support/engine.mjs";
import { startExample } from "../support/example.mjs";
import { raw, request } from "../support/http.mjs";
import { openWebSocket, upgradeRequest } from "../support/raw_websocket.mjs";
import { fileScope } from "../support/scope.mjs";

const file = fileScope();
let server;
let engine;

before(async () => {
    server = await startExample(file, "everything", ["--ping-timeout-ms", 60_000]);
    engine = new Engine(server);
});

const openKeys = ["maxPayload", "pingInterval", "pingTimeout", "sid", "upgrades"];

test("the open packet over polling has exactly its five keys", async () => {
    const open = await engine.handshake();
    assert.deepEqual(Object.keys(open).sort(), openKeys);
    assert.deepEqual(open.upgrades, ["websocket"]);
    assert.equal(open.pingInterval, 25_000);
    assert.equal(open.pingTimeout, 60_000);
    assert.equal(open.maxPayload, 1_000_000);
});

test("the open packet over websocket names no upgrades", async (t) => {
    const { open } = await engine.openWebSocket(t);
    assert.deepEqual(Object.keys(open).sort(), openKeys);
    assert.deepEqual(open.upgrades, []);
});

test("session ids are long, of harmless characters and never the same", async () => {
    const sids = await Promise.all(Array.from({ length: 50 }, async () => (await engine.handshake()).sid));
    assert.equal(new Set(sids).size, sids.length);
    for (const sid of sids) assert.match(sid, /^[A-Za-z0-9_-]{20,}$/);
});

test("a transport that does not exist is refused with 0", async () => {
    for (const transport of ["tobi", "constructor", "__proto__", "toString", "", "webtransport"]) {
        assertRefused(await engine.get(engine.target({ EIO: "4", transport })), 0, "Transport unknown");
    }
    assertRefused(await engine.get(engine.target({ EIO: "4" })), 0, "Transport unknown");
});

test("a session that does not exist is refused with 1", async () => {
    for (const sid of ["x", "__proto__", "constructor", "../..", "A".repeat(4000), "\u0000"]) {
        assertRefused(await engine.get(engine.polling(sid)), 1, "Session ID unknown");
    }
    const posted = await engine.post("nobody", "40");
    assertRefused(posted, 1, "Session ID unknown");
});

test("a handshake by another method than GET is refused with 2", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
        const answer = await request(server, method, engine.polling(), { body: "" });
        assertRefused(answer, 2, "Bad handshake method");
    }
});

test("a websocket handshake without Upgrade is refused with 3", async () => {
    assertRefused(await engine.get(engine.websocket()), 3, "Bad request");
});

test("a session on another transport than the request's is refused with 3", async (t) => {
    const { sid } = await engine.handshake();
    assertRefused(await engine.get(engine.websocket(sid)), 3, "Bad request");
    const websocket = await engine.openWebSocket(t);
    assertRefused(await engine.get(engine.polling(websocket.open.sid)), 3, "Bad request");
    assertRefused(await engine.post(websocket.open.sid, "40"), 3, "Bad request");
    // Neither attempt harmed its session.
    await engine.post(sid, "40");
    await engine.pollUntil(sid, (packet) => packet.startsWith("40"));
    websocket.send("40");
    await websocket.nextWhere((message) => message.startsWith("40"));
});

test("a handshake that allowRequest declines is forbidden with 4 and its words", async () => {
    assertRefused(await engine.get(engine.polling(undefined, { deny: "" })), 4, "Forbidden", 403);
    assertRefused(await engine.get(engine.polling(undefined, { deny: "not today" })), 4, "not today", 403);
});

test("another protocol version is refused with 5", async () => {
    for (const EIO of ["3", "5", "abc", "", "44"]) {
        assertRefused(await engine.get(engine.target({ EIO, transport: "polling" })), 5, "Unsupported protocol version");
    }
    assertRefused(await engine.get(engine.target({ transport: "polling" })), 5, "Unsupported protocol version");
});

test("of several mistakes the first in Node's order is named", async () => {
    const { sid } = await engine.handshake();
    const firsts = [
        ["POST", engine.target({ EIO: "3", transport: "tobi", sid: "x" }), 0],
        ["PUT", engine.target({ EIO: "3", transport: "polling", sid: "x" }), 1],
        ["POST", engine.target({ EIO: "3", transport: "websocket", sid }), 3],
        ["POST", engine.target({ EIO: "3", transport: "websocket", deny: "" }), 2],
        ["GET", engine.target({ EIO: "3", transport: "websocket", deny: "" }), 3],
        ["GET", engine.target({ EIO: "3", transport: "polling", deny: "" }), 4],
    ];
    for (const [method, target, code] of firsts) {
        const answer = await request(server, method, target);
        assert.equal(answer.json.code, code, `${method} ${target}: ${answer.text}`);
    }
});

test("a refused upgrade is a plain 400 with the message, and the connection ends", async () => {
    const { sid } = await engine.handshake();
    const refused = [
        [engine.target({ EIO: "4", transport: "tobi" }), "Transport unknown"],
        [engine.target({ EIO: "4", transport: "__proto__" }), "Transport unknown"],
        [engine.websocket("nobody"), "Session ID unknown"],
        [engine.websocket(undefined, { deny: "" }), "Forbidden"],
        [engine.websocket(undefined, { deny: "not today" }), "not today"],
    ];
    for (const [target, message] of refused) {
        const answer = await raw(server, upgradeRequest(server, target));
        const [head, body] = answer.split("\r\n\r\n");
        assert.match(head, /^HTTP\/1\.1 400 Bad Request\r\n/, target);
        assert.match(head, /^content-type: text\/html\r?$/im, target);
        assert.match(head, /^connection: close\r?$/im, target);
        assert.equal(body, message, target);
    }
    await engine.post(sid, "40");
    await engine.pollUntil(sid, (packet) => packet.startsWith("40"));
});

test("a websocket of another protocol version, or for polling, is not kept", async (t) => {
    for (const target of [engine.target({ EIO: "3", transport: "websocket" }), engine.polling()]) {
        const websocket = await openWebSocket(t, server, target).catch((error) => error);
        if (websocket instanceof Error) assert.match(websocket.answer, /^HTTP\/1\.1 400 |^$/, target);
        else await websocket.closed();
    }
});

test("an Origin with a control character is refused", async () => {
    const target = engine.polling();
    const answer = await raw(server, `GET ${target} HTTP/1.1\r\nHost: localhost\r\nOrigin: a\x01b\r\nConnection: close\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 400 /);
});

test("PUT on a polling session answers 500 and harms nothing", async () => {
    const { sid } = await engine.handshake();
    for (const method of ["PUT", "DELETE"]) {
        const answer = await request(server, method, engine.polling(sid), { body: "40" });
        assert.equal(answer.status, 500, answer.text);
    }
    await engine.post(sid, "40");
    await engine.pollUntil(sid, (packet) => packet.startsWith("40"));
});

test("a path beside its own is not the server's, and an upgrade there ends", async () => {
    for (const path of ["/", "/socket.io", "/socket.iox/", "/socketXio/", "/engine.io/"]) {
        const target = `${path}?EIO=4&transport=polling`;
        assert.equal((await engine.get(target)).status, 404, target);
        const answer = await raw(server, upgradeRequest(server, `${path}?EIO=4&transport=websocket`));
        assert.doesNotMatch(answer, /^HTTP\/1\.1 101 /, target);
    }
});

test("odd queries are read as a browser's URLSearchParams reads them", async () => {
    const good = [
        "t=abc&transport=polling&b64=1&EIO=4&odd=%F0%9F%98%80",
        "EIO=4&transport=%70olling",
        "&&EIO=4&&transport=polling&",
        "EIO=4&transport=polling&sid=",
        "EIO=4&transport=polling&bad=%zz%&worse=%",
        "transport=websocket&EIO=3&EIO=4&transport=polling",
        "EIO=4&transport=polling&__proto__=1&constructor=2&a[b]=c",
        "EIO=4&transport=polling&flag&=value",
    ];
    for (const query of good) {
        const answer = await engine.get(`/socket.io/?${query}`);
        assert.equal(answer.status, 200, `${query}: ${answer.text}`);
        assert.equal(answer.text[0], "0");
    }
    for (const query of ["EIO=4&transport=polling&transport=tobi", "eio=4&Transport=polling", "EIO=4&transport=polling+"]) {
        assertRefused(await engine.get(`/socket.io/?${query}`), 0, "Transport unknown");
    }
});

test("with transports, only those named exist, and nothing to upgrade to", async (t) => {
    const polling = new Engine(await startExample(t, "everything", ["--transports", "polling"]));
    assert.deepEqual((await polling.handshake()).upgrades, []);
    const refused = await raw(polling.server, upgradeRequest(polling.server, polling.websocket()));
    assert.doesNotMatch(refused, /^HTTP\/1\.1 101 /);

    const websocket = new Engine(await startExample(t, "everything", ["--transports", "websocket"]));
    assertRefused(await websocket.get(websocket.polling()), 0, "Transport unknown");
    assert.deepEqual((await websocket.openWebSocket(t)).open.upgrades, []);
});

test("with allowUpgrades off no upgrade is offered", async (t) => {
    const server = await startExample(t, "everything", ["--no-upgrades"]);
    assert.deepEqual((await new Engine(server).handshake()).upgrades, []);
});

test("the path is the one configured, its trailing slash as configured", async (t) => {
    const elsewhere = await startExample(t, "everything", ["--path", "/deep/er"]);
    await new Engine(elsewhere, "/deep/er/").handshake();
    assert.equal((await new Engine(elsewhere).get("/deep/er?EIO=4&transport=polling")).status, 404);
    assert.equal((await new Engine(elsewhere).get("/socket.io/?EIO=4&transport=polling")).status, 404);

    const bare = await startExample(t, "everything", ["--no-trailing-slash"]);
    await new Engine(bare, "/socket.io").handshake();
    await new Engine(bare, "/socket.io/").handshake();
});
