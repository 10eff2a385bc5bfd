// Three nodes on one PostgreSQL and one Redis, which are one chat to whoever talks.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Emitter } from "@socket.io/redis-emitter";
import { freePort } from "../../../script/lib/free-port.mjs";
import { request } from "../../support/http.mjs";
import { makeRoom, oneTo, register } from "../../support/people.mjs";
import { startPostgres } from "../../support/postgres.mjs";
import { redisClient, startRedis } from "../../support/redis.mjs";
import { fileScope } from "../../support/scope.mjs";
import { startServer } from "../../support/server.mjs";
import { ask, connect, heard, hears } from "../../support/sockets.mjs";
import { eventually } from "../../support/wait.mjs";

const file = fileScope();
let postgres;
let redis;
let nodes;
const clusters = {}; // by the adapter that their nodes speak

/** Environment of a node of a database of its own and the file's Redis; `more` adds to it. */
async function newCluster(more = {}) {
    return {
        JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30",
        DATABASE_URL: postgres.url(await postgres.createDatabase()),
        REDIS_URL: redis.url,
        ...more,
    };
}

async function startNodes(scope, count, env) {
    const started = [];
    for (const _ of oneTo(count)) started.push(await startServer(scope, { env }));
    const isReady = async (node) => (await request(node, "GET", "/api/ready")).status === 200;
    for (const node of started) await eventually("the node is ready", () => isReady(node), 20_000);
    return started;
}

before(async () => {
    postgres = await startPostgres(file);
    redis = await startRedis(file);
    const [classic, sharded] = await Promise.all([newCluster(), newCluster({ REDIS_ADAPTER: "sharded" })]);
    clusters.classic = nodes = await startNodes(file, 3, classic);
    clusters.sharded = await startNodes(file, 3, sharded);
});

/** `person` as a client of another node. */
const at = (node, person) => ({
    ...person,
    call: (method, path, options) => request(node, method, path, { token: person.token, ...options }),
});

for (const adapter of ["classic", "sharded"]) {
    test(`what is said on any node is heard on all, once and by seq (${adapter})`, async (t) => {
        const nodes = clusters[adapter];
        const people = await Promise.all(oneTo(6).map((n) => register(nodes[n % 3])));
        const room = await makeRoom(people[0], people.slice(1));
        const sockets = await Promise.all(people.map((person, index) => connect(t, nodes[index % 3], person)));
        const acks = await Promise.all(
            sockets.flatMap((socket, index) =>
                oneTo(20).map((n) => ask(socket, "message:send", { roomId: room.id, content: `${index}:${n}` })),
            ),
        );
        assert.deepEqual(acks.filter(({ ok }) => !ok), []);
        for (const socket of sockets) {
            await eventually("all is heard", () => heard(socket, "message:new").length >= 120);
            const seqs = heard(socket, "message:new").map(({ message }) => message.seq);
            assert.deepEqual(seqs, oneTo(120));
        }
    });

    test(`joining, leaving and typing are told across nodes (${adapter})`, async (t) => {
        const nodes = clusters[adapter];
        const [ada, bob] = await Promise.all([register(nodes[0]), register(nodes[1])]);
        const here = await connect(t, nodes[0], ada);
        const there = await connect(t, nodes[1], bob);
        const room = await makeRoom(ada, [], { kind: "private" });
        const invited = await ada.call("PUT", `/api/rooms/${room.id}/members/${bob.user.id}`, { json: { role: "member" } });
        assert.equal(invited.status, 200, invited.text);
        await hears(there, "room:added", ({ room: added }) => added.id === room.id);
        const { ok } = await ask(here, "message:send", { roomId: room.id, content: "welcome" });
        assert.ok(ok);
        await hears(there, "message:new", ({ message }) => message.content === "welcome");
        await ask(there, "typing", { roomId: room.id, typing: true });
        await hears(here, "typing", ({ userId }) => userId === bob.user.id);
        assert.equal((await at(nodes[2], bob).call("POST", `/api/rooms/${room.id}/leave`)).status, 204);
        await hears(there, "room:removed", ({ roomId }) => roomId === room.id);
        await hears(here, "member:left", ({ userId }) => userId === bob.user.id);
    });
}

test("a revoked session's sockets are closed on all nodes within a second", async (t) => {
    const ada = await register(nodes[0]);
    const sockets = await Promise.all(nodes.map((node) => connect(t, node, ada)));
    const startedAt = performance.now();
    assert.equal((await at(nodes[2], ada).call("POST", "/api/auth/logout")).status, 204);
    await eventually("all are closed", () => sockets.every((socket) => !socket.connected));
    assert.ok(performance.now() - startedAt < 1000, `after ${performance.now() - startedAt} ms`);
    for (const socket of sockets) assert.equal(heard(socket, "session:revoked").length, 1);
});

test("a limit is one over all nodes: of a hundred requests thirty pass", async (t) => {
    const limited = await startNodes(t, 3, await newCluster({ RATE_LIMIT: "on", RATE_LIMIT_READS: "30/600" }));
    const ada = await register(limited[0]);
    const answers = await Promise.all(oneTo(100).map((n) => at(limited[n % 3], ada).call("GET", "/api/auth/me")));
    const statuses = answers.map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 200).length, 30);
    assert.equal(statuses.filter((status) => status === 429).length, 70);
});

test("an emitter reaches a room's members on all nodes by the room's name", async (t) => {
    const people = await Promise.all(nodes.map((node) => register(node)));
    const room = await makeRoom(people[0], people.slice(1));
    const sockets = await Promise.all(nodes.map((node, index) => connect(t, node, people[index])));
    const emitter = new Emitter(await redisClient(t, redis));
    const news = { roomId: room.id, userId: people[0].user.id, typing: true };
    emitter.to(`room:${room.id}`).except(`user:${people[0].user.id}`).emit("typing", news);
    for (const socket of sockets.slice(1)) await hears(socket, "typing", ({ roomId }) => roomId === room.id);
    emitter.to(`user:${people[0].user.id}`).emit("typing", { ...news, typing: false });
    await hears(sockets[0], "typing", ({ typing }) => typing === false);
    assert.equal(heard(sockets[0], "typing").length, 1);
});

test("what was said on another node while Redis was gone is caught up with when it is back", async (t) => {
    const own = await startRedis(t);
    const pair = await startNodes(t, 2, await newCluster({ REDIS_URL: own.url }));
    const [ada, bob] = await Promise.all(pair.map((node) => register(node)));
    const room = await makeRoom(ada, [bob]);
    const socket = await connect(t, pair[1], bob, { reconnection: true, reconnectionDelay: 50 });
    const { room: seen } = (await bob.call("GET", `/api/rooms/${room.id}`)).json;
    await own.kill();
    const posted = await ada.call("POST", `/api/rooms/${room.id}/messages`, { json: { content: "meanwhile" } });
    assert.equal(posted.status, 201);
    const greetings = heard(socket, "ready").length;
    await own.start();
    await eventually("the client is made to come back", () => heard(socket, "ready").length > greetings, 20_000);
    const { ok, rooms } = await ask(socket, "sync", { rooms: { [room.id]: seen.version } });
    assert.ok(ok);
    assert.deepEqual(rooms[room.id].messages.map(({ content }) => content), ["meanwhile"]);
});

test("while Redis is gone a node goes on by itself and says that it is not ready; then it is again", async (t) => {
    const own = await startRedis(t);
    const metricsPort = await freePort();
    const more = { REDIS_URL: own.url, RATE_LIMIT: "on", METRICS_PORT: String(metricsPort) };
    const [node] = await startNodes(t, 1, await newCluster(more));
    const metrics = async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    assert.match(await metrics(), /^chatter_redis_up 1$/m);
    const ada = await register(node);
    const room = await makeRoom(ada);
    const socket = await connect(t, node, ada);
    // A Redis that takes nothing more refuses to count, which is counted.
    await (await redisClient(t, own)).sendCommand(["CONFIG", "SET", "maxmemory", "1"]);
    assert.equal((await ada.call("GET", "/api/rooms")).status, 200);
    assert.match(await metrics(), /^chatter_redis_errors_total\{reason="refused"\} [1-9]/m);

    await own.kill();
    await eventually("it is not ready", async () => (await request(node, "GET", "/api/ready")).status === 503);
    assert.equal((await request(node, "GET", "/api/health")).status, 200);
    assert.ok((await ask(socket, "message:send", { roomId: room.id, content: "alone" })).ok);
    await hears(socket, "message:new", ({ message }) => message.content === "alone");
    assert.match(await metrics(), /^chatter_redis_up 0$/m);
    await own.start();
    await eventually("it is ready", async () => (await request(node, "GET", "/api/ready")).status === 200, 20_000);
    await eventually("the client is made to come back", () => !socket.connected);
    const back = await connect(t, node, ada);
    assert.ok((await ask(back, "message:send", { roomId: room.id, content: "together" })).ok);
});
