// Measures the chat example, `chatter serve`, the Node peer and the floor in turn, with the same load, and prints
// one table. Arguments: [--quick] [--record] [PART…]

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cluster } from "./bench-cluster.mjs";
import { deep, search } from "./bench-large-room.mjs";
import { makePeople } from "./bench-people.mjs";
import { load, repo, startServer } from "./bench-servers.mjs";
import { history, store } from "./bench-stores.mjs";
import { figure, markdown } from "./bench-table.mjs";
import { ticksOfFamily } from "./bench-ticks.mjs";

const parts = { idle, fanout, latency, churn, stall, limit, store, history, deep, search, cluster };

const { values: flags, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: "boolean", default: false }, record: { type: "boolean", default: false } },
});
const unknown = positionals.find((name) => !Object.hasOwn(parts, name));
if (unknown) {
    console.error(`bench: no part '${unknown}': ${Object.keys(parts).join(", ")}`);
    process.exit(2);
}
const chosen = positionals.length > 0 ? positionals : Object.keys(parts);

const scale = flags.quick
    ? {
          idleClients: 4000,
          rooms: [1000],
          seconds: 1,
          warmup: 0.5,
          latencySeconds: 2,
          settle: 1,
          holdSeconds: 0,
          fileLimit: 1500,
          deepRoom: 200_000,
          deepPages: 200,
      }
    : {
          idleClients: 15_000,
          rooms: [1000, 5000],
          seconds: 3,
          warmup: 1,
          latencySeconds: 10,
          settle: 3,
          holdSeconds: 120,
          fileLimit: 16_000,
          deepRoom: 2_000_000,
          deepPages: 1000,
      };
const pastLimit = 200;
const deadline = 120; // seconds, for whatever should end by itself, on a busy machine too
const window = { seconds: scale.seconds, warmup: scale.warmup };

const startedAt = performance.now();
const ticksAtStart = readTicks();
const rows = [];
const problems = [];
const nodeRates = new Map(); // by size of the room: messages a second at most
let people; // a promise of those of the parts about sockets, in SQLite

try {
    for (const name of Object.keys(parts)) {
        if (chosen.includes(name)) await parts[name]({ addRow, measure, progress, problems, scale, window });
    }
} catch (error) {
    problems.push(error.message);
}
report();
process.exit(problems.length > 0 ? 1 : 0);

/** Memory of connections that say nothing. */
async function idle() {
    const row = addRow(`idle: bytes a connection, ${figure(scale.idleClients)} of them`, "idle");
    for (const name of ["chat", "serve", "node", "floor"]) {
        const options = { clients: scale.idleClients, settle: scale.settle };
        const found = await measure(name, "idle", options, "together");
        row.values[name] = found.server_bytes_per_connection;
    }
}

/** One sender, everybody else listens. */
async function fanout() {
    for (const clients of scale.rooms) {
        for (const inFlight of [32, 1]) {
            const what = `fan-out to ${figure(clients)}, ${inFlight} in flight`;
            const cpu = addRow(`${what}: CPU µs a delivery`, `fanout-${inFlight}`);
            const rate = addRow(`${what}: deliveries/s`);
            for (const name of ["chat", "serve", "node", "floor"]) {
                const options = { clients, "in-flight": inFlight, ...window };
                const found = await measure(name, "fanout", options, "together");
                cpu.values[name] = found.server_us_per_delivery;
                rate.values[name] = found.deliveries_per_s;
                if (name === "node" && inFlight === 32) nodeRates.set(clients, found.deliveries_per_s / clients);
            }
        }
    }
}

/** Everybody at half of what Node can do at most. */
async function latency() {
    for (const clients of scale.rooms) {
        if (!nodeRates.has(clients)) {
            const found = await measure("node", "fanout", { clients, "in-flight": 32, ...window });
            nodeRates.set(clients, found.deliveries_per_s / clients);
        }
        const most = nodeRates.get(clients);
        if (!(most > 0)) throw new Error("Node delivered nothing: no rate to halve");
        const half = Math.round(most * 5) / 10;
        const what = `fan-out to ${figure(clients)}, ${figure(half)} messages/s`;
        const p50 = addRow(`${what}: p50 ms`, "latency");
        const p99 = addRow(`${what}: p99 ms`, "latency");
        for (const name of ["chat", "serve", "node", "floor"]) {
            const options = { clients, rate: half, warmup: scale.warmup, seconds: scale.latencySeconds };
            const found = await measure(name, "fanout", options, "together");
            p50.values[name] = found.delivery_p50_us / 1000;
            p99.values[name] = found.delivery_p99_us / 1000;
        }
    }
}

/** Connect, join the namespace, disconnect. */
async function churn() {
    const row = addRow("connect, join, disconnect: CPU µs", "churn");
    for (const name of ["chat", "serve", "node", "floor"]) {
        const found = await measure(name, "churn", window, "together");
        row.values[name] = found.server_us_per_cycle;
    }
}

/** Some receivers stop reading: what it costs the others, and the server's memory. */
async function stall() {
    const [clients, stalled] = [50, 20];
    const what = `fan-out to ${clients}, 4,000-byte texts`;
    const undisturbed = addRow(`${what}: p99 ms`);
    const disturbed = addRow(`the same beside ${stalled} that do not read: p99 ms`);
    const growth = addRow("the same: growth of the server's memory, MB");
    const closed = addRow(`the same: closed of the ${stalled}`);
    for (const name of ["chat", "serve", "node"]) {
        const options = { clients, bytes: 4000, ...window };
        const without = await measure(name, "fanout", options, "together");
        const found = await measure(name, "fanout", { ...options, stalled }, "together");
        undisturbed.values[name] = without.delivery_p99_us / 1000;
        disturbed.values[name] = found.delivery_p99_us / 1000;
        growth.values[name] = found.server_growth_bytes / 1e6;
        closed.values[name] = found.stalled_closed;
    }
}

/** As many connections as the server may have descriptors, and some more; both servers at once, for they rest. */
async function limit() {
    const row = addRow(`file limit ${figure(scale.fileLimit)}: connected, ${scale.holdSeconds} s held`);
    const lost = addRow("the same: lost, or without a heartbeat");
    const past = addRow(`the same: of ${pastLimit} past the limit, let in when there was room`);
    const options = { "past-limit": pastLimit, hold: scale.holdSeconds, settle: 0, connecting: pastLimit + 100 };
    await Promise.all(
        ["chat", "serve"].map(async (name) => {
            const found = await measure(name, "idle", { ...options, fileLimit: scale.fileLimit }, "together");
            row.values[name] = found.connections;
            lost.values[name] = found.lost + (found.without_heartbeat ?? 0);
            past.values[name] = found.waiting_past_limit;
        }),
    );
}

/**
 * Loads a server, started for it, and resolves to the generator's figures. Chatter's people come from those of
 * `known`, who speak `together` or `alone`; without `known`, from the ones that the parts about sockets share.
 */
async function measure(name, mode, options, who, known) {
    if (name === "serve") known ??= await (people ??= makePeople("chatter"));
    progress(`${name}: ${mode} ${Object.entries(options).flat().join(" ")}`);
    const server = await startServer(name, { ...known?.serverOptions, fileLimit: options.fileLimit });
    const { fileLimit: _, ...given } = options;
    try {
        const mine = name === "serve" ? { ...given, people: known[who], rooms: undefined } : given;
        const found = await load(server, mode, { ...mine, deadline });
        for (const problem of found.problems) problems.push(`${name}, ${mode}: ${problem}`);
        if (found.generator_busy > 0.97 && found.server_busy < 0.9) {
            console.error(`bench: the generator was the slower one here: read CPU, not deliveries/s`);
        }
        return found;
    } finally {
        await server.stop();
    }
}

function addRow(what, targets, table = "sockets") {
    const row = { what, table, values: {}, targets };
    rows.push(row);
    return row;
}

function progress(what) {
    const seconds = Math.floor((performance.now() - startedAt) / 1000);
    console.error(`[${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}] ${what}`);
}

function report() {
    const failures = problems.map((problem) => `FAILED: ${problem}`);
    const lines = [...markdown(rows), "", `Meanwhile everything else took ${takenByOthers()} % of the machine.`, ...failures];
    console.log(lines.join("\n"));
    if (!flags.record) return;
    const date = new Date().toISOString().slice(0, 10);
    const file = join(repo, "bench/results", `${date}.md`);
    mkdirSync(join(repo, "bench/results"), { recursive: true });
    const title = [`# ${date}`, "", machine(), ""];
    writeFileSync(file, `${[...title, ...lines].join("\n").trimEnd()}\n`);
    console.log(`Recorded in ${file}`);
}

/** In percent of all cores: what was busy without this process and those it started, be they running or ended. */
function takenByOthers() {
    const [from, to] = [ticksAtStart, readTicks()];
    const others = to.busy - from.busy - (to.own - from.own);
    return Math.max(0, (100 * others) / (to.all - from.all)).toFixed(0);
}

/** In hundredths of a second, since ever. */
function readTicks() {
    const numbers = (text) => text.trim().split(/\s+/).map(Number);
    const sum = (list) => list.reduce((total, number) => total + number, 0);
    // user nice system idle iowait irq softirq steal; what follows is part of user already.
    const machine = numbers(/^cpu (.*)$/m.exec(readFileSync("/proc/stat", "utf8"))[1]).slice(0, 8);
    const all = sum(machine);
    return { all, busy: all - machine[3] - machine[4], own: ticksOfFamily(process.pid) };
}

function machine() {
    const commit = execFileSync("git", ["describe", "--always", "--dirty"], { cwd: repo, encoding: "utf8" }).trim();
    const packages = JSON.parse(readFileSync(join(repo, "bench/peers/node/package.json"), "utf8")).dependencies;
    const processor = cpus()[0];
    const hardware = `${cpus().length} × ${processor.model.trim()}, Linux ${release()}`;
    return `${hardware}; commit ${commit}; Node ${process.version}, socket.io ${packages["socket.io"]}.`;
}
