// Servers of the library and Node's with @socket.io/redis-adapter are one over Redis, and @socket.io/redis-emitter
// reaches the sockets of both.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { createAdapter } from "@socket.io/redis-adapter";
import { Emitter } from "@socket.io/redis-emitter";
import { assertLetsLie, testWhatServersSay } from "../../support/adapter_conversations.mjs";
import { hears, startPeers } from "../../support/adapter_peers.mjs";
import { redisClient, startRedis } from "../../support/redis.mjs";
import { fileScope } from "../../support/scope.mjs";
import { eventually, within } from "../../support/wait.mjs";

const limitMs = 15_000;
const file = fileScope();
let peers;
let emitter;

before(async () => {
    const redis = await startRedis(file);
    peers = await startPeers(file, redis, {
        createAdapter: (publisher, subscriber) =>
            createAdapter(publisher, subscriber, { requestsTimeout: 2000 }),
    });
    emitter = new Emitter(await redisClient(file, redis));
});

test("the emitter reaches a room, moves its sockets and disconnects them", async (t) => {
    const sockets = await peers.everywhere(t);
    const [first, second] = sockets;
    emitter.to("room1").emit("news", { from: "emitter" }, Buffer.from([9]));
    for (const socket of sockets) await hears(socket, "news", { from: "emitter" }, Buffer.from([9]));
    emitter.in([first.id, second.id]).socketsJoin("chosen");
    emitter.in(second.id).socketsLeave(["chosen"]);
    await eventually("one is in the room", async () => {
        const found = await peers.node.io.in("chosen").fetchSockets();
        return found.length === 1 && found[0].id === first.id;
    });
    emitter.to("chosen").emit("for the chosen");
    await hears(first, "for the chosen");
    emitter.serverSideEmit("told", "by the emitter");
    for (const socket of [first, second]) await hears(socket, "told", "by the emitter");
    emitter.of("/").in(first.id).disconnectSockets(true);
    await eventually("it is disconnected", () => !first.connected);
    assert.ok(second.connected);
});

test("what nobody could have meant is let lie", async (t) => {
    const junk = [
        "",
        "{",
        "not msgpack at all",
        Buffer.from([0x93]),
        Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]),
        Buffer.alloc(100_000, 0x91),
        "[".repeat(100_000),
        '{"type":2,"opts":7}',
        '{"type":7}',
        '{"type":6,"data":[]}',
        '{"type":5,"requestId":"x","opts":{"rooms":[[]]}}',
        '{"requestId":"x","sockets":7}',
    ];
    const channels = ["socket.io#/#", "socket.io#/#room1#", "socket.io-request#/#", "socket.io-response#/#"];
    await assertLetsLie(t, [], junk, async (publisher, bytes) => {
        for (const channel of channels) await publisher.publish(channel, bytes);
    });
});

test("the rooms of all servers are found", async (t) => {
    const sockets = await peers.everywhere(t);
    const ids = sockets.map(({ id }) => id);
    const rooms = await within(limitMs, "Chatter lists all rooms", sockets[1].emitWithAck("rooms"));
    for (const room of [...ids, "room1", "room5"]) assert.ok(rooms.includes(room), room);
    const allRooms = await peers.node.io.of("/").adapter.allRooms();
    for (const id of ids) assert.ok(allRooms.has(id), id);
});

testWhatServersSay(() => peers);
