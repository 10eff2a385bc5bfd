// The whole installation at once: three nodes behind nginx, PostgreSQL with a replica behind PgBouncer, Redis, an object
// store. Whatever of it goes and comes back, every member hears every message once, by seq.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { follow } from "../../support/follower.mjs";
import { assertProblem, request } from "../../support/http.mjs";
import { png, upload } from "../../support/images.mjs";
import {
    addressOf,
    assertAllAreWhole,
    at,
    isReady,
    isReadyAgain,
    moreAcked,
    newFront,
    overRest,
    overSocket,
    startNode,
    startSending,
} from "../../support/nodes.mjs";
import { makeRoom, oneTo, post, register } from "../../support/people.mjs";
import { startPgBouncer } from "../../support/pgbouncer.mjs";
import { startPostgres } from "../../support/postgres.mjs";
import { startRedis } from "../../support/redis.mjs";
import { startS3 } from "../../support/s3.mjs";
import { fileScope } from "../../support/scope.mjs";
import { eventually } from "../../support/wait.mjs";

const clients = 300;
const pause = 100; // of a sender: each message is heard three hundred times
const patienceMs = 60_000;

const file = fileScope();
let bouncer;
let redis;
let replica;
let s3;
let nodes;
let all; // {people, room, followers}

before(async () => {
    const postgres = await startPostgres(file);
    const name = await postgres.createDatabase();
    [bouncer, replica, redis, s3] = [
        await startPgBouncer(file, postgres),
        await postgres.startReplica(file),
        await startRedis(file),
        await startS3(file),
    ];
    const nginx = await newFront(file);
    const env = {
        JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30",
        DATABASE_URL: postgres.url(name, { port: bouncer.port }),
        DIRECT_URL: postgres.url(name),
        DATABASE_REPLICA_URL: replica.url(name),
        REDIS_URL: redis.url,
        ...s3.env(),
        ...nginx.env,
    };
    nodes = await Promise.all(oneTo(3).map(() => startNode(file, env)));
    const front = await nginx.start(nodes);
    const people = await Promise.all(oneTo(12).map((n) => register(nodes[n % 3])));
    const room = await makeRoom(people[0], people.slice(1));
    const followers = await Promise.all(
        oneTo(clients).map((n) => follow(file, front, people[n % people.length], room.id, addressOf(n))),
    );
    all = { people: people.map((person) => at(front, person)), room, followers };
});

/** While somebody talks over REST and two over sockets `outage` happens, and all that was said is heard by all. */
async function talkThrough(t, outage) {
    const { people, room, followers } = all;
    const sends = [overRest(people[0], room.id), overSocket(followers[1].socket, room.id), overSocket(followers[2].socket, room.id)];
    const senders = sends.map((send, n) => startSending(t, `${t.name} ${n}`.slice(-40), send, { pause }));
    const more = () => moreAcked(senders, 3);
    await more();
    await outage(more, senders);
    await more();
    await Promise.all(senders.map(({ stop }) => stop()));
    await assertAllAreWhole(all, senders);
}

/** How often each follower has connected. */
const connections = () => all.followers.map((follower) => follower.connections);

test("three hundred clients over three nodes hear what is sent on each of them once, by seq", async () => {
    const { people, room, followers } = all;
    const authors = oneTo(96).map((n) => at(nodes[n % 3], people[n % people.length]));
    await Promise.all(authors.map((author, n) => post(author, room.id, `message ${n}`)));
    await assertAllAreWhole(all, []);
    assert.ok(followers.every((follower) => follower.connections === 1));
});

test("Redis is killed and started again", async (t) => {
    await talkThrough(t, async (more, senders) => {
        await redis.kill();
        await more();
        const said = all.followers[0].seqs.length + senders.length;
        const isHeard = () => all.followers.every(({ seqs }) => seqs.length >= said);
        await eventually("what is said elsewhere is heard without Redis", isHeard, patienceMs);
        const before = connections();
        await redis.start();
        await Promise.all(nodes.map(isReadyAgain));
        const areBack = () => all.followers.every((follower, n) => follower.connections > before[n]);
        await eventually("all are made to catch up", areBack, patienceMs);
    });
});

test("a node is killed, and started again", async (t) => {
    await talkThrough(t, async (more) => {
        await nodes[1].kill();
        const arePresent = () => all.followers.every(({ socket }) => socket.connected);
        await eventually("all are connected to the others", arePresent, patienceMs);
        await more();
        await nodes[1].start();
        await isReadyAgain(nodes[1]);
    });
});

test("the object store stops: pictures are refused, text goes on", async (t) => {
    const before = connections();
    const [ada] = all.people;
    await talkThrough(t, async (more) => {
        await s3.stop();
        const refused = upload(ada, png(8, 8)); // when it has been tried some times
        await more();
        assertProblem(await refused, 503);
        await s3.start();
        assert.equal((await upload(ada, png(8, 8))).status, 201);
    });
    assert.deepEqual(connections(), before);
});

test("PgBouncer is killed and started again", async (t) => {
    const before = connections();
    await talkThrough(t, async () => {
        await bouncer.kill();
        await eventually("the nodes say so", async () => (await request(nodes[0], "GET", "/api/ready")).status === 503);
        await bouncer.start();
        await Promise.all(nodes.map(isReadyAgain));
    });
    assert.deepEqual(connections(), before);
});

test("the replica stops", async (t) => {
    const before = connections();
    await talkThrough(t, async (more) => {
        await replica.kill();
        await more();
        assert.deepEqual(await Promise.all(nodes.map(isReady)), [true, true, true], "it is no part of being ready");
        const { people, room } = all;
        assert.equal((await people[0].call("GET", `/api/rooms/${room.id}/messages?limit=5`)).json.messages.length, 5);
    });
    assert.deepEqual(connections(), before);
});
