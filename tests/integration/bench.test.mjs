// The load generator, with small numbers: every mode against the library's chat example, and against a server that
// gets deliveries wrong on purpose. Nothing here measures; script/bench does.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { fileScope } from "../support/scope.mjs";
import { within } from "../support/wait.mjs";

const build =
    process.env.CHATTER_RELEASE_BUILD ??
    join(dirname(fileURLToPath(import.meta.url)), "../../server/build/release");

const generator = join(build, "bench/chatter-bench");
const example = join(build, "examples/chat");
// The generator always sends the RFC's example key.
const upgraded = "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

const file = fileScope();
let chat;

before(async () => {
    chat = await startChat(file);
});

test("idle connections are counted, weighed, and answer at the end", async () => {
    const { code, figures } = await load(chat, "idle", { clients: 200, settle: 0.1, hold: 0.2 });

    assert.deepEqual(figures.problems, []);
    assert.equal(code, 0);
    assert.equal(figures.connections, 200);
    assert.equal(figures.answered_at_the_end, 200);
    assert.equal(figures.lost, 0);
    assert.ok(Number.isFinite(figures.server_bytes_per_connection));
});

// Not for a build with UBSan, whose checks need a descriptor of their own.
test("past the server's file limit connections wait, and come in when others leave", async (t) => {
    const crowded = await startChat(t, { fileLimit: 150 });

    const { code, figures } = await load(crowded, "idle", { "past-limit": 20, settle: 0.1 });

    assert.deepEqual(figures.problems, []);
    assert.equal(code, 0);
    assert.equal(figures.server_file_limit, 150);
    assert.ok(figures.connections < 150 && figures.connections > 80, `${figures.connections} connected`);
    assert.ok(figures.waiting_past_limit + figures.refused_past_limit > 0);
    assert.equal(figures.lost, 0);
});

for (const pace of [{ "in-flight": 8 }, { "in-flight": 1 }, { rate: 50 }]) {
    test(`fan-out, ${Object.entries(pace).flat().join(" ")}: everybody gets everything`, async () => {
        const { code, figures } = await load(chat, "fanout", { clients: 50, ...pace, ...briefly });

        assert.deepEqual(figures.problems, []);
        assert.equal(code, 0);
        assert.ok(figures.sent > 0);
        assert.equal(figures.acked, figures.sent);
        assert.equal(figures.deliveries, figures.sent * 50);
        assert.ok(figures.delivery_p50_us <= figures.delivery_p99_us);
        assert.ok(figures.delivery_p99_us <= figures.delivery_max_us);
    });
}

test("fan-out over several nodes: connections are dealt out to all of them, which are weighed together", async () => {
    // The same server twice: a second one would need something between them.
    const nodes = { "more-ports": chat.port, "more-pids": chat.pid, "bus-pid": chat.pid };

    const { code, figures } = await load(chat, "fanout", { clients: 50, ...nodes, "in-flight": 8, ...briefly });

    assert.deepEqual(figures.problems, []);
    assert.equal(code, 0);
    assert.equal(figures.deliveries, figures.sent * 50);
    assert.ok(Math.abs(figures.server_us_per_ack / figures.busiest_node_us_per_ack - 2) < 0.5);
    assert.ok(Math.abs(figures.bus_us_per_ack / figures.busiest_node_us_per_ack - 1) < 0.5);
    const nobody = await load(chat, "fanout", { clients: 2, "more-ports": 1, ...briefly });
    assert.match(nobody.figures.problems[0], /connection 1 was lost/);
});

test("fan-out beside connections that do not read: the others get everything", async () => {
    const shape = { clients: 10, stalled: 3, bytes: 4000, "in-flight": 4 };

    const { code, figures } = await load(chat, "fanout", { ...shape, ...briefly });

    assert.deepEqual(figures.problems, []);
    assert.equal(code, 0);
    assert.equal(figures.deliveries, figures.sent * 10);
    assert.ok(figures.stalled_closed <= 3);
    assert.ok(Number.isFinite(figures.server_growth_bytes));
});

test("send: several senders in several rooms, each heard by its own room alone", async () => {
    const shape = { clients: 30, rooms: 6, senders: 2, "in-flight": 24 };

    const { code, figures } = await load(chat, "send", { ...shape, ...briefly });

    assert.deepEqual(figures.problems, []);
    assert.equal(code, 0);
    assert.ok(figures.acked > 0);
    assert.equal(figures.deliveries, figures.sent * (30 / 6));
});

test("churn: connections come and go, and each is let in", async () => {
    const { code, figures } = await load(chat, "churn", { concurrent: 4, ...briefly, seconds: 1 });

    assert.deepEqual(figures.problems, []);
    assert.equal(code, 0);
    assert.ok(figures.cycles > 4);
    assert.ok(Number.isFinite(figures.server_us_per_cycle));
});

const faults = [
    ["loses one", (frames) => frames.slice(1), /^deliveries: /],
    ["delivers one twice", (frames) => [frames[0], ...frames], /out of order or twice/],
    ["swaps two", ([first, second, ...rest]) => [second, first, ...rest], /out of order or twice/],
    ["refuses one", (frames) => frames, /^a message was refused/, { ok: false }],
];
for (const [what, spoil, problem, answer] of faults) {
    test(`a server that ${what} is found out`, async (t) => {
        const faulty = await startFaulty(t, spoil, answer);

        const { code, figures } = await load(faulty, "fanout", { clients: 1, "in-flight": 4, ...briefly, deadline: 1 });

        assert.equal(code, 1);
        assert.match(figures.problems.join("\n"), new RegExp(problem, "m"));
    });
}

test("a server that is not there is a problem, and a wrong command line is misuse", async () => {
    const nobody = await load({ port: 1 }, "fanout", { clients: 1 });
    assert.equal(nobody.code, 1);
    assert.match(nobody.figures.problems[0], /^0 of 1 connected/);

    const misused = await run([generator, "fanout", "--port", "1", "--clients", "many"]);
    assert.equal(misused.code, 2);
});

const briefly = { warmup: 0.1, seconds: 0.3, settle: 0.05 };

/** Runs the generator to its end. Resolves to {code, figures}. */
async function load(server, mode, options) {
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    // Only the modes with a crowd have somebody to settle.
    if (mode === "churn") args.splice(args.indexOf("--settle"), 2);
    const measured = server.pid ? ["--server-pid", String(server.pid)] : [];
    const command = [generator, mode, "--json", "--port", String(server.port)];
    const { code, output } = await run([...command, ...measured, ...args]);
    return { code, figures: JSON.parse(output) };
}

async function run([program, ...args]) {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] });
    let output = "";
    child.stdout.on("data", (bytes) => (output += bytes));
    const ended = new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", resolve);
    });
    try {
        return { code: await within(60_000, `${program} ends`, ended), output };
    } finally {
        child.kill("SIGKILL");
    }
}

/** The library's chat example on a free port; gone when `t` ends. */
async function startChat(t, { fileLimit } = {}) {
    const limit = fileLimit ? ["prlimit", `--nofile=${fileLimit}:${fileLimit}`] : [];
    const [program, ...args] = [...limit, example, "--port", "0"];
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((resolve) => child.once("close", resolve));
    t.after(async () => {
        child.kill("SIGKILL");
        await ended;
    });
    let output = "";
    const listening = new Promise((resolve, reject) => {
        child.stdout.on("data", (bytes) => {
            output += bytes;
            const port = /:(\d+)\n/.exec(output)?.[1];
            if (port) resolve(Number(port));
        });
        child.once("error", reject);
        child.once("exit", (code) => reject(new Error(`the example ended with ${code}: script/bench build makes it`)));
    });
    return { pid: child.pid, port: await within(20_000, "the example listens", listening) };
}

/**
 * A server for one client of the generator. It acks each message with `answer`, collects the deliveries of the first
 * four, sends what `spoil` makes of them, and is right from then on.
 */
async function startFaulty(t, spoil, answer = { ok: true }) {
    const server = createServer((socket) => {
        let received = Buffer.alloc(0);
        let isUpgraded = false;
        let deliveries = [];
        socket.on("error", () => {});
        const onPacket = (packet) => {
            if (packet.startsWith("40")) socket.write(frame('40{"sid":"s"}'));
            const [, id, draft] = /^42(\d+)\["message:send",(.*)\]$/.exec(packet) ?? [];
            if (!id) return;
            socket.write(frame(`43${id}[${JSON.stringify(answer)}]`));
            const delivery = frame(`42["message:new",{"message":${draft}}]`);
            if (!deliveries) return socket.write(delivery);
            deliveries.push(delivery);
            if (deliveries.length < 4) return;
            for (const one of spoil(deliveries)) socket.write(one);
            deliveries = undefined;
        };
        socket.on("data", (bytes) => {
            received = Buffer.concat([received, bytes]);
            if (!isUpgraded) {
                if (!received.includes("\r\n\r\n")) return;
                isUpgraded = true;
                received = Buffer.alloc(0);
                socket.write(upgraded);
                socket.write(frame('0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000}'));
            }
            for (let message; (message = takeFrame(received)); ) {
                received = message.rest;
                onPacket(message.text);
            }
        });
        t.after(() => socket.destroy());
    });
    t.after(() => server.close());
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { port: server.address().port };
}

function frame(text) {
    const payload = Buffer.from(text);
    const header = Buffer.from([0x81, 126, payload.length >> 8, payload.length & 0xff]);
    return Buffer.concat([payload.length < 126 ? Buffer.from([0x81, payload.length]) : header, payload]);
}

/** The first frame of a client, unmasked, if it is all there. */
function takeFrame(bytes) {
    if (bytes.length < 8) return undefined;
    const isLong = (bytes[1] & 0x7f) === 126;
    const length = isLong ? bytes.readUInt16BE(2) : bytes[1] & 0x7f;
    const start = (isLong ? 4 : 2) + 4;
    if (bytes.length < start + length) return undefined;
    const mask = bytes.subarray(start - 4, start);
    const text = Buffer.from(bytes.subarray(start, start + length).map((byte, index) => byte ^ mask[index & 3]));
    return { text: text.toString(), rest: bytes.subarray(start + length) };
}
