// What is stored and read back: Chatter on PostgreSQL and on SQLite, Node on the same PostgreSQL, nginx from a file.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { makePeople } from "./bench-people.mjs";
import { fillRoom, pagePath, pageSize } from "./bench-room.mjs";
import { cpuUs, repo, runToEnd, startNginx, startPostgres, startServer } from "./bench-servers.mjs";
import { figure } from "./bench-table.mjs";

const senders = 50;
const readers = 64;

let opened;

/**
 * The stores, made when first asked for, by column: which server, `known` people (bench-compare.mjs), the database's
 * process if it has one, and its rows' `run(sql)`.
 */
export function openStores() {
    opened ??= (async () => {
        const postgres = await startPostgres();
        if (!postgres) throw new Error("PostgreSQL is not installed: script/bootstrap --bench");
        const [chatter, node] = [await postgres.createDatabase("chatter"), await postgres.createDatabase("node")];
        const sqlite = await makePeople("on-sqlite");
        const file = join(sqlite.serverOptions.dataDir, "chatter.db");
        return {
            postgres: {
                server: "serve",
                known: await makePeople("on-postgres", chatter),
                databasePid: postgres.pid,
                run: (sql) => postgres.run("chatter", sql),
            },
            sqlite: { server: "serve", known: sqlite, run: (sql) => runToEnd(["sqlite3", "-bail", file, sql]) },
            node: {
                server: "node",
                known: { serverOptions: { databaseUrl: node } },
                databasePid: postgres.pid,
                run: (sql) => postgres.run("node", sql),
            },
        };
    })();
    return opened;
}

/** The [token, room] of each person in a file of theirs. */
export const readPeople = (file) => readFileSync(file, "utf8").trim().split("\n").map((line) => line.split(" "));

/** Stored, then acknowledged: heard by nobody else, or by fifty. */
export async function store({ addRow, measure, window }) {
    const stores = await openStores();
    const shapes = [
        { heardBy: "oneself", who: "alone", rate: "store-rate", clients: senders, rooms: senders, senders: 1 },
        { heardBy: "50", who: "together", rate: "store-rate-together", clients: senders, rooms: 1, senders },
    ];
    for (const { heardBy, who, rate: rateTarget, ...shape } of shapes) {
        const what = `send with ack, ${senders} senders, heard by ${heardBy}`;
        const rate = addRow(`${what}: acks/s`, rateTarget, "stores");
        const cpu = addRow(`${what}: CPU µs an ack, database included`, heardBy === "oneself" && "store-cpu", "stores");
        const p99 = addRow(`${what}: p99 ms`, undefined, "stores");
        for (const [column, { server, known, databasePid }] of Object.entries(stores)) {
            const options = { ...shape, "in-flight": senders, "database-pid": databasePid, ...window };
            const found = await measure(server, "send", options, who, known);
            rate.values[column] = found.acks_per_s;
            cpu.values[column] = found.server_us_per_ack + (found.database_us_per_ack ?? 0);
            p99.values[column] = found.ack_p99_us / 1000;
        }
        // Node's latency at its own maximum is that of the closed loop above; the others get that rate at random times.
        const atMost = Math.floor(rate.values.node);
        const latency = addRow(`the same at Node's maximum, ${figure(atMost)}/s: p99 ms`, "store-latency", "stores");
        latency.values.node = p99.values.node;
        for (const column of ["postgres", "sqlite"]) {
            const { server, known } = stores[column];
            const found = await measure(server, "send", { ...shape, rate: atMost, ...window }, who, known);
            latency.values[column] = found.ack_p99_us / 1000;
        }
    }
}

/** The newest page of a room, asked for by many again and again. */
export async function history({ addRow, progress, scale }) {
    const stores = await openStores();
    const what = `history of ${pageSize}, ${readers} clients`;
    const cpu = addRow(`${what}: CPU µs a request, database included`, "history-cpu", "stores");
    const rate = addRow(`${what}: requests/s`, "history-rate", "stores");
    const record = async (column, server, room, peopleFile, databasePid) => {
        progress(`${column}: ${what}`);
        const found = await ask(server, pagePath(room), peopleFile, databasePid, scale.seconds);
        cpu.values[column] = found.usEach;
        rate.values[column] = found.perSecond;
    };
    let page;
    for (const [column, { server: kind, known, databasePid, run }] of Object.entries(stores)) {
        const server = await startServer(kind, known.serverOptions);
        try {
            const file = known.together ?? stores.sqlite.known.together;
            const [token, room] = readPeople(file)[0];
            await fillRoom({ column, room, run, count: 4 * pageSize });
            const answer = await fetch(server.url + pagePath(room), { headers: { authorization: `Bearer ${token}` } });
            const { messages } = await answer.clone().json();
            if (messages.length !== pageSize) throw new Error(`${column}: ${messages.length} messages a page`);
            if (column === "sqlite") page = Buffer.from(await answer.arrayBuffer());
            await record(column, server, room, file, databasePid);
        } finally {
            await server.stop();
        }
    }
    const nginx = await startNginx(page);
    try {
        progress(`nginx: the same ${page.length} bytes`);
        const found = await ask(nginx, "/page", stores.sqlite.known.together, undefined, scale.seconds);
        cpu.values.nginx = found.usEach;
        rate.values.nginx = found.perSecond;
    } finally {
        await nginx.stop();
    }
}

/** Has wrk ask for a path with everybody's token in turn. Resolves to {perSecond, usEach}. */
async function ask(server, path, peopleFile, databasePid, seconds) {
    const pids = [server.pid, ...(databasePid ? [databasePid] : [])];
    const spent = () => pids.map(cpuUs).reduce((sum, us) => sum + us, 0);
    const wrk = ["wrk", "-t", "1", "-c", String(readers), "-s", join(repo, "bench/history.lua")];
    const run = (duration) => runToEnd([...wrk, "-d", `${duration}s`, server.url + path, "--", peopleFile]);
    await run(1);
    const before = spent();
    const said = await run(Math.ceil(seconds));
    const us = spent() - before;
    if (/Non-2xx|Socket errors/.test(said)) throw new Error(`wrk: ${said}`);
    const requests = Number(/(\d+) requests in/.exec(said)[1]);
    return { perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(said)[1]), usEach: us / requests };
}
