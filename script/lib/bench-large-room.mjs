// A room of millions of messages: pages at any place of it, and searches.

import { connect } from "node:net";
import { call } from "./bench-people.mjs";
import { fillRoom, oneOf, pagePath, pageSize } from "./bench-room.mjs";
import { startServer } from "./bench-servers.mjs";
import { openStores, readPeople } from "./bench-stores.mjs";
import { atMostTimesRow, figure } from "./bench-table.mjs";
import { atRest } from "./bench-ticks.mjs";

const indexLimitMs = 600_000;
const restLimitMs = 120_000;

/** A page at any place of a large room against the newest, neither of which anybody has asked for before. */
export async function deep({ addRow, progress, scale }) {
    const stores = await openStores();
    const room = `room of ${figure(scale.deepRoom)}`;
    const newest = addRow(`${room}: newest page after a new message, median ms`, undefined, "stores");
    const target = atMostTimesRow(2, newest, "the newest page");
    const anywhere = addRow(`${room}: page at a random place, median ms`, target, "stores");
    const p99 = addRow(`${room}: page at a random place, p99 ms`, undefined, "stores");
    for (const [column, { server: kind, known, run, databasePid }] of Object.entries(stores)) {
        const file = known.alone ?? stores.sqlite.known.alone;
        const [token, roomId] = readPeople(file)[0];
        progress(`${column}: filling a ${room}`);
        const server = await startServer(kind, known.serverOptions);
        const client = new Client(server, token);
        try {
            await fillRoom({ column, room: roomId, run, count: scale.deepRoom });
            progress(`${column}: waiting for it to settle`);
            await settled(server, databasePid);
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

/** Words that many messages hold, and words that few hold, while others are full of them where one may not read. */
export async function search({ addRow, progress, scale }) {
    const stores = await openStores();
    const room = `${figure(scale.deepRoom)} messages`;
    const rows = Object.fromEntries(
        ["common", "rare"].map((kind) => [kind, addRow(`search for a ${kind} word in ${room}: p99 ms`, "search", "stores")]),
    );
    for (const column of ["postgres", "sqlite"]) {
        const { server: kind, known, run, databasePid } = stores[column];
        const [[token, roomId], [other]] = readPeople(known.alone);
        progress(`${column}: filling a room of ${room}`);
        const server = await startServer(kind, known.serverOptions);
        const client = new Client(server, token);
        try {
            await fillRoom({ column, room: roomId, run, count: scale.deepRoom });
            const name = `hidden ${Date.now()}`;
            const hidden = (await call(server, other, "/api/rooms", { kind: "private", name, userIds: [] })).room.id;
            await fillRoom({ column, room: hidden, run, count: Math.ceil(scale.deepRoom / 100) });
            progress(`${column}: waiting for its index`);
            await waitForIndex(client, roomId);
            await settled(server, databasePid);
            progress(`${column}: ${scale.deepPages} searches of each kind`);
            for (const [word, row] of Object.entries(rows)) {
                const times = [];
                for (let n = 0; n < scale.deepPages; n += 1) times.push(await searchOnce(client, oneOf[word](), hidden));
                row.values[column] = quantile(times, 0.99);
            }
        } finally {
            client.close();
            await server.stop();
        }
    }
}

// Millions of messages at once leave behind what those of years do not: an index to merge, a table to vacuum.
const settled = (server, databasePid) => atRest([server.pid, databasePid].filter(Boolean), restLimitMs);

// A page of results that is short and goes on says that not all was looked through: the index is not there yet.
async function waitForIndex(client, roomId) {
    const deadline = performance.now() + indexLimitMs;
    for (;;) {
        const { results, nextBefore } = await client.ask("GET", `/api/search?q=${oneOf.first}&roomId=${roomId}`);
        if (results.length > 0 && !nextBefore) return;
        if (performance.now() > deadline) throw new Error("the oldest message is not found at once");
        await new Promise((resolve) => setTimeout(resolve, 200));
    }
}

/** Resolves to how long one search took, in milliseconds. */
async function searchOnce(client, word, hidden) {
    const startedAt = performance.now();
    const { results } = await client.ask("GET", `/api/search?q=${word}`);
    const took = performance.now() - startedAt;
    if (results.length === 0) throw new Error(`nothing found for ${word}`);
    const wrong = results.find(({ message, room }) => room.id === hidden || !message.content.includes(word));
    if (wrong) throw new Error(`found for ${word}: ${JSON.stringify(wrong)}`);
    return took;
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
