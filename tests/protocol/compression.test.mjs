// Compression: gzip and deflate of polling answers, permessage-deflate of WebSocket messages.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { gunzipSync, inflateSync } from "node:zlib";
import { ask, hears, join } from "../support/clients.mjs";
import { Engine } from "../support/engine.mjs";
import { isForeign, startExample } from "../support/example.mjs";
import { deflated, frame, offerDeflate, opcodes } from "../support/raw_websocket.mjs";
import { fileScope } from "../support/scope.mjs";

const slow = ["--ping-interval-ms", 60_000, "--ping-timeout-ms", 60_000];
const file = fileScope();
let plain;
let deflating;

before(async () => {
    plain = new Engine(await startExample(file, "everything", slow));
    deflating = new Engine(await startExample(file, "everything", ["--deflate", "--max-payload", 100_000, ...slow]));
});

const long = "long text ".repeat(400);
const short = "short";

/** Lets the server emit `text` to a polling client; the answer that carries it. */
async function polled(engine, text, { accept, flags = {} } = {}) {
    const sid = await engine.connectByPolling((packet) => packet.startsWith('42["welcome"'));
    await engine.post(sid, `42${JSON.stringify(["emit", flags, "news", text])}`);
    const headers = accept === undefined ? {} : { "accept-encoding": accept };
    const answer = await engine.get(engine.polling(sid), { headers });
    assert.equal(answer.status, 200);
    assert.match(answer.headers["content-type"], /^text\/plain; charset=UTF-8$/i);
    return answer;
}

const decoders = { gzip: gunzipSync, deflate: inflateSync };

for (const [accept, encoding] of [
    ["gzip", "gzip"],
    ["deflate", "deflate"],
    ["gzip, deflate", "gzip"],
    ["gzip, deflate, br", "gzip"],
    ["br;q=1.0, deflate;q=0.5, gzip;q=0.2", "deflate"],
    ["*", "gzip"],
]) {
    test(`a long answer to who accepts "${accept}" is ${encoding}`, async () => {
        const answer = await polled(plain, long, { accept });
        assert.equal(answer.headers["content-encoding"], encoding);
        assert.ok(answer.bytes.length < long.length / 4);
        assert.equal(decoders[encoding](answer.bytes).toString(), `42["news",${JSON.stringify(long)}]`);
    });
}

for (const accept of [undefined, "", "identity", "br", "gzip;q=0, deflate;q=0"]) {
    test(`a long answer to who accepts ${accept === undefined ? "nothing said" : `"${accept}"`} is as it is`, async () => {
        const answer = await polled(plain, long, { accept });
        assert.equal(answer.headers["content-encoding"], undefined);
        assert.equal(answer.text, `42["news",${JSON.stringify(long)}]`);
    });
}

test("a short answer is as it is", async () => {
    const answer = await polled(plain, short, { accept: "gzip" });
    assert.equal(answer.headers["content-encoding"], undefined);
});

test("an event that is not to be compressed makes an answer as it is", async () => {
    const answer = await polled(plain, long, { accept: "gzip", flags: { compress: false } });
    assert.equal(answer.headers["content-encoding"], undefined);
});

test("the threshold is as configured, or compression off", async (t) => {
    const low = new Engine(await startExample(t, "everything", ["--http-compression-threshold", 10, ...slow]));
    assert.equal((await polled(low, short, { accept: "gzip" })).headers["content-encoding"], "gzip");
    const high = new Engine(await startExample(t, "everything", ["--http-compression-threshold", 100_000, ...slow]));
    assert.equal((await polled(high, long, { accept: "gzip" })).headers["content-encoding"], undefined);
    const off = new Engine(await startExample(t, "everything", ["--no-http-compression", ...slow]));
    assert.equal((await polled(off, long, { accept: "gzip" })).headers["content-encoding"], undefined);
});

test("the session goes on after a compressed answer", async () => {
    const sid = await plain.connectByPolling((packet) => packet.startsWith('42["welcome"'));
    for (const number of [1, 2, 3]) {
        await plain.post(sid, `42${JSON.stringify(["echo", number, long])}`);
        const answer = await plain.get(plain.polling(sid), { headers: { "accept-encoding": "gzip" } });
        assert.equal(gunzipSync(answer.bytes).toString(), `42${JSON.stringify(["echo", number, long])}`);
    }
});

/** A websocket that has agreed on compression and is in `/`. */
async function openDeflating(t, engine = deflating, headers = offerDeflate) {
    const websocket = await engine.openWebSocket(t, {}, headers);
    websocket.send("40");
    await websocket.nextWhere((message) => message.startsWith('42["welcome"'));
    return websocket;
}

const isCompressed = (websocket) => (websocket.frames.at(-1).rsv & 4) !== 0;

test("a server that was not told to compresses nothing", async (t) => {
    const websocket = await openDeflating(t, plain);
    assert.equal(websocket.header("sec-websocket-extensions"), undefined);
});

test("a client that does not offer it gets nothing compressed", async (t) => {
    const websocket = await openDeflating(t, deflating, {});
    assert.equal(websocket.header("sec-websocket-extensions"), undefined);
    websocket.send(`42${JSON.stringify(["echo", long])}`);
    assert.equal(await websocket.next(), `42${JSON.stringify(["echo", long])}`);
    assert.equal(isCompressed(websocket), false);
});

test("long messages are compressed, short ones are not", async (t) => {
    const websocket = await openDeflating(t);
    assert.match(websocket.header("sec-websocket-extensions"), /^permessage-deflate(;|$)/);
    for (const [text, compressed] of [[long, true], [short, false], [long, true]]) {
        websocket.send(`42${JSON.stringify(["echo", text])}`);
        assert.equal(await websocket.next(), `42${JSON.stringify(["echo", text])}`);
        assert.equal(isCompressed(websocket), compressed);
        if (compressed) assert.ok(websocket.frames.at(-1).payload.length < long.length / 4);
    }
});

test("an event that is not to be compressed is not, also as a broadcast", async (t) => {
    const websocket = await openDeflating(t);
    // Node's own server looks at the flag over polling only.
    const asIs = isForeign ? [] : [[{ compress: false }, false], [{ all: true, compress: false }, false]];
    for (const [flags, compressed] of [[{}, true], [{ all: true }, true], ...asIs]) {
        websocket.send(`42${JSON.stringify(["emit", flags, "news", long])}`);
        await websocket.nextWhere((message) => message === `42["news",${JSON.stringify(long)}]`);
        assert.equal(isCompressed(websocket), compressed, JSON.stringify(flags));
    }
});

test("long binary is compressed too", async (t) => {
    const websocket = await openDeflating(t);
    websocket.send('42["emit",{"bytes":5000},"news"]');
    await websocket.nextWhere((message) => Buffer.isBuffer(message) && message.equals(Buffer.alloc(5_000, 0x62)));
    assert.equal(isCompressed(websocket), true);
});

test("compressed messages of the client are taken, whole, in fragments and empty blocks", async (t) => {
    const websocket = await openDeflating(t);
    const message = `42${JSON.stringify(["echo", long])}`;
    websocket.sendFrame(opcodes.text, deflated(message), { rsv: 4 });
    assert.equal(await websocket.next(), message);

    const bytes = deflated(message);
    websocket.sendFrame(opcodes.text, bytes.subarray(0, 10), { rsv: 4, fin: false });
    websocket.sendFrame(opcodes.ping, "between");
    websocket.sendFrame(opcodes.continuation, bytes.subarray(10));
    assert.equal(await websocket.next(), message);

    // The sender need not compress everything.
    websocket.send(message);
    assert.equal(await websocket.next(), message);
});

test("a message that inflates beyond the limit closes with 1009, however small it came", async (t) => {
    const websocket = await openDeflating(t);
    const bomb = deflated(Buffer.alloc(50_000_000, 0x78));
    assert.ok(bomb.length < 100_000);
    websocket.sendFrame(opcodes.text, bomb, { rsv: 4 });
    assert.equal(await websocket.closed(), 1009);
});

test("bytes that do not inflate close with 1007, bad UTF-8 in compression as well", async (t) => {
    const garbage = await openDeflating(t);
    garbage.sendFrame(opcodes.text, Buffer.from([0xff, 0xff, 0xff, 0xff]), { rsv: 4 });
    assert.equal(await garbage.closed(), 1007);
    const broken = await openDeflating(t);
    broken.sendFrame(opcodes.text, deflated(Buffer.from([0x34, 0xc0, 0xaf])), { rsv: 4 });
    assert.equal(await broken.closed(), 1007);
});

test("the compression bit where it must not be closes with 1002", async (t) => {
    for (const frames of [
        [frame(opcodes.ping, "", { rsv: 4 })],
        [frame(opcodes.text, "4", { fin: false }), frame(opcodes.continuation, "x", { rsv: 4 })],
        [frame(opcodes.text, "4", { rsv: 2 })],
    ]) {
        const websocket = await openDeflating(t);
        websocket.socket.write(Buffer.concat(frames));
        assert.equal(await websocket.closed(), 1002);
    }
});

test("an offer with parameters that nobody knows is declined or refused, never half taken", async (t) => {
    for (const offer of ["permessage-deflate; unknown=1", "permessage-deflate; server_max_window_bits=99", "other-extension"]) {
        const headers = { "Sec-WebSocket-Extensions": offer };
        const websocket = await deflating.openWebSocket(t, {}, headers).catch((error) => error);
        if (websocket instanceof Error) assert.match(websocket.answer, /^HTTP\/1\.1 400 /);
        else assert.equal(websocket.header("sec-websocket-extensions"), undefined, offer);
    }
});

test("the official client and the server compress for each other", async (t) => {
    for (const flag of ["--deflate", "--deflate-threshold"]) {
        const server = await startExample(t, "everything", [flag, ...(flag === "--deflate" ? [] : [1]), ...slow]);
        const socket = await join(t, server, { perMessageDeflate: { threshold: 10 } });
        for (const size of [1, 20, 1_023, 1_024, 5_000, 60_000]) {
            const args = ["x".repeat(size), Buffer.alloc(size, 7), { n: size }];
            assert.deepEqual(await ask(socket, "echo", args), args);
        }
        socket.emit("flood", {}, 100, 3_000);
        assert.deepEqual(await hears(socket, "flood"), [1, "x".repeat(3_000)]);
        assert.equal(await ask(socket, "echo", "end"), "end");
    }
});
