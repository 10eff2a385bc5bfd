// Two servers on one database, which write the same rooms at the same time.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { request } from "../support/http.mjs";
import { makeRoom, oneTo, register, wholeHistory } from "../support/people.mjs";
import { startPgBouncer } from "../support/pgbouncer.mjs";
import { startPostgres } from "../support/postgres.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect } from "../support/sockets.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let postgres;
let database;
let nodes;

before(async () => {
    postgres = await startPostgres(file);
    const bouncer = await startPgBouncer(file, postgres);
    database = await postgres.createDatabase();
    const env = {
        JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30",
        DATABASE_URL: postgres.url(database, { port: bouncer.port }),
        DIRECT_URL: postgres.url(database),
    };
    nodes = [await startServer(file, { env }), await startServer(file, { env })];
});

test("both write the same five rooms at once: no seq twice, none left out, nobody in the other's way", async (t) => {
    const people = await Promise.all(oneTo(6).map(() => register(nodes[0])));
    const rooms = await Promise.all(oneTo(5).map(() => makeRoom(people[0], people.slice(1))));
    const sockets = await Promise.all(people.map((person, index) => connect(t, nodes[index % 2], person)));

    // Each sender goes through the rooms in another order, so that whoever locked them as they come would wait in a ring.
    const sends = sockets.flatMap((socket, index) =>
        oneTo(300).map((n) => {
            const { id } = rooms[(index % 2 ? n : 600 - n) % rooms.length];
            return ask(socket, "message:send", { roomId: id, content: `${index}:${n}`, clientId: `${index}:${n}` }, 60_000);
        }),
    );
    const answers = await Promise.all(sends);

    assert.deepEqual(answers.filter(({ ok }) => !ok), []);
    for (const { id } of rooms) {
        const history = await wholeHistory(people[0], id);
        const acked = answers.map(({ message }) => message).filter(({ roomId }) => roomId === id);
        assert.deepEqual(history.map(({ seq }) => seq), oneTo(acked.length));
        assert.deepEqual(history.map(({ version }) => version), oneTo(acked.length));
        assert.deepEqual(new Set(history.map((message) => message.id)), new Set(acked.map((message) => message.id)));
    }
    assert.doesNotMatch(postgres.daemon.output, /deadlock detected/);
});

test("what one has acked the other finds at once, and one of them makes the index", async (t) => {
    const people = await Promise.all(nodes.map((node) => register(node)));
    const room = await makeRoom(people[0], [people[1]]);
    const sockets = await Promise.all(nodes.map((node, index) => connect(t, node, people[index])));
    const found = async (index) => {
        const answer = await request(nodes[index], "GET", `/api/search?q=needle&roomId=${room.id}`, people[index]);
        assert.equal(answer.status, 200, answer.text);
        return answer.json.results.map(({ message }) => message.content);
    };
    const needles = [];
    for (const round of oneTo(6)) {
        const others = oneTo(500).map((n) => ask(sockets[n % 2], "message:send", { roomId: room.id, content: `hay ${n}` }, 60_000));
        const { ok, message } = await ask(sockets[round % 2], "message:send", { roomId: room.id, content: `needle ${round}` });
        assert.ok(ok);
        needles.unshift(message.content);
        assert.deepEqual(await found(1 - (round % 2)), needles);
        await Promise.all(others);
    }
    const segments = () => postgres.query(database, "SELECT id FROM search_segments WHERE state = 1");
    await eventually("it is indexed", async () => (await segments()).length > 0, 60_000);
    for (const index of [0, 1]) assert.deepEqual(await found(index), needles);
    assert.equal((await postgres.query(database, "SELECT process FROM search_indexer")).length, 1);
});

test("the same clientId sent to both at once is stored once, and both give back that message", async (t) => {
    const ada = await register(nodes[0]);
    const room = await makeRoom(ada);
    const sockets = await Promise.all(nodes.map((node) => connect(t, node, ada)));

    for (const n of oneTo(50)) {
        const draft = { roomId: room.id, content: "once", clientId: `draft ${n}` };
        const [one, other] = await Promise.all(sockets.map((socket) => ask(socket, "message:send", draft)));
        assert.equal(one.ok, true, JSON.stringify(one));
        assert.deepEqual(one, other);
    }

    assert.deepEqual((await wholeHistory(ada, room.id)).map(({ seq }) => seq), oneTo(50));
});

test("what one node has stored the other reads, and a session made here is known there", async () => {
    const ada = await register(nodes[0]);
    const room = await makeRoom(ada);
    const there = { ...ada, call: (method, path, options) => request(nodes[1], method, path, { token: ada.token, ...options }) };
    const answer = await ada.call("POST", `/api/rooms/${room.id}/messages`, { json: { content: "from the first" } });
    assert.equal(answer.status, 201);
    assert.deepEqual(await wholeHistory(there, room.id), [answer.json.message]);
    assert.equal((await ada.call("POST", "/api/auth/logout")).status, 204);
    assert.equal((await there.call("GET", "/api/auth/me")).status, 401, "nor does it outlive its end there");
});
