// Three nodes against one, and what a message costs on its way through Redis: Chatter, and the Node peer with
// @socket.io/redis-adapter, both on the same PostgreSQL. All nodes share a core, so that what three of them can do together
// shows in what the busiest one takes for a message.

import { load, startRedis, startServer } from "./bench-servers.mjs";
import { openStores } from "./bench-stores.mjs";

const hearers = 960; // of the one room
const small = { rooms: 64, clients: 192, "in-flight": 48 }; // everybody's own room, with a hearer on each node

const columns = {
    one: { of: "postgres", nodes: 1 },
    three: { of: "postgres", nodes: 3 },
    nodeOne: { of: "node", nodes: 1 },
    nodeThree: { of: "node", nodes: 3 },
};

export async function cluster(bench) {
    await big(bench);
    await bus(bench);
}

/** One room with hearers on all nodes. */
async function big(bench) {
    const what = `send to ${hearers} in one room, 32 in flight`;
    const [rate, cpu, busiest, apart] = [
        "messages/s, all on one core",
        "CPU µs a delivery, all nodes",
        "CPU µs a message, busiest node",
        "messages/s with a core for each node, by that",
    ].map((part) => bench.addRow(`${what}: ${part}`, undefined, "nodes"));
    for (const [column, kind] of Object.entries(columns)) {
        const found = await loadNodes(bench, kind, "fanout", "together", { clients: hearers, senders: 32, "in-flight": 32 });
        rate.values[column] = found.acks_per_s;
        cpu.values[column] = found.server_us_per_delivery;
        busiest.values[column] = found.busiest_node_us_per_ack;
        apart.values[column] = 1e6 / found.busiest_node_us_per_ack;
    }
}

/** Many rooms of three, so that hardly anything but the way between the nodes is added. */
async function bus(bench) {
    const what = `send to 3, each on a node of its own, ${small.rooms} rooms`;
    const [rate, nodes, redis, database, cost] = [
        "messages/s, all on one core",
        "CPU µs a message, all nodes",
        "CPU µs a message, Redis",
        "CPU µs a message, PostgreSQL",
        "CPU µs a message for the bus: three nodes and Redis, less one node",
    ].map((part) => bench.addRow(`${what}: ${part}`, undefined, "nodes"));
    for (const [column, kind] of Object.entries(columns)) {
        const found = await loadNodes(bench, kind, "send", "alone", small);
        rate.values[column] = found.acks_per_s;
        nodes.values[column] = found.server_us_per_ack;
        redis.values[column] = found.bus_us_per_ack;
        database.values[column] = found.database_us_per_ack;
    }
    for (const [one, three] of [["one", "three"], ["nodeOne", "nodeThree"]]) {
        cost.values[three] = nodes.values[three] + redis.values[three] - nodes.values[one];
    }
}

/** Starts the nodes, with Redis between them if there are several, and resolves to the generator's figures. */
async function loadNodes({ progress, problems, window }, { of, nodes }, mode, who, options) {
    const { server: name, known, databasePid } = (await openStores())[of];
    progress(`${nodes} × ${name}: ${mode} ${Object.entries(options).flat().join(" ")}`);
    const redis = nodes > 1 ? await startRedis() : undefined;
    const started = [];
    try {
        while (started.length < nodes) started.push(await startServer(name, { ...known.serverOptions, redisUrl: redis?.url }));
        const people = known[who] ? { people: known[who], rooms: undefined } : {};
        const measured = { "database-pid": databasePid, "bus-pid": redis?.pid, deadline: 120 };
        const [first, ...others] = started;
        const found = await load(first, mode, { ...options, ...measured, ...window, ...people }, others);
        problems.push(...found.problems.map((problem) => `${nodes} × ${name}, ${mode}: ${problem}`));
        return found;
    } finally {
        for (const server of started) await server.stop();
        await redis?.stop();
    }
}
