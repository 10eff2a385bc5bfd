// PostgreSQL or the pooler gone while the server runs: nothing is acked that is not stored, everything comes back by
// itself, and nobody waits for ever.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertProblem, request } from "../support/http.mjs";
import { makeRoom, oneTo, register, wholeHistory } from "../support/people.mjs";
import { startPgBouncer } from "../support/pgbouncer.mjs";
import { startPostgres } from "../support/postgres.mjs";
import { fileScope } from "../support/scope.mjs";
import { runChatter, startServer, temporaryFolder } from "../support/server.mjs";
import { ask, connect, heard } from "../support/sockets.mjs";
import { startProxy } from "../support/tcp_proxy.mjs";
import { eventually, within } from "../support/wait.mjs";

// How long a write may take before it must have been answered, whatever the database does.
const answerLimitMs = 20_000;
const silenceLimitMs = 17_000; // for a whole request, whose questions wait one after the other

const file = fileScope();
let postgres;
let bouncer;

before(async () => {
    postgres = await startPostgres(file);
    bouncer = await startPgBouncer(file, postgres);
});

const statusOf = async (server, path) => (await request(server, "GET", path)).status;
const isReady = (server) => async () => (await statusOf(server, "/api/ready")) === 200;

async function newServer(t) {
    const name = await postgres.createDatabase();
    return startServer(t, { env: { DATABASE_URL: postgres.url(name, { port: bouncer.port }), DIRECT_URL: postgres.url(name) } });
}

test("a server that starts before its database serves as soon as that is there", async (t) => {
    const name = await postgres.createDatabase();
    const env = { DATABASE_URL: postgres.url(name, { port: bouncer.port }), DIRECT_URL: postgres.url(name) };
    await runChatter(["migrate", "deploy"], { env: { ...env, DATA_DIR: await temporaryFolder(t) } });
    await postgres.kill();
    t.after(() => postgres.start());
    const production = {
        NODE_ENV: "production",
        JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30",
        CLIENT_ORIGIN: "https://chat.example.com",
    };
    const server = await startServer(t, { env: { ...env, ...production } });
    assert.equal(await statusOf(server, "/api/health"), 200);
    assertProblem(await request(server, "GET", "/api/ready"), 503, "unavailable");
    const answer = await request(server, "POST", "/api/auth/register", { json: { username: "ada", password: "correct horse battery" } });
    assertProblem(answer, 503, "unavailable");

    await postgres.start();

    await eventually("the server is ready", isReady(server), 30_000);
    await makeRoom(await register(server));
});

test("in development a server that starts before its database makes the tables when it comes", async (t) => {
    const name = await postgres.createDatabase();
    await postgres.kill();
    t.after(() => postgres.start());
    const server = await startServer(t, { env: { DATABASE_URL: postgres.url(name) } });
    assert.equal(await statusOf(server, "/api/ready"), 503);

    await postgres.start();

    await eventually("the server is ready", isReady(server), 30_000);
    await makeRoom(await register(server));
});

for (const [what, gone] of [["PostgreSQL", () => postgres], ["PgBouncer", () => bouncer]]) {
    test(`${what} gone: sends are refused in time, sockets stay, all is well when it is back`, async (t) => {
        const server = await newServer(t);
        const ada = await register(server);
        const room = await makeRoom(ada);
        const socket = await connect(t, server, ada);
        const send = (clientId) => ask(socket, "message:send", { roomId: room.id, content: clientId, clientId }, answerLimitMs);
        assert.equal((await send("before")).ok, true);
        t.after(() => gone().start());

        await gone().kill();

        const answers = await Promise.all(oneTo(20).map((n) => send(`meanwhile ${n}`)));
        for (const answer of answers) assert.equal(answer.error?.code, "unavailable", JSON.stringify(answer));
        assert.equal(await statusOf(server, "/api/health"), 200);
        assertProblem(await request(server, "GET", "/api/ready"), 503, "unavailable");
        const read = await within(answerLimitMs, "history is answered", ada.call("GET", `/api/rooms/${room.id}/messages`));
        assertProblem(read, 503, "unavailable");
        assert.equal(socket.connected, true);

        await gone().start();
        await eventually("the server is ready", isReady(server), 30_000);
        const again = await Promise.all(oneTo(20).map((n) => send(`meanwhile ${n}`)));
        assert.deepEqual(again.filter(({ ok }) => !ok), []);
        const history = await wholeHistory(ada, room.id);
        assert.deepEqual(history.map(({ seq }) => seq), oneTo(21));
        assert.deepEqual(new Set(history.map(({ clientId }) => clientId)).size, 21);
        assert.equal(socket.connected, true);
    });
}

test("a database that falls silent is given up in time, and taken again when it speaks", async (t) => {
    const proxy = await startProxy(t, postgres);
    const name = await postgres.createDatabase();
    const server = await startServer(t, { env: { DATABASE_URL: postgres.url(name, { port: proxy.port }), DIRECT_URL: postgres.url(name) } });
    const ada = await register(server);
    const room = await makeRoom(ada);
    const send = (clientId) => ada.call("POST", `/api/rooms/${room.id}/messages`, { json: { content: clientId, clientId } });
    proxy.stall();

    const asked = [send("one"), ada.call("GET", "/api/rooms"), ada.call("GET", `/api/rooms/${room.id}/messages`)];
    const [sent, ...read] = await within(silenceLimitMs, "all are answered", Promise.all(asked));

    // New connections are taken: what is asked again over one of those is answered well.
    assert.ok([201, 503].includes(sent.status), sent.text);
    for (const answer of read) assert.ok([200, 503].includes(answer.status), answer.text);
    await eventually("the server is ready over new connections", isReady(server), 30_000);
    assert.ok([200, 201].includes((await send("one")).status));
    assert.deepEqual((await wholeHistory(ada, room.id)).map(({ clientId }) => clientId), ["one"]);
});

test("connections cut again and again lose, double and refuse for ever nothing", async (t) => {
    const proxy = await startProxy(t, { port: bouncer.port });
    const name = await postgres.createDatabase();
    const server = await startServer(t, { env: { DATABASE_URL: postgres.url(name, { port: proxy.port }), DIRECT_URL: postgres.url(name) } });
    const ada = await register(server);
    const room = await makeRoom(ada);
    const socket = await connect(t, server, ada);
    const acked = new Map();
    const sendTillStored = async (clientId) => {
        for (;;) {
            const answer = await ask(socket, "message:send", { roomId: room.id, content: clientId, clientId }, answerLimitMs);
            if (answer.ok) return acked.set(clientId, answer.message.seq);
            assert.equal(answer.error.code, "unavailable");
        }
    };
    let made = 0;
    const senders = oneTo(8).map(async () => {
        while (made < 2000) await sendTillStored(`draft ${++made}`);
    });

    let enough = 0;
    while (acked.size < 1900) {
        enough = Math.min(acked.size + 100, 1900);
        await eventually("sending goes on", () => acked.size >= enough, 60_000);
        proxy.cut();
    }

    await Promise.all(senders);
    const history = await wholeHistory(ada, room.id);
    assert.deepEqual(history.map(({ seq }) => seq), oneTo(acked.size));
    for (const { clientId, seq } of history) assert.equal(acked.get(clientId), seq);
});

test("sessions that PostgreSQL ends under load lose and double nothing, and everybody hears each message once", async (t) => {
    const name = await postgres.createDatabase();
    const server = await startServer(t, { env: { DATABASE_URL: postgres.url(name) } });
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob]);
    const sender = await connect(t, server, ada);
    const reader = await connect(t, server, bob);
    const acked = new Map();
    const refusals = new Set();
    let moves = 0;
    let isOver = false;
    const tillDone = async (event, payload) => {
        for (;;) {
            const answer = await ask(event === "room:read" ? reader : sender, event, payload, answerLimitMs);
            if (answer.ok) return answer;
            refusals.add(answer.error.code);
        }
    };
    const sending = oneTo(8).map(async (who) => {
        for (let n = 1; !isOver; n += 1) {
            const clientId = `${who}, ${n}`;
            const { message } = await tillDone("message:send", { roomId: room.id, content: clientId, clientId });
            acked.set(clientId, message.seq);
        }
    });
    const reading = oneTo(4).map(async () => {
        for (; !isOver; moves += 1) await tillDone("room:read", { roomId: room.id, seq: acked.size });
    });
    t.after(() => (isOver = true));

    // As a restart or an administrator would: each is told to end, in the middle of whatever it does.
    for (const _ of oneTo(30)) {
        const before = { sent: acked.size, moved: moves };
        const goesOn = () => acked.size > before.sent + 20 && moves > before.moved + 10;
        await eventually("sending and reading go on", goesOn, answerLimitMs);
        await postgres.execute("postgres", `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
    }

    isOver = true;
    await Promise.all([...sending, ...reading]);
    assert.deepEqual([...refusals].filter((code) => code !== "unavailable"), []);
    const history = await wholeHistory(ada, room.id);
    assert.deepEqual(history.map(({ seq }) => seq), oneTo(acked.size));
    for (const { clientId, seq } of history) assert.equal(acked.get(clientId), seq);
    for (const socket of [sender, reader]) {
        const heardAll = () => heard(socket, "message:new").length >= acked.size;
        await eventually("all is heard", heardAll).catch(() => {}); // what is missing, the comparison says
        assert.deepEqual(heard(socket, "message:new").map(({ message }) => message.seq), oneTo(acked.size));
    }
});
