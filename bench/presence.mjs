// How much presence a crowd hears that comes back all at once, as after a restart: run by hand.
//
//   node bench/presence.mjs [PEOPLE=2000] [WATCHED=500]        CHATTER_BINARY=… for another binary
//
// Everybody has a socket and watches WATCHED others, drawn at random. People and sessions are put into the store as
// they are; nothing is left behind.

import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setTimeout as delay } from "node:timers/promises";
import { execute } from "../tests/support/database.mjs";
import { register } from "../tests/support/people.mjs";
import { startServer } from "../tests/support/server.mjs";

const { WebSocket } = createRequire(new URL("../tests/", import.meta.url))("ws");
const [people = 2000, watched = 500] = process.argv.slice(2).map(Number);
const secret = randomBytes(32).toString("hex");
const quietMs = 3000;
const connectingMax = 100;

const steps = [];
const server = await startServer(
    { after: (step) => steps.push(step) },
    { env: { JWT_SECRET: secret, DATABASE_URL: "", WORKERS: process.env.WORKERS ?? "2" } },
);
try {
    await run();
} finally {
    for (const step of steps.reverse()) await step();
}

async function run() {
    await register(server); // so that nobody else is an admin
    const ids = Array.from({ length: people }, () => uuid7());
    const sessions = ids.map(() => uuid7());
    await insertPeople(ids, sessions);
    const heard = { acks: 0, ackBytes: 0, acked: 0, packets: [], changes: 0, bytes: 0, lastAt: 0 };
    const cpuBefore = cpuSeconds();
    const begunAt = performance.now();
    const sockets = await connectAll(ids, sessions, heard);
    const connectedAt = performance.now();
    while (performance.now() - heard.lastAt < quietMs) await delay(100);
    report(heard, sockets, (connectedAt - begunAt) / 1000, (heard.lastAt - begunAt) / 1000, cpuSeconds() - cpuBefore);
    for (const socket of sockets) socket.terminate();
}

async function insertPeople(ids, sessions) {
    const now = Date.now();
    const blob = (id) => `x'${id.replaceAll("-", "")}'`;
    const rows = (values) => values.map((row) => `(${row.join()})`).join();
    for (let from = 0; from < ids.length; from += 500) {
        const some = ids.slice(from, from + 500);
        const users = some.map((id, n) => [blob(id), `'p${from + n}'`, `'P'`, `'p'`, "0", `'x'`, now]);
        await execute(
            server,
            `INSERT INTO users (id, username, display_name, display_name_key, role, password_hash, created_at) VALUES ${rows(users)}`,
        );
        const open = some.map((id, n) => [blob(sessions[from + n]), blob(id), now, now, now + 3_600_000, `''`, `''`]);
        await execute(
            server,
            `INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at, user_agent, address) VALUES ${rows(open)}`,
        );
    }
}

async function connectAll(ids, sessions, heard) {
    const sockets = [];
    let next = 0;
    const connectSome = async () => {
        for (let index = next++; index < ids.length; index = next++)
            sockets.push(await connect(index, ids, token(ids[index], sessions[index]), heard));
    };
    await Promise.all(Array.from({ length: connectingMax }, connectSome));
    return sockets;
}

/** Resolves when its watch is acked. */
function connect(index, ids, auth, heard) {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
    heard.packets[index] = 0;
    return new Promise((resolve, reject) => {
        socket.on("error", reject);
        socket.on("close", () => reject(new Error("closed")));
        socket.on("message", (bytes) => {
            const kind = bytes.subarray(0, 14).toString("latin1");
            if (kind.startsWith("0")) socket.send(`40${JSON.stringify({ token: auth })}`);
            else if (kind.startsWith("2")) socket.send("3");
            else if (kind.startsWith('42["ready"')) socket.send(`420["presence:watch",${JSON.stringify({ userIds: some(ids) })}]`);
            else if (kind.startsWith("430")) {
                heard.acks += 1;
                heard.ackBytes += bytes.length;
                heard.acked += count(bytes, '"online"');
                heard.lastAt = performance.now();
                resolve(socket);
            } else if (kind.startsWith('42["presence"')) {
                heard.packets[index] += 1;
                heard.changes += count(bytes, '"userId"');
                heard.bytes += bytes.length;
                heard.lastAt = performance.now();
            } else if (kind.startsWith("44")) reject(new Error(bytes.toString()));
        });
    });
}

function report(heard, sockets, connectedS, quietS, cpuS) {
    const packets = heard.packets.toSorted((a, b) => a - b);
    const total = packets.reduce((sum, each) => sum + each, 0);
    console.log(`${sockets.length} sockets watch ${watched} each; all connected after ${connectedS.toFixed(1)} s, all told after ${quietS.toFixed(1)} s`);
    console.log(`packets of presence a socket: mean ${(total / sockets.length).toFixed(1)}, most ${packets.at(-1)}`);
    console.log(`people told a socket: ${(heard.acked / sockets.length).toFixed(0)} online in the ack, ${(heard.changes / sockets.length).toFixed(0)} by changes`);
    console.log(`bytes a socket: ${(heard.ackBytes / heard.acks).toFixed(0)} in the ack, ${(heard.bytes / sockets.length).toFixed(0)} in packets`);
    console.log(`CPU of the server: ${cpuS.toFixed(1)} s`);
    // A change that comes while the ack is being made is in both.
    const twice = heard.acked + heard.changes - sockets.length * watched;
    if (twice < 0) throw new Error(`${-twice} were never told of`);
    console.log(`told twice: ${((100 * twice) / (sockets.length * watched)).toFixed(2)} %`);
}

function some(ids) {
    const chosen = new Set();
    while (chosen.size < Math.min(watched, ids.length)) chosen.add(ids[Math.floor(Math.random() * ids.length)]);
    return [...chosen];
}

function count(bytes, text) {
    let found = 0;
    for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + text.length)) found += 1;
    return found;
}

function uuid7() {
    const time = Date.now().toString(16).padStart(12, "0");
    return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

function token(sub, sid) {
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const iat = Math.floor(Date.now() / 1000);
    const body = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub, sid, iat, exp: iat + 3600 })}`;
    return `${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`;
}

/** User and system time so far. */
function cpuSeconds() {
    const fields = readFileSync(`/proc/${server.pid}/stat`, "latin1").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
}
