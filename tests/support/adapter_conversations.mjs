// What servers of the library and Node's say to each other by whichever adapter they have.

import assert from "node:assert/strict";
import { test } from "node:test";
import { connectTo, count, hears } from "./adapter_peers.mjs";
import { startExample } from "./example.mjs";
import { redisClient, startRedis } from "./redis.mjs";
import { eventually, within } from "./wait.mjs";

const limitMs = 15_000;

/** Declares the tests that hold for every adapter; `thePeers()` gives those that a `before` has started. */
export function testWhatServersSay(thePeers) {
    test("a broadcast of Chatter reaches the sockets of all servers once", async (t) => {
        const peers = thePeers();
        const sockets = await peers.everywhere(t);
        sockets[0].emit("broadcast");
        for (const socket of sockets) await hears(socket, "broadcast", `hello from ${sockets[0].id}`);
        sockets[1].emit("volatile_broadcast");
        for (const socket of sockets)
            await hears(socket, "volatile_broadcast", `hello from ${sockets[1].id}`);
        await peers.settled(sockets);
        for (const socket of sockets) assert.equal(count(socket, "broadcast"), 1);
    });

    test("a broadcast of Node reaches Chatter's sockets, with numbers, text of every script and bytes", async (t) => {
        const peers = thePeers();
        const sockets = await peers.everywhere(t);
        const payload = { a: [1, -1, 1.5, 2 ** 40, null, true, "", "пойду 🙂"], b: { c: {} } };
        peers.node.io
            .to("room1")
            .except(sockets[1].id)
            .emit("mixed", payload, Buffer.from([1, 2, 3]));
        await hears(sockets[0], "mixed", payload, Buffer.from([1, 2, 3]));
        await hears(sockets[2], "mixed", payload, Buffer.from([1, 2, 3]));
        await peers.settled(sockets);
        assert.equal(count(sockets[1], "mixed"), 0);
        peers.node.io.volatile.compress(false).to(["room1", "room2"]).emit("both", 1);
        for (const socket of sockets) await hears(socket, "both", 1);
        peers.node.io.local.emit("here");
        await peers.settled(sockets);
        assert.deepEqual(
            sockets.map((socket) => count(socket, "here")),
            [0, 0, 1],
        );
        assert.deepEqual(
            sockets.map((socket) => count(socket, "both")),
            [1, 1, 1],
        );
    });

    test("broadcasts with acks gather what the clients of all servers answer", async (t) => {
        const peers = thePeers();
        const sockets = await peers.everywhere(t);
        for (const [index, socket] of sockets.entries()) {
            socket.on("q", (text, ack) => ack(`${text} ${index}`));
            socket.on("broadcast_with_ack", (_, ack) => ack(index));
        }
        const ids = sockets.map(({ id }) => id);
        const byNode = await peers.node.io.to(ids).timeout(5000).emitWithAck("q", "you are");
        assert.deepEqual(byNode.sort(), ["you are 0", "you are 1", "you are 2"]);
        const byChatter = await within(limitMs, "all answer", sockets[0].emitWithAck("broadcast_with_ack"));
        assert.deepEqual(byChatter.sort(), [0, 1, 2]);
    });

    test("sockets of all servers are found, with what is known of them", async (t) => {
        const peers = thePeers();
        const sockets = await peers.everywhere(t);
        const ids = sockets.map(({ id }) => id).sort();
        const found = await within(limitMs, "Chatter finds all", sockets[0].emitWithAck("fetch_sockets"));
        assert.deepEqual(
            found
                .map(({ id }) => id)
                .filter((id) => ids.includes(id))
                .sort(),
            ids,
        );
        const ofChatter = (await peers.node.io.fetchSockets()).find(({ id }) => id === sockets[0].id);
        assert.deepEqual(
            [...ofChatter.rooms].sort(),
            [sockets[0].id, "room1", "room2", "room4", "room5"].sort(),
        );
        assert.equal(ofChatter.handshake.query.transport, "websocket");
        assert.equal(ofChatter.handshake.xdomain, false);
        const ofOne = await within(
            limitMs,
            "rooms of one",
            sockets[0].emitWithAck("get_rooms_remote_sock", sockets[2].id),
        );
        assert.ok(ofOne.includes("room4"), ofOne.join());
    });

    test("sockets of other servers join and leave rooms, hear what is for them alone, and are disconnected", async (t) => {
        const peers = thePeers();
        const sockets = await peers.everywhere(t);
        const [mine, , theirs] = sockets;
        await mine.emitWithAck("join_room");
        const inRoom7 = async () => (await peers.node.io.in("room7").fetchSockets()).map(({ id }) => id);
        await eventually("all have joined", async () => {
            const joined = await inRoom7();
            return sockets.every(({ id }) => joined.includes(id));
        });
        await mine.emitWithAck("leave_room_from_remote_sock", theirs.id);
        await eventually(
            "it has left",
            async () => !peers.node.io.of("/").adapter.socketRooms(theirs.id).has("room4"),
        );
        await mine.emitWithAck("join_room_from_remote_sock", theirs.id);
        await eventually("it has joined", async () =>
            peers.node.io.of("/").adapter.socketRooms(theirs.id).has(`hello from ${mine.id}`),
        );

        await mine.emitWithAck("emit_from_remote_sock", theirs.id);
        await hears(theirs, "emit", `hello from ${mine.id}`);
        theirs.removeAllListeners("emit");
        theirs.on("emit", (text, ack) => ack?.(`heard ${text}`));
        assert.equal(
            await within(
                limitMs,
                "it answers",
                mine.emitWithAck("emit_with_ack_from_remote_sock", theirs.id),
            ),
            `heard hello from ${mine.id}`,
        );

        peers.node.io.in(mine.id).socketsLeave("room1");
        peers.node.io.to("room1").emit("to room1");
        await peers.settled(sockets);
        assert.deepEqual(
            sockets.map((socket) => count(socket, "to room1")),
            [0, 1, 1],
        );
        await mine.emitWithAck("disconnect_remote_sock", theirs.id);
        await eventually("it is disconnected", () => !theirs.connected);
        peers.node.io.in(mine.id).disconnectSockets();
        await eventually("so is mine", () => !mine.connected);
    });

    test("servers tell each other events, and answer them", async (t) => {
        const peers = thePeers();
        const sockets = await peers.everywhere(t);
        const told = new Promise((resolve) => peers.node.io.once("told", (...args) => resolve(args)));
        sockets[0].emit("server_side_emit", "a", 1);
        assert.deepEqual(await within(limitMs, "Node is told", told), ["a", 1]);
        await hears(sockets[1], "told", "a", 1);
        peers.node.io.serverSideEmit("told", "by node");
        for (const socket of sockets.slice(0, 2)) await hears(socket, "told", "by node");

        assert.deepEqual(await peers.node.io.serverSideEmitWithAck("asked", 7), [
            { chatter: [7] },
            { chatter: [7] },
        ]);
        peers.node.io.on("asked", (text, ack) => ack({ node: text }));
        t.after(() => peers.node.io.removeAllListeners("asked"));
        const answers = await within(
            limitMs,
            "all answer",
            sockets[0].emitWithAck("server_side_emit_with_ack", "x"),
        );
        assert.deepEqual(answers.map((answer) => JSON.stringify(answer)).sort(), [
            '{"chatter":["x"]}',
            '{"node":"x"}',
        ]);
    });

    test("after Redis was killed servers find each other again, and meanwhile each goes on alone", async (t) => {
        const peers = thePeers();
        const sockets = await peers.everywhere(t);
        const [first, second] = sockets;
        await peers.redis.kill();
        await eventually("it is alone", async () => {
            const found = await first.timeout(5000).emitWithAck("fetch_sockets");
            return found.length === 1;
        });
        first.emit("broadcast");
        await hears(first, "broadcast", `hello from ${first.id}`);
        await peers.redis.start();
        await eventually(
            "it finds the other again",
            async () => {
                const found = await first.timeout(5000).emitWithAck("fetch_sockets");
                return found.some(({ id }) => id === second.id);
            },
            20_000,
        );
        second.emit("volatile_broadcast");
        await hears(first, "volatile_broadcast", `hello from ${second.id}`);
        await eventually(
            "Node hears them, too",
            async () => (await peers.node.io.of("/").adapter.serverCount()) === 3,
            20_000,
        );
        peers.node.io.emit("back");
        peers.node.io.to("room1").emit("back in the room");
        for (const socket of sockets) {
            await hears(socket, "back");
            await hears(socket, "back in the room");
        }
    });
}

/**
 * Whatever `publish(publisher, bytes)` puts on the channels of two servers started with `flags`, they go on. They have a
 * Redis of their own, without Node's servers, which the junk would end.
 */
export async function assertLetsLie(t, flags, junk, publish) {
    const redis = await startRedis(t);
    const servers = [];
    for (const _ of [1, 2]) servers.push(await startExample(t, "cluster", ["--redis", redis.url, ...flags]));
    const sockets = await Promise.all(servers.map((server) => connectTo(t, server)));
    const publisher = await redisClient(t, redis);
    for (const bytes of junk) await publish(publisher, bytes);
    sockets[0].emit("broadcast");
    await hears(sockets[1], "broadcast", `hello from ${sockets[0].id}`);
    const found = await within(limitMs, "all are found", sockets[1].emitWithAck("fetch_sockets"));
    assert.equal(found.length, 2);
}
