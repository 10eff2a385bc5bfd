// How long many rooms, and many people in one room, take: run by hand.
//
//   node bench/rooms.mjs [--store postgres] [--rooms 500] [--members 10000] [--rounds 200]   CHATTER_BINARY=… for another binary
//
// Two people, one in 5 rooms and one in many, connect again and again: what counts is the time from their CONNECT to
// `ready`, and on a busy machine rather what the server computes for each. Then the same things are done in turn in a room of 3 and in one of many members, none of whom is connected
// but the one who does them, so that no fan-out is in the figures. Nothing is left behind.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { execute } from "../tests/support/database.mjs";
import { makeRoom, newName, oneTo, post, register } from "../tests/support/people.mjs";
import { startPostgres } from "../tests/support/postgres.mjs";
import { startServer } from "../tests/support/server.mjs";

const { WebSocket } = createRequire(new URL("../tests/", import.meta.url))("ws");
const { values } = parseArgs({
    options: {
        store: { type: "string", default: "sqlite" },
        rooms: { type: "string", default: "500" },
        members: { type: "string", default: "10000" },
        rounds: { type: "string", default: "200" },
    },
});
const onPostgres = values.store === "postgres";
const [roomCount, memberCount, rounds] = [values.rooms, values.members, values.rounds].map(Number);

const steps = [];
const scope = { after: (step) => steps.push(step) };
const server = await start();
try {
    await measureGreeting();
    await measureRooms();
} finally {
    for (const step of steps.reverse()) await step();
}

async function start() {
    if (!onPostgres) return startServer(scope, { env: { DATABASE_URL: "" } });
    const postgres = await startPostgres(scope);
    const name = await postgres.createDatabase();
    const started = await startServer(scope, { env: { DATABASE_URL: postgres.url(name), DIRECT_URL: postgres.url(name) } });
    started.execute = (sql) => postgres.execute(name, sql);
    return started;
}

async function measureGreeting() {
    const peers = [await register(server), await register(server)];
    const people = [];
    for (const count of [5, roomCount]) {
        const person = await register(server);
        await Promise.all(oneTo(8).map((lane) => fillRooms(person, peers, oneTo(count).filter((n) => n % 8 === lane % 8))));
        people.push([count, person]);
    }
    for (const [count, person] of people) {
        const greetings = [];
        const cpuBefore = cpuMs();
        for (const _ of oneTo(rounds)) greetings.push(await greet(person));
        const cpu = `${((cpuMs() - cpuBefore) / rounds).toFixed(1)} ms of processor time`;
        console.log(`ready with ${count} rooms: ${summary(greetings.map(({ ms }) => ms))}, ${cpu}, ${greetings[0].bytes} bytes`);
    }
}

/** Rooms of all kinds, each with two messages that the person has not read, one of which names them. */
async function fillRooms(person, peers, numbers) {
    for (const n of numbers) {
        const kind = ["public", "private", "direct"][n % 3];
        // A direct room for each n: of the two and one more.
        const others = kind === "direct" ? [peers[0], await register(server)] : peers;
        const json = { kind, name: newName("room"), userIds: others.map(({ user }) => user.id) };
        const { room } = (await person.call("POST", "/api/rooms", { json })).json;
        await post(peers[0], room.id, `hello @${person.user.username}`);
        await post(peers[0], room.id, "and more");
    }
}

/** Connects once; the time from CONNECT to `ready`. */
function greet({ token }) {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
    let begunAt;
    return new Promise((resolve, reject) => {
        socket.on("error", reject);
        socket.on("message", (bytes) => {
            if (bytes.subarray(0, 1).toString() === "0") {
                begunAt = performance.now();
                socket.send(`40${JSON.stringify({ token })}`);
            } else if (bytes.subarray(0, 10).toString() === '42["ready"') {
                resolve({ ms: performance.now() - begunAt, bytes: bytes.length });
                socket.terminate();
            }
        });
    });
}

async function measureRooms() {
    const owner = await register(server);
    const rooms = [["3 members", await makeRoom(owner)], [`${memberCount} members`, await makeRoom(owner)]];
    await addMembers(rooms[0][1], 2);
    await addMembers(rooms[1][1], memberCount - 1);
    const joining = await Promise.all(oneTo(20).map(() => register(server)));
    const socket = await talk(owner);
    const last = new Map();
    const done = {
        "post over a socket": async ({ id }) => last.set(id, await socket.ask("message:send", { roomId: id, content: "hello" })),
        "post with @room": ({ id }) => socket.ask("message:send", { roomId: id, content: "hello @room" }),
        "react": ({ id }) => socket.ask("reaction:add", { roomId: id, messageId: last.get(id).message.id, emoji: "👍" }),
        "mark as read": ({ id }) => socket.ask("room:read", { roomId: id, seq: 1_000_000 }),
        "post over REST": ({ id }) => post(owner, id, "hello"),
        "look at the room": ({ id }) => expect(owner.call("GET", `/api/rooms/${id}`)),
        "list 100 members": ({ id }) => expect(owner.call("GET", `/api/rooms/${id}/members?limit=100`)),
        "join and leave": async ({ id }, n) => {
            const person = joining[n % joining.length];
            await expect(person.call("POST", `/api/rooms/${id}/join`));
            await expect(person.call("POST", `/api/rooms/${id}/leave`));
        },
        "post and delete": async ({ id }) => {
            const { message } = await socket.ask("message:send", { roomId: id, content: "gone" });
            await socket.ask("message:delete", { roomId: id, messageId: message.id });
        },
    };
    for (const [what, work] of Object.entries(done)) {
        const took = new Map(rooms.map(([name]) => [name, []]));
        for (const n of oneTo(rounds)) {
            for (const [name, room] of rooms) {
                const begunAt = performance.now();
                await work(room, n);
                took.get(name).push(performance.now() - begunAt);
            }
        }
        for (const [name, times] of took) console.log(`${what}, ${name}: ${summary(times)}`);
    }
    socket.end();
}

async function addMembers(room, count) {
    const name = newName("crowd");
    const columns = "id, username, display_name, display_name_key, role, password_hash, created_at";
    const rest = `'${name}' || n, 'User ' || n, 'user ' || n, 0, '', 0`;
    const id = room.id.replaceAll("-", "");
    await execute(
        server,
        onPostgres
            ? `INSERT INTO users (${columns}) SELECT gen_random_uuid(), ${rest} FROM generate_series(1, ${count}) n`
            : `INSERT INTO users (${columns}) WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
               SELECT randomblob(16), ${rest} FROM numbers`,
    );
    await execute(
        server,
        `INSERT INTO memberships (room_id, user_id, role, joined_at, last_read_seq)
         SELECT r.id, u.id, 0, 0, 0 FROM rooms r, users u
         WHERE r.id = ${onPostgres ? `'${room.id}'` : `x'${id}'`} AND u.username LIKE '${name}%';
         UPDATE rooms SET member_count = ${count + 1} WHERE id = ${onPostgres ? `'${room.id}'` : `x'${id}'`}`,
    );
}

async function expect(answering) {
    const { status, text } = await answering;
    if (status >= 300) throw new Error(text);
}

/** A socket that asks and waits for the ack. */
function talk({ token }) {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
    const asked = new Map();
    let next = 0;
    const ask = (event, payload) =>
        new Promise((resolve, reject) => {
            next += 1;
            asked.set(next, { resolve, reject });
            socket.send(`42${next}${JSON.stringify([event, payload])}`);
        });
    return new Promise((resolve, reject) => {
        socket.on("error", reject);
        socket.on("message", (bytes) => {
            const text = bytes.toString();
            if (text[0] === "0") socket.send(`40${JSON.stringify({ token })}`);
            else if (text[0] === "2") socket.send("3");
            else if (text.startsWith('42["ready"')) resolve({ ask, end: () => socket.terminate() });
            else if (text.startsWith("43")) {
                const [, number, ack] = /^43(\d+)(.*)$/s.exec(text);
                const { resolve: give, reject: refuse } = asked.get(Number(number));
                const [answer] = JSON.parse(ack);
                asked.delete(Number(number));
                if (answer.ok) give(answer);
                else refuse(new Error(JSON.stringify(answer)));
            }
        });
    });
}

/** User and system time of the server so far, all of the connection included. */
function cpuMs() {
    const fields = readFileSync(`/proc/${server.pid}/stat`, "latin1").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
}

function summary(times) {
    const sorted = times.toSorted((a, b) => a - b);
    const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))].toFixed(2);
    return `median ${at(0.5)} ms, 95 % ${at(0.95)} ms, most ${at(1)} ms`;
}
