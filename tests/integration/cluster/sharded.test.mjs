// Servers of the library and Node's with the sharded adapter of @socket.io/redis-adapter are one over Redis 7.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { before, test } from "node:test";
import { createShardedAdapter } from "@socket.io/redis-adapter";
import { assertLetsLie, testWhatServersSay } from "../../support/adapter_conversations.mjs";
import { count, hears, startPeers } from "../../support/adapter_peers.mjs";
import { redisClient, startRedis } from "../../support/redis.mjs";
import { fileScope } from "../../support/scope.mjs";
import { runChatter, temporaryFolder } from "../../support/server.mjs";
import { eventually } from "../../support/wait.mjs";

const file = fileScope();
let redis;
let asker; // of Redis
let peers;

before(async () => {
    redis = await startRedis(file);
    asker = await redisClient(file, redis);
    peers = await startShardedPeers(file, redis, asker, "dynamic");
});

/** Servers in that subscription mode, on a Redis of which `asked` is a client. */
function startShardedPeers(scope, ofThem, asked, subscriptionMode) {
    return startPeers(scope, ofThem, {
        createAdapter: (publisher, subscriber) =>
            createShardedAdapter(publisher, subscriber, { subscriptionMode }),
        flags: ["--redis-adapter", "sharded", "--subscription-mode", subscriptionMode],
        // A room's channel is subscribed to a moment after its first socket has come.
        areHeard: async () =>
            subscriptionMode === "static" ||
            (await hearersOf(asked, "socket.io#/#room1#", "socket.io#/#room5#")).every((n) => n === 3),
        // What Node's client of Redis is told to subscribe to while it unsubscribes from the same, it forgets.
        areForgotten: async () => (await channelsOf(asked)).every((channel) => !/#room\d#$/.test(channel)),
    });
}

/** How many connections hear each of the channels. */
async function hearersOf(asked, ...channels) {
    const reply = await asked.sendCommand(["PUBSUB", "SHARDNUMSUB", ...channels]);
    return channels.map((_, index) => Number(reply[2 * index + 1]));
}

const channelsOf = (asked) => asked.sendCommand(["PUBSUB", "SHARDCHANNELS"]);

test("a room has a channel while it has sockets, and one socket alone has none", async (t) => {
    const [first] = await peers.everywhere(t);
    await first.emitWithAck("join_room_from_remote_sock", first.id);
    const channel = `socket.io#/#hello from ${first.id}#`;
    await eventually("its server hears it", async () => (await hearersOf(asker, channel))[0] === 1);
    assert.ok(!(await channelsOf(asker)).includes(`socket.io#/#${first.id}#`));
    peers.node.io.to(`hello from ${first.id}`).emit("for one room", Buffer.from([1]));
    await hears(first, "for one room", Buffer.from([1]));
    peers.node.io.to(first.id).emit("for one socket");
    await hears(first, "for one socket");
    first.disconnect();
    await eventually("nobody hears it", async () => (await hearersOf(asker, channel))[0] === 0);
});

test("bytes are answered by clients, and told by servers", async (t) => {
    const sockets = await peers.everywhere(t);
    for (const socket of sockets) socket.on("q", (bytes, ack) => ack({ heard: bytes }));
    const ids = sockets.map(({ id }) => id);
    const answers = await peers.node.io
        .to(ids)
        .timeout(5000)
        .emitWithAck("q", Buffer.from([1]));
    assert.deepEqual(
        answers,
        [1, 2, 3].map(() => ({ heard: Buffer.from([1]) })),
    );
    peers.node.io.serverSideEmit("told", Buffer.from([3]));
    for (const socket of sockets.slice(0, 2)) await hears(socket, "told", { type: "Buffer", data: [3] });
});

test("a room of Chatter is heard where it has sockets, and nowhere twice", async (t) => {
    const sockets = await peers.everywhere(t);
    sockets[0].emit("broadcast_to", "room1", "x");
    for (const socket of sockets) await hears(socket, "told in a room", "x");
    await peers.settled(sockets);
    for (const socket of sockets) assert.equal(count(socket, "told in a room"), 1);
});

for (const mode of ["static", "dynamic-private"]) {
    test(`the mode ${mode} is spoken, too`, async (t) => {
        const own = await startRedis(t);
        const ownAsker = await redisClient(t, own);
        const others = await startShardedPeers(t, own, ownAsker, mode);
        const sockets = await others.everywhere(t);
        const rooms =
            mode === "static" ? [] : ["room1", "room2", "room4", "room5", ...sockets.map(({ id }) => id)];
        await eventually("the rooms have channels, or none", async () => {
            const channels = await channelsOf(ownAsker);
            return (
                rooms.every((room) => channels.includes(`socket.io#/#${room}#`)) &&
                channels.length === 4 + rooms.length
            );
        });
        others.node.io.to("room1").emit("by node");
        sockets[0].emit("broadcast_to", "room1", "by chatter");
        for (const socket of sockets) {
            await hears(socket, "by node");
            await hears(socket, "told in a room", "by chatter");
        }
        await sockets[0].emitWithAck("emit_from_remote_sock", sockets[2].id);
        await hears(sockets[2], "emit", `hello from ${sockets[0].id}`);
        others.node.io.to(sockets[1].id).emit("for one");
        await hears(sockets[1], "for one");
    });
}

test("what nobody could have meant is let lie", async (t) => {
    const junk = [
        "",
        "{",
        "not msgpack at all",
        Buffer.from([0x84]),
        Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]),
        Buffer.alloc(100_000, 0x91),
        `{"a":${"[".repeat(100_000)}`,
        '{"type":3,"data":{},"uid":"x","nsp":"/"}',
        '{"type":4,"data":{"opts":7,"rooms":7},"uid":"x","nsp":"/"}',
        '{"type":8,"data":{"requestId":"x","sockets":7},"uid":"x","nsp":"/"}',
        '{"type":9,"data":{"packet":[]},"uid":"x","nsp":"/"}',
        '{"type":99,"data":{},"uid":"x","nsp":"/"}',
    ];
    await assertLetsLie(t, ["--redis-adapter", "sharded"], junk, async (publisher, bytes) => {
        for (const channel of await channelsOf(publisher)) await publisher.sPublish(channel, bytes);
    });
});

/** Answers as a Redis before version 7 does, as far as it is asked here. Resolves to its port. */
async function startOldRedis(t) {
    const sockets = new Set();
    const server = createServer((socket) => {
        sockets.add(socket.on("error", () => {}));
        let lines = [];
        let rest = "";
        socket.on("data", (bytes) => {
            const parts = (rest + bytes).split("\r\n");
            rest = parts.pop();
            lines.push(...parts);
            // *N, then a length and a word, N times.
            while (lines.length > 2 * Number(lines[0].slice(1))) {
                socket.write(`${answerOfOldRedis(lines[2])}\r\n`);
                lines = lines.slice(1 + 2 * Number(lines[0].slice(1)));
                if (lines.length === 0) break;
            }
        });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    t.after(() => {
        for (const socket of sockets) socket.destroy();
        server.close();
    });
    return server.address().port;
}

const answerOfOldRedis = (command) =>
    command === "PING" ? "+PONG" : `-ERR unknown command \`${command}\`, with args beginning with: `;

test("a Redis before version 7 refuses the start, in a sentence", async (t) => {
    const port = await startOldRedis(t);
    const env = {
        PORT: "0",
        DATA_DIR: await temporaryFolder(t),
        REDIS_URL: `redis://127.0.0.1:${port}`,
        REDIS_ADAPTER: "sharded",
    };
    const { code, stderr } = await runChatter(["serve"], { env });
    assert.equal(code, 1);
    assert.match(stderr, /REDIS_ADAPTER=sharded needs Redis 7/);
    const examined = await runChatter(["doctor"], { env });
    assert.match(examined.stdout, /has no sharded pub\/sub, which REDIS_ADAPTER=sharded needs/);
});

testWhatServersSay(() => peers);
