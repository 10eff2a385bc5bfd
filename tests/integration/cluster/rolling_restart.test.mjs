// Three nodes behind the real nginx, as the deployment guide has it, are restarted one after the other while people talk:
// each leaves by itself, its clients go on elsewhere, and nobody misses anything.

import assert from "node:assert/strict";
import { Agent } from "node:https";
import { before, test } from "node:test";
import { follow } from "../../support/follower.mjs";
import { request } from "../../support/http.mjs";
import {
    addressOf,
    assertAllAreWhole,
    at,
    isReadyAgain,
    moreAcked,
    newFront,
    overRest,
    overSocket,
    startNode,
    startSending,
} from "../../support/nodes.mjs";
import { makeRoom, oneTo, register } from "../../support/people.mjs";
import { startPostgres } from "../../support/postgres.mjs";
import { startRedis } from "../../support/redis.mjs";
import { fileScope } from "../../support/scope.mjs";
import { ask, connect, heard } from "../../support/sockets.mjs";
import { eventually, within } from "../../support/wait.mjs";

const drainMs = 1_000;
const endMs = 5_000; // what else a server takes to end
const clients = 36;

const file = fileScope();
let nodes;
let front; // nginx

before(async () => {
    const postgres = await startPostgres(file);
    const redis = await startRedis(file);
    const nginx = await newFront(file);
    const env = {
        JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30",
        DATABASE_URL: postgres.url(await postgres.createDatabase()),
        REDIS_URL: redis.url,
        DRAIN_MS: String(drainMs),
        ...nginx.env,
    };
    nodes = await Promise.all(oneTo(3).map(() => startNode(file, env)));
    front = await nginx.start(nodes);
});

/** People in a room, each followed by some clients at addresses of their own. */
async function roomBehindNginx(t) {
    const people = [];
    for (const n of oneTo(6)) people.push(await register(nodes[n % 3]));
    const room = await makeRoom(people[0], people.slice(1));
    const followers = await Promise.all(
        oneTo(clients).map((n) => follow(t, front, people[n % people.length], room.id, addressOf(n))),
    );
    for (const follower of followers) {
        follower.left = [];
        follower.socket.on("disconnect", () => follower.left.push(performance.now()));
    }
    return { people, room, followers };
}

/** Half of them over sockets, half over REST, all through nginx. */
function startTalking(t, { people, room, followers }) {
    return oneTo(6).map((n) => {
        const over = n % 2 ? overSocket(followers[n].socket, room.id) : overRest(overFront(t, people[n - 1], n), room.id);
        return startSending(t, `sender ${n}`, over, { pause: 20 });
    });
}

function overFront(t, person, n) {
    const agent = new Agent({ keepAlive: true, ca: front.ca, ...addressOf(n) });
    t.after(() => agent.destroy());
    return at(front, person, { agent });
}

/** Tells the node to stop. Resolves, when it has ended, to whether it said at `ready` that it goes, and how it ended. */
async function leave(node) {
    const ended = node.stop();
    let sawItLeave = false;
    const asking = async () => {
        while (node.process.exitCode === null && !sawItLeave) {
            const { status } = await request(node, "GET", "/api/ready").catch(() => ({}));
            sawItLeave ||= status === 503;
        }
    };
    await asking();
    return { sawItLeave, ...(await ended) };
}

test("nodes that are restarted one after the other let their clients go, who miss nothing and hear nothing twice", async (t) => {
    const all = await roomBehindNginx(t);
    const senders = startTalking(t, all);
    const watcher = await connect(t, nodes[2], all.people[0]);
    await ask(watcher, "presence:watch", { userIds: all.people.map(({ user }) => user.id) });
    await moreAcked(senders, 10);
    let moved = 0;

    for (const node of nodes) {
        for (const follower of all.followers) follower.left = [];
        if (node === nodes[2]) watcher.disconnect();
        const { sawItLeave, code, tookMs } = await leave(node);
        assert.equal(sawItLeave, true, "it is not ready while it lets its clients go");
        assert.equal(code, 0, node.output);
        assert.ok(tookMs < drainMs + endMs, `${tookMs} ms`);
        await eventually("all go on elsewhere", () => all.followers.every(({ socket }) => socket.connected), 30_000);
        const left = all.followers.flatMap((follower) => follower.left).sort((a, b) => a - b);
        moved += left.length;
        if (left.length > 3) assert.ok(left.at(-1) - left[0] > drainMs / 3, `all left within ${left.at(-1) - left[0]} ms`);
        await moreAcked(senders, 10);
        await node.start();
        await isReadyAgain(node);
    }

    await moreAcked(senders, 10);
    await Promise.all(senders.map(({ stop }) => stop()));
    assert.ok(moved >= clients, `only ${moved} moved`);
    await assertAllAreWhole(all, senders);
    const offline = heard(watcher, "presence").flatMap(({ changes }) => changes).filter(({ status }) => status === "offline");
    assert.deepEqual(offline, [], "whoever moves to another node is here all the time");
});

test("a node that leaves serves whoever it has, begins no session, and ends with its last client", async (t) => {
    const node = await startNode(t, { ...nodes[0].env, DRAIN_MS: "600000" });
    const ada = await register(node);
    const room = await makeRoom(ada);
    const sockets = await Promise.all(["websocket", "polling"].map((name) => connect(t, node, ada, { transports: [name] })));

    node.process.kill("SIGTERM");

    const ready = () => request(node, "GET", "/api/ready");
    await eventually("it is not ready", async () => (await ready()).status === 503);
    assert.equal((await ready()).headers.connection, "close", "each connection ends with its next answer");
    assert.equal((await request(node, "GET", "/api/health")).status, 200);
    const refused = await fetch(`${node.url}/socket.io/?EIO=4&transport=polling`);
    assert.deepEqual([refused.status, (await refused.json()).code], [503, "unavailable"]);
    await assert.rejects(connect(t, node, ada));
    for (const socket of sockets) {
        assert.ok((await ask(socket, "message:send", { roomId: room.id, content: "still here" })).ok);
    }
    assert.equal((await ada.call("POST", `/api/rooms/${room.id}/messages`, { json: { content: "me too" } })).status, 201);
    for (const socket of sockets) socket.disconnect();
    assert.deepEqual(await within(20_000, "the process is gone", node.exited), { code: 0, signal: null });
});
