// What the server logs: one JSON object a line in production, a request each, and never a secret.

import assert from "node:assert/strict";
import { join } from "node:path";
import { before, test } from "node:test";
import { raw, request } from "../support/http.mjs";
import { makeRoom, newName, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { lineWithSecret, noteSecrets } from "../support/secrets.mjs";
import { runChatter, startServer, temporaryFolder } from "../support/server.mjs";
import { ask, connect } from "../support/sockets.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
const secret = "4f9c2b7d8e1a6053c7f2d9b84e6a1c30";
let server;
let ada;

before(async () => {
    server = await startInProduction(file);
    ada = await register(server);
});

async function startInProduction(t, more = {}) {
    const env = {
        NODE_ENV: "production",
        JWT_SECRET: secret,
        CLIENT_ORIGIN: "https://chat.example.com",
        TRUST_PROXY: "loopback",
        DATABASE_URL: "",
        DATA_DIR: join(await temporaryFolder(t), "data"),
        ...more,
    };
    assert.equal((await runChatter(["migrate", "deploy"], { env })).code, 0);
    return startServer(t, { env });
}

/** All whole lines of the log, parsed; one that is no object fails. */
function entries(of = server) {
    const lines = of.log.slice(0, of.log.lastIndexOf("\n")).split("\n");
    return lines.map((line) => {
        const entry = JSON.parse(line);
        assert.match(entry.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, line);
        assert.ok(["debug", "info", "warn", "error"].includes(entry.level), line);
        assert.ok(entry.message.length > 0, line);
        return entry;
    });
}

/** The entry of the request with this id. */
const entryOf = (id, of) =>
    eventually(`the entry of ${id}`, () => entries(of).find(({ requestId }) => requestId === id));

test("a request leaves one entry: its id, who, which route, status, duration and bytes", async () => {
    const room = await makeRoom(ada);
    const answer = await ada.call("GET", `/api/rooms/${room.id}/messages?limit=3`, { headers: { "x-request-id": "a.sane-id_1" } });
    assert.equal(answer.headers["x-request-id"], "a.sane-id_1");
    const { time, durationMs, ...entry } = await entryOf("a.sane-id_1");
    assert.deepEqual(entry, {
        level: "info",
        message: "Answered a request",
        requestId: "a.sane-id_1",
        userId: ada.user.id,
        method: "GET",
        route: "/api/rooms/:id/messages",
        status: 200,
        bytes: answer.bytes.length,
    });
    assert.ok(durationMs > 0 && durationMs < 10_000, durationMs);
});

test("a refusal says its code, and a trace is followed", async () => {
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const answer = await request(server, "GET", "/api/auth/me", { headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` } });
    const entry = await entryOf(answer.headers["x-request-id"]);
    assert.deepEqual([entry.status, entry.code, entry.traceId, entry.userId], [401, "unauthorized", traceId, undefined]);
    assert.match(entry.spanId, /^[0-9a-f]{16}$/);
    const nowhere = await request(server, "GET", "/api/nothing");
    assert.equal((await entryOf(nowhere.headers["x-request-id"])).route, "none");
});

test("probes say nothing while all is well", async () => {
    const probe = await request(server, "GET", "/api/health");
    const later = await request(server, "GET", "/api/auth/me");
    await entryOf(later.headers["x-request-id"]);
    assert.ok(!entries().some(({ requestId }) => requestId === probe.headers["x-request-id"]));
});

test("SIGUSR1 turns everything on, SIGUSR2 as it was, and only then are socket events told", async (t) => {
    const room = await makeRoom(ada);
    const socket = await connect(t, server, ada);
    const told = () => entries().filter(({ message }) => message === "Answered an event");
    await ask(socket, "room:read", { roomId: room.id, seq: 0 });
    process.kill(server.pid, "SIGUSR1");
    await eventually("the level is debug", () => /level was changed.*debug/.test(server.log));
    assert.deepEqual(told(), []);

    await ask(socket, "room:read", { roomId: room.id, seq: 0 });
    const [entry] = await eventually("the event is told", () => told().length > 0 && told());
    assert.deepEqual([entry.level, entry.event, entry.userId, entry.code], ["debug", "room:read", ada.user.id, "ok"]);
    process.kill(server.pid, "SIGUSR2");
    await eventually("the level is as it was", () => /level was changed.*LOG_LEVEL/.test(server.log));
    await ask(socket, "room:read", { roomId: room.id, seq: 0 });
    const marker = await request(server, "GET", "/api/auth/me");
    await entryOf(marker.headers["x-request-id"]);
    assert.equal(told().length, 1);
});

test("no secret is in the log, at any level, whatever is sent where", async (t) => {
    const loud = await startInProduction(t, { LOG_LEVEL: "debug" });
    const planted = [];
    const plant = (what) => {
        planted.push(`planted-${what}`);
        return planted.at(-1);
    };
    const username = newName();
    const password = plant("password");
    const registered = await request(loud, "POST", "/api/auth/register", { json: { username, password } });
    planted.push(registered.json.token);
    const { token } = registered.json;
    const call = (method, path, options) => request(loud, method, path, { token, undocumented: true, ...options });

    await call("POST", "/api/auth/login", { json: { username, password: plant("wrong-password") } });
    await call("POST", "/api/auth/password", { json: { currentPassword: password, newPassword: plant("new-password") } });
    await call("POST", "/api/auth/password", { json: { currentPassword: plant("no-password"), newPassword: "x" } });
    const { room } = (await call("POST", "/api/rooms", { json: { kind: "private", name: plant("room") } })).json;
    await call("POST", `/api/rooms/${room.id}/messages`, { json: { content: plant("message") } });
    await call("POST", `/api/rooms/${room.id}/messages`, { json: { content: plant("wrong"), replyTo: 7 } });
    await call("POST", `/api/rooms/${room.id}/messages`, {
        body: `{"content":"${plant("broken")}`,
        headers: { "content-type": "application/json" },
    });
    await call("GET", `/api/search?q=${plant("search")}`);
    await call("GET", `/api/${plant("path")}?token=${plant("query")}`);
    await call("PUT", `/api/rooms/${room.id}/draft`, { json: { content: plant("draft") } });
    await call("GET", "/api/auth/me", { token: plant("token") });
    await call("GET", "/api/auth/me", { token: undefined, headers: { cookie: `token=${plant("cookie")}` } });
    await call("GET", "/api/auth/me", { headers: { "x-request-id": `${plant("id")} with a space`, traceparent: plant("trace") } });
    await raw(loud, `GET /${plant("line")} HTTP/9.9\r\n\r\n`);
    await raw(loud, `${plant("method")} / HTTP/1.1\r\nHost: x\r\n${plant("field")}\r\n\r\n`);

    const socket = await connect(t, loud, { token });
    await ask(socket, "message:send", { roomId: room.id, content: plant("socket-message") });
    await ask(socket, "message:send", { roomId: plant("socket-room"), content: plant("socket-refused") });
    await socket.emitWithAck(plant("event"), { content: plant("unknown") });
    await connect(t, loud, { token: plant("handshake") }).catch(() => {});

    const last = await request(loud, "GET", "/api/health");
    await entryOf(last.headers["x-request-id"], loud);
    assert.ok(entries(loud).length > 15, "there is a log to look at");
    for (const shown of [...planted, secret]) assert.ok(!loud.log.includes(shown), `${shown} is in the log`);
});

test("what every server's log is looked through for is found where it is", () => {
    noteSecrets({ content: 'They said "nobody else should read this"\nand left.', newPassword: "staple battery horse" });
    for (const told of ["cause: nobody else should read this", "staple battery horse!", "Bearer eyJhbGciOi.eyJzdWIiOi.x"])
        assert.equal(lineWithSecret(`started\n${told}\nstopped`), told);
    assert.equal(lineWithSecret("They said, and left."), undefined);
});

test("outside production a line is for people, and an id is not anybody's to choose", async (t) => {
    const pretty = await startServer(t);
    const answer = await request(pretty, "GET", "/api/auth/me", { headers: { "x-request-id": "chosen" } });
    assert.notEqual(answer.headers["x-request-id"], "chosen");
    const id = answer.headers["x-request-id"];
    const line = await eventually("its line", () => pretty.log.split("\n").find((text) => text.includes(id)));
    assert.match(line, /^\d\d:\d\d:\d\d\.\d{3} Answered a request  .*route=\/api\/auth\/me  status=401/);
});
