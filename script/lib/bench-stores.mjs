// What is stored and read back: Chatter on PostgreSQL and on SQLite, Node on the same PostgreSQL, nginx from a file.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:net";
import { makePeople } from "./bench-people.mjs";
import { fillRoom } from "./bench-room.mjs";
import { cpuUs, repo, runToEnd, startNginx, startPostgres, startServer } from "./bench-servers.mjs";
import { atMostTimesRow, figure } from "./bench-table.mjs";

const senders = 50;
const readers = 64;
const pageSize = 50;
const textBytes = 200;

let opened;

/**
 * The stores, made when first asked for, by column: which server, `known` people (bench-compare.mjs), the database's
 * process if it has one, and its rows' `run(sql)`.
 */
function openStores() {
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
            const [token, room] = readFileSync(file, "utf8").split("\n")[0].split(" ");
            await fillRoom({ column, room, run, count: 4 * pageSize, textBytes });
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

const pagePath = (room, before) => `/api/rooms/${room}/messages?limit=${pageSize}${before ? `&before=${before}` : ""}`;

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

/** A page at any place of a large room against the newest, neither of which anybody has asked for before. */
export async function deep({ addRow, progress, scale }) {
    const stores = await openStores();
    const room = `room of ${figure(scale.deepRoom)}`;
    const newest = addRow(`${room}: newest page after a new message, median ms`, undefined, "stores");
    const target = atMostTimesRow(2, newest, "the newest page");
    const anywhere = addRow(`${room}: page at a random place, median ms`, target, "stores");
    const p99 = addRow(`${room}: page at a random place, p99 ms`, undefined, "stores");
    for (const [column, { server: kind, known, run }] of Object.entries(stores)) {
        const file = known.alone ?? stores.sqlite.known.alone;
        const [token, roomId] = readFileSync(file, "utf8").split("\n")[0].split(" ");
        progress(`${column}: filling a ${room}`);
        const server = await startServer(kind, known.serverOptions);
        const client = new Client(server, token);
        try {
            await fillRoom({ column, room: roomId, run, count: scale.deepRoom, textBytes });
            progress(`${column}: ${scale.deepPages} pages of it`);
            const found = await readPages(client, column, roomId, scale);
            newest.values[column] = quantile(found.newest, 0.5);
            anywhere.values[column] = quantile(found.anywhere, 0.5);
            p99.values[column] = quantile(found.anywhere, 0.99);
        } finally {
            client.close();
            await server.stop();
        }
    }
}

async function readPages(client, column, roomId, scale) {
    const times = { newest: [], anywhere: [] };
    const last = (await client.ask("GET", pagePath(roomId))).messages.at(-1).seq;
    for (let n = 0; n < scale.deepPages; n += 1) {
        // Node takes messages by socket only; it keeps no page, so that its newest is as if it were new.
        if (column !== "node") await client.ask("POST", `/api/rooms/${roomId}/messages`, { content: `page ${n}` });
        const before = last - Math.floor(Math.random() * (scale.deepRoom - 2 * pageSize));
        for (const [kind, path] of [["newest", pagePath(roomId)], ["anywhere", pagePath(roomId, before)]]) {
            const startedAt = performance.now();
            const { messages } = await client.ask("GET", path);
            times[kind].push(performance.now() - startedAt);
            if (messages.length !== pageSize) throw new Error(`${column}: ${messages.length} messages before ${before}`);
        }
    }
    return times;
}

function quantile(values, part) {
    const sorted = values.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

/** One kept connection, bare, so that its own time is little beside the server's. */
class Client {
    constructor({ url }, token) {
        this.token = token;
        this.socket = connect(Number(new URL(url).port), "127.0.0.1");
        this.socket.setNoDelay(true);
        this.received = Buffer.alloc(0);
        this.socket.on("data", (bytes) => {
            this.received = Buffer.concat([this.received, bytes]);
            this.#take();
        });
        this.socket.on("error", (error) => this.reject?.(error));
        this.socket.on("close", () => this.reject?.(new Error("the server closed the connection")));
    }

    ask(method, path, json) {
        const body = json === undefined ? "" : JSON.stringify(json);
        const type = body && "content-type: application/json\r\n";
        const fields = `host: 127.0.0.1\r\nauthorization: Bearer ${this.token}\r\n${type}content-length: ${body.length}\r\n`;
        return new Promise((resolve, reject) => {
            Object.assign(this, { resolve, reject });
            this.socket.write(`${method} ${path} HTTP/1.1\r\n${fields}\r\n${body}`);
        });
    }

    close() {
        this.reject = undefined;
        this.socket.destroy();
    }

    #take() {
        const end = this.received.indexOf("\r\n\r\n");
        if (end < 0) return;
        const head = this.received.toString("latin1", 0, end);
        const length = Number(/content-length: *(\d+)/i.exec(head)?.[1]);
        const whole = end + 4 + length;
        if (this.received.length < whole) return;
        const text = this.received.toString("utf8", end + 4, whole);
        this.received = this.received.subarray(whole);
        if (/^HTTP\/1\.1 20[01] /.test(head)) this.resolve(JSON.parse(text));
        else this.reject(new Error(`${head.split("\r\n")[0]} ${text}`));
    }
}
