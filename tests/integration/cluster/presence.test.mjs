// Who is here, over the nodes of a cluster: connections anywhere count, and those of a node that has died no longer than
// its time in Redis.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { request } from "../../support/http.mjs";
import { oneTo, register } from "../../support/people.mjs";
import { startPostgres } from "../../support/postgres.mjs";
import { startRedis } from "../../support/redis.mjs";
import { fileScope } from "../../support/scope.mjs";
import { startServer } from "../../support/server.mjs";
import { ask, connect, heard } from "../../support/sockets.mjs";
import { eventually } from "../../support/wait.mjs";

const ttlMs = 15_000;
const patienceMs = 3 * ttlMs; // of a busy machine
const file = fileScope();
let redis;
let nodes;
let env;

before(async () => {
    const postgres = await startPostgres(file);
    redis = await startRedis(file);
    env = {
        JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30",
        DATABASE_URL: postgres.url(await postgres.createDatabase()),
        REDIS_URL: redis.url,
        PRESENCE_GRACE_MS: "200",
    };
    nodes = await Promise.all(oneTo(2).map(() => startNode(file)));
});

async function startNode(t) {
    const node = await startServer(t, { env });
    const isReady = async () => (await request(node, "GET", "/api/ready")).status === 200;
    await eventually("the node is ready", isReady, 20_000);
    return node;
}

async function watch(socket, person) {
    const answer = await ask(socket, "presence:watch", { userIds: [person.user.id] });
    assert.ok(answer.ok, JSON.stringify(answer));
    return answer.presence[0].status;
}

/** What the socket has been told of a person, as statuses. */
const toldOf = (socket, { user }) =>
    heard(socket, "presence")
        .flatMap(({ changes }) => changes)
        .filter(({ userId }) => userId === user.id)
        .map(({ status }) => status);

const hearsOf = (socket, person, status) =>
    eventually(`the socket hears ${status}`, () => toldOf(socket, person).at(-1) === status, patienceMs);

test("whoever is connected to any node is online on all, and away or offline as all their connections are", async (t) => {
    const [ada, bob] = await Promise.all(nodes.map((node) => register(node)));
    const watcher = await connect(t, nodes[0], ada);
    assert.equal(await watch(watcher, bob), "offline");
    const there = await connect(t, nodes[1], bob);
    await hearsOf(watcher, bob, "online");
    assert.ok((await ask(there, "presence:set", { status: "away" })).ok);
    await hearsOf(watcher, bob, "away");
    const here = await connect(t, nodes[0], bob);
    await hearsOf(watcher, bob, "online");
    here.disconnect();
    await hearsOf(watcher, bob, "away");
    there.disconnect();
    await hearsOf(watcher, bob, "offline");
});

test("a node that starts knows who is here, also after Redis has lost everything", async (t) => {
    const [ada, bob] = await Promise.all(nodes.map((node) => register(node)));
    await connect(t, nodes[0], ada, { reconnection: true, reconnectionDelay: 50 });
    await redis.kill();
    await redis.start();
    const late = await startNode(t);
    const watcher = await connect(t, late, bob);
    const isOnline = async () => (await watch(watcher, ada)) === "online";
    await eventually("the new node knows", isOnline, patienceMs);
});

test("the people of a node that was killed are offline when its time has run out", async (t) => {
    const doomed = await startNode(t);
    const [ada, bob] = await Promise.all([register(nodes[0]), register(nodes[1])]);
    const watcher = await connect(t, nodes[0], ada);
    await connect(t, doomed, bob);
    await eventually("the others know", async () => (await watch(watcher, bob)) === "online", patienceMs);
    await doomed.kill();
    await hearsOf(watcher, bob, "offline");
});
