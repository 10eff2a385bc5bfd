// Clients that read slowly, not at all, or only half: the server's memory stays bounded and nobody else waits.

import assert from "node:assert/strict";
import { connect as connectTcp } from "node:net";
import { test } from "node:test";
import { ask, heard, join, leaving, watch } from "../support/clients.mjs";
import { Engine } from "../support/engine.mjs";
import { isForeign, startExample } from "../support/example.mjs";
import { openWebSocket, upgradeRequest } from "../support/raw_websocket.mjs";
import { startProxy } from "../support/tcp_proxy.mjs";
import { eventually } from "../support/wait.mjs";

const megabyte = 1 << 20;
const outboxBytes = megabyte;
const slow = ["--ping-interval-ms", 60_000, "--ping-timeout-ms", 60_000, "--outbox-bytes", outboxBytes];
// A build with AddressSanitizer shall not keep what was freed: memory is measured.
const frees = { ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ""}:quarantine_size_mb=0:thread_local_quarantine_size_kb=0` };
// Node bounds nothing: it passes what is about delivery, not what is about the bound.
const onlyBounded = { skip: isForeign };

const kernelBytes = 16 * megabyte; // What a socket's buffers may hold at most before its outbox fills.
const textBytes = 4_000;
const messages = 5_000; // 20 MB for each client, more than its outbox and the kernel hold together.
const batch = 50;

/** A websocket client in the room `crowd` that stops reading when told, and its socket's id. */
async function openReader(t, server) {
    const websocket = await new Engine(server).connect(t);
    websocket.send('420["join","crowd"]');
    await websocket.nextWhere((message) => message === "430[]");
    return websocket;
}

/**
 * Sends `count` numbered texts into the room and waits until every one of `readers` has heard each once and in order.
 * Resolves to the milliseconds between a text's sending and its arrival, over all.
 */
async function deliver(sender, readers, count, between = () => {}) {
    const delays = [];
    const sentAt = [];
    const next = readers.map(() => 0);
    const wrong = [];
    const listeners = readers.map((reader, index) => {
        const listener = (number) => {
            if (number !== next[index]) wrong.push(`reader ${index} heard ${number} instead of ${next[index]}`);
            next[index] = number + 1;
            delays.push(performance.now() - sentAt[number]);
        };
        reader.on("numbered", listener);
        return listener;
    });
    const text = "x".repeat(textBytes);
    for (let number = 0; number < count; number += 1) {
        sentAt[number] = performance.now();
        sender.emit("emit", { to: "crowd" }, "numbered", number, text);
        if (number % batch === batch - 1) {
            await ask(sender, "rooms");
            await between();
        }
    }
    await eventually("every reader has heard everything", () => next.every((number) => number === count), 120_000);
    for (const [index, reader] of readers.entries()) reader.off("numbered", listeners[index]);
    assert.deepEqual(wrong, []);
    delays.sort((a, b) => a - b);
    return { p50: delays[delays.length >> 1], p99: delays[Math.floor(delays.length * 0.99)], max: delays.at(-1) };
}

async function crowd(t, server, count) {
    const sender = await join(t, server);
    const readers = await Promise.all(Array.from({ length: count }, () => join(t, server)));
    for (const reader of readers) await ask(reader, "join", "crowd");
    // What it hears is counted as it comes, not kept.
    for (const reader of readers) reader.offAny();
    return { sender, readers };
}

const milliseconds = (delays) => Object.entries(delays).map(([name, value]) => `${name} ${value.toFixed(1)} ms`).join(", ");

test("clients that stop reading are closed, cost no more than their outbox, and delay nobody", onlyBounded, async (t) => {
    const server = await startExample(t, "everything", slow, frees);
    const watcher = await watch(t, server);
    const { sender, readers } = await crowd(t, server, 8);
    const undisturbed = await deliver(sender, readers, messages);

    const stalled = await Promise.all(Array.from({ length: 10 }, () => openReader(t, server)));
    for (const { socket } of stalled) socket.pause();
    const before = server.residentBytes();
    let peak = before;
    const delays = await deliver(sender, readers, messages, () => {
        peak = Math.max(peak, server.residentBytes());
    });
    t.diagnostic(`without stalled clients: ${milliseconds(undisturbed)}`);
    t.diagnostic(`with ten of them: ${milliseconds(delays)}`);
    t.diagnostic(`resident memory: ${(before / megabyte).toFixed(1)} MB before, ${(peak / megabyte).toFixed(1)} MB at most`);

    for (const { id } of stalled) assert.equal((await leaving(watcher, id)).reason, "slow consumer");
    // They share the frames that wait for them, so ten cost hardly more than one; generous all the same.
    assert.ok(peak - before < stalled.length * outboxBytes + 16 * megabyte, `${(peak - before) / megabyte} MB more`);
    assert.ok(delays.p99 < undisturbed.p99 * 10 + 1_000, milliseconds(delays));
    assert.ok(delays.max < 15_000, milliseconds(delays));
    assert.equal(heard(watcher, "left").length, stalled.length);
});

test("a flood for one client that does not read closes that client at the bound", onlyBounded, async (t) => {
    const server = await startExample(t, "everything", slow, frees);
    const watcher = await watch(t, server);
    const stalled = await openReader(t, server);
    stalled.socket.pause();
    const before = server.residentBytes();
    let peak = before;
    await eventually("it is closed", async () => {
        await ask(watcher, "flood", { to: stalled.id }, 20, 50_000);
        peak = Math.max(peak, server.residentBytes());
        return heard(watcher, "left").length > 0;
    }, 60_000);
    t.diagnostic(`resident memory: ${((peak - before) / megabyte).toFixed(1)} MB more at most`);
    assert.equal((await leaving(watcher, stalled.id)).reason, "slow consumer");
    assert.ok(peak - before < outboxBytes + kernelBytes, `${(peak - before) / megabyte} MB more`);
});

test("volatile events for a client that does not read are dropped, and it stays", async (t) => {
    const server = await startExample(t, "everything", slow, frees);
    const watcher = await watch(t, server);
    const stalled = await openReader(t, server);
    stalled.socket.pause();
    const before = server.residentBytes();
    for (let times = 0; times < 200; times += 1) {
        await ask(watcher, "flood", { to: stalled.id, volatile: true }, 20, 10_000);
    }
    const more = server.residentBytes() - before;
    t.diagnostic(`resident memory: ${(more / megabyte).toFixed(1)} MB more after 40 MB of volatile events`);
    assert.ok(more < outboxBytes + kernelBytes, `${more / megabyte} MB more`);
    stalled.socket.resume();
    // A volatile event that was on its way goes whole, and the next regular one behind it.
    await eventually("it hears again", async () => {
        stalled.send('421["echo"]');
        return stalled.messages.includes("431[]");
    });
    assert.deepEqual(heard(watcher, "left"), []);
});

test("a polling client that fetches nothing is closed at the bound", onlyBounded, async (t) => {
    const server = await startExample(t, "everything", slow, frees);
    const watcher = await watch(t, server);
    const engine = new Engine(server);
    const { sid } = await engine.handshake();
    await engine.post(sid, "40");
    const packets = await engine.pollUntil(sid, (packet) => packet.startsWith('42["welcome"'));
    const { sid: id } = JSON.parse(packets.find((packet) => packet.startsWith("40")).slice(2));
    const before = server.residentBytes();
    let peak = before;
    await eventually("it is closed", async () => {
        await ask(watcher, "flood", { to: id }, 20, 50_000);
        peak = Math.max(peak, server.residentBytes());
        return heard(watcher, "left").length > 0;
    }, 60_000);
    t.diagnostic(`resident memory: ${((peak - before) / megabyte).toFixed(1)} MB more at most`);
    assert.equal((await leaving(watcher, id)).reason, "slow consumer");
    assert.ok(peak - before < outboxBytes + kernelBytes, `${(peak - before) / megabyte} MB more`);
});

test("a client that reads slowly but steadily gets everything", async (t) => {
    const server = await startExample(t, "everything", ["--ping-interval-ms", 60_000, "--ping-timeout-ms", 60_000]);
    const { sender } = await crowd(t, server, 0);
    const reader = await openReader(t, server);
    const total = 200;
    let taken = 0;
    for (let sent = 0; sent < total; sent += 20) {
        reader.socket.pause();
        await ask(sender, "flood", { to: reader.id }, 20, 50_000);
        reader.socket.resume();
        taken += 20;
        await eventually("the batch comes", () => reader.messages.length === taken, 60_000);
    }
    assert.ok(reader.messages.every((message) => message.startsWith('42["flood",')));
});

test("a client that has closed its sending half is let go, others do not notice", async (t) => {
    const server = await startExample(t, "everything", slow, frees);
    const watcher = await watch(t, server);
    const { sender, readers } = await crowd(t, server, 5);
    const half = await Promise.all(Array.from({ length: 5 }, () => openReader(t, server)));
    for (const { socket } of half) socket.end();
    const delays = await deliver(sender, readers, 500);
    t.diagnostic(`delays: ${milliseconds(delays)}`);
    for (const { id } of half) assert.match((await leaving(watcher, id)).reason, /^transport (close|error)$/);
});

test("a client behind a connection that has gone silent ends by ping timeout, others do not notice", async (t) => {
    const server = await startExample(t, "everything", [
        ...["--ping-interval-ms", 1_000, "--ping-timeout-ms", 5_000, "--outbox-bytes", 64 * megabyte],
    ]);
    const watcher = await watch(t, server);
    const { sender, readers } = await crowd(t, server, 5);
    const proxy = await startProxy(t, server);
    const silent = await openReader(t, proxy);
    proxy.stall();
    await deliver(sender, readers, 100);
    assert.equal((await leaving(watcher, silent.id, 60_000)).reason, "ping timeout");
});

test("connections that say nothing, or half a request, hold up nobody", async (t) => {
    const server = await startExample(t, "everything", slow, frees);
    const engine = new Engine(server);
    const halves = ["", "GET ", upgradeRequest(server, engine.websocket()).slice(0, -4), `POST ${engine.polling()} HTTP/1.1\r\n`];
    for (let times = 0; times < 50; times += 1) {
        const socket = connectTcp({ host: "localhost", port: server.port });
        socket.on("error", () => {});
        socket.write(halves[times % halves.length]);
        t.after(() => socket.destroy());
    }
    const { sender, readers } = await crowd(t, server, 5);
    const delays = await deliver(sender, readers, 500);
    t.diagnostic(`delays: ${milliseconds(delays)}`);
    assert.ok(delays.max < 15_000);
});

test("a websocket that never answers the close handshake is not kept", async (t) => {
    const server = await startExample(t, "everything", slow, frees);
    const watcher = await watch(t, server);
    const websockets = await Promise.all(Array.from({ length: 10 }, () => openReader(t, server)));
    for (const websocket of websockets) {
        websocket.socket.removeAllListeners("data");
        websocket.socket.pause();
        websocket.send("4abc");
    }
    for (const { id } of websockets) await leaving(watcher, id);
    await eventually("their sessions are gone", async () => (await ask(watcher, "sessions")) === 1, 60_000);
});

test("an upgrade whose answer nobody reads holds up nobody", async (t) => {
    const server = await startExample(t, "everything", slow, frees);
    const engine = new Engine(server);
    for (let times = 0; times < 20; times += 1) {
        const websocket = await openWebSocket(t, server, engine.websocket());
        websocket.socket.pause();
    }
    const { sender, readers } = await crowd(t, server, 3);
    await deliver(sender, readers, 100);
});
