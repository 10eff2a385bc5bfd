// Three nodes on one PostgreSQL and one Redis: whoever is connected to any of them hears every message of a room once,
// by seq, whatever becomes of Redis and of the other nodes.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { follow } from "../../support/follower.mjs";
import { assertAllAreWhole, at, isReadyAgain, moreAcked, overRest, startNode, startSending } from "../../support/nodes.mjs";
import { join, makeRoom, oneTo, post, register } from "../../support/people.mjs";
import { startPostgres } from "../../support/postgres.mjs";
import { startRedis } from "../../support/redis.mjs";
import { fileScope } from "../../support/scope.mjs";
import { startServer } from "../../support/server.mjs";
import { connect, heard, hears } from "../../support/sockets.mjs";
import { eventually } from "../../support/wait.mjs";

const file = fileScope();
let redis;
let nodes;
let apart; // a server on the same database that tells the others nothing, as if Redis lost each of its events
let env;

before(async () => {
    const postgres = await startPostgres(file);
    redis = await startRedis(file);
    const database = { JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30", DATABASE_URL: postgres.url(await postgres.createDatabase()) };
    env = { ...database, REDIS_URL: redis.url };
    apart = await startServer(file, { env: database });
    nodes = await Promise.all(oneTo(3).map(() => startNode(file, env)));
});

const seqsOf = (socket) => heard(socket, "message:new").map(({ message }) => message.seq);

/** A room with a member for each node, who follows it there. */
async function roomOnAllNodes(t) {
    const people = await Promise.all(nodes.map((node) => register(node)));
    const room = await makeRoom(people[0], people.slice(1));
    const followers = await Promise.all(nodes.map((node, index) => follow(t, node, people[index], room.id)));
    return { people, room, followers };
}

test("what Redis lost is heard before what is said after it, and soon when nothing is", async (t) => {
    const { people, room, followers } = await roomOnAllNodes(t);
    await post(at(apart, people[0]), room.id, "unheard of");
    await post(at(apart, people[1]), room.id, "unheard of");
    await post(people[2], room.id, "heard");
    await Promise.all(followers.map((follower) => follower.assertWhole(3)));
    await post(at(apart, people[0]), room.id, "the last");
    await Promise.all(followers.map((follower) => follower.assertWhole(4)));
    assert.ok(followers.every(({ connections }) => connections === 1));
});

test("whoever has missed more than is told one by one comes back and asks", async (t) => {
    const node = await startNode(t, env);
    const [ada, bob] = await Promise.all([register(node), register(nodes[0])]);
    const room = await makeRoom(ada, [bob]);
    const follower = await follow(t, node, ada, room.id);
    // Else the node might learn only afterwards that somebody listens, and of nothing that was missed.
    await post(bob, room.id, "heard at once");
    await follower.assertWhole(1);
    process.kill(node.pid, "SIGSTOP");
    const author = at(apart, bob);
    const posts = oneTo(20).map(async (sender) => {
        for (const n of oneTo(30)) await post(author, room.id, `message ${n} of ${sender}`);
    });
    await Promise.all(posts).finally(() => process.kill(node.pid, "SIGCONT"));
    await follower.assertWhole(601);
    assert.ok(follower.connections > 1);
});

test("whoever joins while the others talk hears all that is said from then on, once and by seq", async (t) => {
    const all = await roomOnAllNodes(t);
    const { people, room } = all;
    const senders = people.map((person) => startSending(t, person.user.id, overRest(person, room.id)));
    for (const n of oneTo(6)) {
        const newcomer = await register(nodes[n % 3]);
        const socket = await connect(t, nodes[n % 3], newcomer);
        await join(at(nodes[(n + 1) % 3], newcomer), room.id);
        const { room: shown } = await hears(socket, "room:added");
        await moreAcked(senders, 5);
        await eventually("it is heard", () => seqsOf(socket).length >= 10);
        const seqs = seqsOf(socket);
        // What the newcomer's node had yet to tell when they came is in what they were shown, and may be heard again.
        assert.ok(seqs[0] <= shown.lastSeq + 1, `heard from ${seqs[0]} on, shown up to ${shown.lastSeq}`);
        assert.deepEqual(seqs, seqs.map((_, index) => seqs[0] + index));
    }
    await Promise.all(senders.map(({ stop }) => stop()));
    await assertAllAreWhole(all, senders);
});

test("every member hears every message once, by seq, while Redis is killed and started again", async (t) => {
    const all = await roomOnAllNodes(t);
    const { people, room, followers } = all;
    const senders = people.map((person) => startSending(t, person.user.id, overRest(person, room.id)));
    await moreAcked(senders, 20);
    await redis.kill();
    await moreAcked(senders, 20);
    const acked = senders.reduce((sum, sender) => sum + sender.acked, 0);
    const isHeard = () => followers.every(({ seqs }) => seqs.length >= acked);
    await eventually("what is said on the other nodes is heard without Redis", isHeard, 30_000);
    assert.ok(followers.every(({ connections }) => connections === 1));
    await redis.start();
    await Promise.all(nodes.map(isReadyAgain));
    await moreAcked(senders, 20);
    await Promise.all(senders.map(({ stop }) => stop()));
    await assertAllAreWhole(all, senders);
});

test("what a node had committed when it was killed is heard on the others, once and by seq", async (t) => {
    const all = await roomOnAllNodes(t);
    const { people, room, followers } = all;
    const doomed = await startNode(t, env);
    const senders = [...people, at(doomed, people[0])].map((person, index) =>
        startSending(t, `sender ${index}`, overRest(person, room.id)),
    );
    await moreAcked(senders, 20);
    await doomed.kill();
    await moreAcked(senders.slice(0, 3), 20);
    await Promise.all(senders.map(({ stop }) => stop()));
    await assertAllAreWhole(all, senders);
    assert.ok(followers.every(({ connections }) => connections === 1));
});
