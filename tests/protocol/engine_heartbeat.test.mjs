// Engine.IO heartbeats: who pings, what a pong restarts, and how a silent client ends.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { assertRefused, Engine } from "../support/engine.mjs";
import { startExample } from "../support/example.mjs";
import { openWebSocket } from "../support/raw_websocket.mjs";
import { fileScope } from "../support/scope.mjs";
import { eventually } from "../support/wait.mjs";

// Long enough that a busy machine answers in time, short enough to wait for.
const intervalMs = 400;
const timeoutMs = 1_600;
// A timer may be this early against another process's clock.
const earlyMs = 50;
// And this late on a machine that does other things.
const lateMs = 10_000;

const file = fileScope();
let engine;
let patient;

before(async () => {
    const flags = ["--ping-interval-ms", intervalMs, "--ping-timeout-ms", timeoutMs];
    engine = new Engine(await startExample(file, "engine-echo", flags), "/engine.io/");
    const slow = ["--ping-interval-ms", 60_000, "--ping-timeout-ms", 60_000];
    patient = new Engine(await startExample(file, "engine-echo", slow), "/engine.io/");
});

// All of them mostly wait.
describe("heartbeats", { concurrency: true }, () => {
    test("are announced as configured", async () => {
        const { pingInterval, pingTimeout } = await engine.handshake();
        assert.deepEqual({ pingInterval, pingTimeout }, { pingInterval: intervalMs, pingTimeout: timeoutMs });
    });

    test("come by websocket an interval after the last pong, and keep the session", async (t) => {
        const websocket = await openSilent(t);
        let since = performance.now();
        for (let beat = 0; beat < 5; beat += 1) {
            assert.equal(await websocket.next("a ping"), "2");
            const took = performance.now() - since;
            assert.ok(took > intervalMs - earlyMs && took < intervalMs + lateMs, `${took} ms`);
            websocket.send("3");
            since = performance.now();
        }
        websocket.send("4alive");
        assert.equal(await websocket.nextWhere((message) => message !== "2"), "4alive");
    });

    test("come by polling and keep the session", async () => {
        const { sid } = await engine.handshake();
        for (let beat = 0; beat < 4; beat += 1) {
            assert.deepEqual(await engine.poll(sid), ["2"]);
            assert.equal((await engine.post(sid, "3")).text, "ok");
        }
    });

    test("a silent websocket is closed when the ping timeout is over and no sooner", async (t) => {
        const websocket = await openSilent(t);
        assert.equal(await websocket.next("a ping"), "2");
        const since = performance.now();
        await websocket.closed(timeoutMs + lateMs);
        const took = performance.now() - since;
        assert.ok(took > timeoutMs - earlyMs, `${took} ms`);
    });

    test("a polling client without a GET is closed when the ping timeout is over", async () => {
        const since = performance.now();
        const { sid } = await engine.handshake();
        // An outstanding GET would tell the client of the ping; a POST does not count as a sign of life for ever.
        await eventually("the session ends", async () => {
            const answer = await engine.get(engine.target({ EIO: "4", transport: "websocket", sid }));
            return answer.json.code === 1;
        }, intervalMs + timeoutMs + lateMs);
        const took = performance.now() - since;
        assert.ok(took > intervalMs + timeoutMs - earlyMs, `${took} ms`);
    });

    test("a polling client that GETs but never pongs is closed, its pending GET answered", async () => {
        const { sid } = await engine.handshake();
        assert.deepEqual(await engine.poll(sid), ["2"]);
        const last = await engine.get(engine.polling(sid));
        assert.equal(last.status, 200);
        assert.match(last.text, /^[16]$/);
        await engine.sessionEnds(sid, lateMs);
        assertRefused(await engine.get(engine.polling(sid)), 1, "Session ID unknown");
    });

    test("messages instead of pongs keep nobody for ever", async (t) => {
        const websocket = await openSilent(t);
        const since = performance.now();
        await eventually("the session ends in spite of its messages", () => {
            websocket.send("4I am here");
            return websocket.hasEnded || websocket.closeCode;
        }, 2 * (intervalMs + timeoutMs) + lateMs);
        const took = performance.now() - since;
        assert.ok(took > timeoutMs - earlyMs, `${took} ms`);
    });

    test("a pong just before the timeout is soon enough", async (t) => {
        const websocket = await openSilent(t);
        for (let beat = 0; beat < 2; beat += 1) {
            assert.equal(await websocket.next("a ping"), "2");
            // Half of the timeout: as late as a busy machine allows.
            const answerAt = performance.now() + timeoutMs / 2;
            await eventually("the time to answer", () => performance.now() >= answerAt);
            websocket.send("3");
        }
        websocket.send("4alive");
        assert.equal(await websocket.nextWhere((message) => message !== "2"), "4alive");
    });

    test("a ping from the client is in the wrong direction and closes at once", async (t) => {
        for (const ping of ["2", "2probe"]) {
            const websocket = await patient.openWebSocket(t);
            websocket.send(ping);
            await websocket.closed();
        }
    });

    test("a pong that nobody asked for is no mistake", async (t) => {
        const websocket = await patient.openWebSocket(t);
        for (let times = 0; times < 3; times += 1) websocket.send("3");
        websocket.send("4alive");
        assert.equal(await websocket.next(), "4alive");
    });
});

/** A WebSocket session whose pings nobody answers. */
async function openSilent(t) {
    const websocket = await openWebSocket(t, engine.server, engine.websocket());
    assert.equal((await websocket.next("the open packet"))[0], "0");
    return websocket;
}
