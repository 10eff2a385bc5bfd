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

const file = fileScope();
let postgres;
let nodes;

before(async () => {
    postgres = await startPostgres(file);
    const bouncer = await startPgBouncer(file, postgres);
    const name = await postgres.createDatabase();
    const env = {
        JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30",
        DATABASE_URL: postgres.url(name, { port: bouncer.port }),
        DIRECT_URL: postgres.url(name),
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
