// Servers of the library and Node's, one over Redis by an adapter that both have: two of the library and one of Node.

import { createServer } from "node:http";
import { Server } from "socket.io";
import { client } from "./clients.mjs";
import { startExample } from "./example.mjs";
import { redisClient } from "./redis.mjs";
import { eventually } from "./wait.mjs";

const limitMs = 15_000;

/**
 * Starts them, for as long as `scope` lasts, once they hear each other. `createAdapter(publisher, subscriber)` makes Node's;
 * `flags` tell the library's the same. `areHeard()` resolves to whether all servers hear of what `everywhere` has joined,
 * `areForgotten()` to whether none of them does any more.
 */
export async function startPeers(
    scope,
    redis,
    { createAdapter, flags = [], areHeard = () => true, areForgotten = () => true },
) {
    const chatter = [];
    for (const _ of [1, 2])
        chatter.push(await startExample(scope, "cluster", ["--redis", redis.url, ...flags]));
    const node = await startNodePeer(scope, redis, createAdapter);
    await eventually(
        "all servers hear each other",
        async () => (await node.io.of("/").adapter.serverCount()) === 3,
    );
    return new Peers(redis, chatter, node, areHeard, areForgotten);
}

/** A Node server with the same rooms as the library's. */
async function startNodePeer(scope, redis, createAdapter) {
    const publisher = await redisClient(scope, redis);
    const subscriber = await redisClient(scope, redis);
    const http = createServer();
    const io = new Server(http, { adapter: createAdapter(publisher, subscriber) });
    io.on("connection", (socket) => {
        for (const room of ["room1", "room2", "room4", "room5"]) socket.join(room);
    });
    await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
    scope.after(() => io.close());
    return { io, url: `http://localhost:${http.address().port}` };
}

class Peers {
    #marks = 0;

    constructor(redis, chatter, node, areHeard, areForgotten) {
        Object.assign(this, { redis, chatter, node, areHeard, areForgotten });
    }

    /** One socket of each server: [of Chatter, of the other Chatter, of Node], all of them found by the others. */
    async everywhere(t) {
        await eventually("the sockets of the test before are forgotten", () => this.areForgotten());
        const sockets = await Promise.all([...this.chatter, this.node].map((server) => connectTo(t, server)));
        await eventually("all are found", async () => {
            const ids = (await this.node.io.fetchSockets()).map(({ id }) => id);
            return sockets.every(({ id }) => ids.includes(id)) && (await this.areHeard());
        });
        return sockets;
    }

    /** Until everything that was said to all before has come: a broadcast that all hear comes after it. */
    async settled(sockets) {
        const mark = `mark-${this.#marks++}`;
        this.node.io.emit(mark);
        for (const socket of sockets) await hears(socket, mark);
    }
}

/** A connected socket of `server`. */
export async function connectTo(t, server) {
    const socket = client(t, server, { transports: ["websocket"] });
    socket.connect();
    await eventually("the socket is connected", () => socket.connected, limitMs);
    return socket;
}

export const hears = (socket, ...event) =>
    eventually(
        `${event[0]} comes`,
        () => socket.heard.find((one) => JSON.stringify(one) === JSON.stringify(event)),
        limitMs,
    );

export const count = (socket, name) => socket.heard.filter(([event]) => event === name).length;
