// Binary attachments over both transports, and packets that are wrong.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ask, askAll, hears, join, transports } from "../support/clients.mjs";
import { Engine, separator } from "../support/engine.mjs";
import { isForeign, startExample } from "../support/example.mjs";
import { fileScope } from "../support/scope.mjs";

const file = fileScope();
let server;
let engine;

before(async () => {
    const slow = ["--ping-interval-ms", 60_000, "--ping-timeout-ms", 60_000];
    server = await startExample(file, "everything", ["--max-payload", 5_000_000, ...slow]);
    engine = new Engine(server);
});

const pattern = (size) => Buffer.from(Array.from({ length: size }, (_, index) => (index * 7) & 255));
const placeholder = (num) => `{"_placeholder":true,"num":${num}}`;

for (const [way, list] of Object.entries(transports)) {
    test(`binary and nested binary go there and back by ${way}`, async (t) => {
        const socket = await join(t, server, { transports: list });
        const sent = [
            [pattern(1)],
            [Buffer.alloc(0)],
            [pattern(3), pattern(300), Buffer.alloc(0)],
            [{ deep: { deeper: [pattern(5), { still: pattern(6) }] }, text: "ü" }, "between", pattern(7)],
            [[[[pattern(9)]]], null, { "": pattern(2) }],
            Array.from({ length: 10 }, (_, index) => pattern(index)),
        ];
        for (const args of sent) {
            assert.deepEqual(await askAll(socket, "echo", ...args), args);
            socket.emit("echo", ...args);
            assert.deepEqual(await hears(socket, "echo"), args);
        }
    });

    test(`a megabyte of JSON and two of binary go there and back by ${way}`, async (t) => {
        const socket = await join(t, server, { transports: list });
        const big = Array.from({ length: 20_000 }, (_, index) => ({ index, text: "ü😀".repeat(5) }));
        assert.deepEqual(await ask(socket, "echo", big), big);
        const bytes = pattern(2_000_000);
        const back = await ask(socket, "echo", bytes);
        assert.ok(bytes.equals(back));
    });

    test(`the client answers the server's question in binary by ${way}`, async (t) => {
        const socket = await join(t, server, { transports: list });
        socket.on("question", (bytes, answer) => answer({ reversed: Buffer.from(bytes).reverse() }, bytes));
        const { replies } = await ask(socket, "ask", {}, "question", pattern(40));
        assert.deepEqual(replies, [{ reversed: pattern(40).reverse() }, pattern(40)]);
    });

    test(`text and binary keep their order by ${way}`, async (t) => {
        const socket = await join(t, server, { transports: list });
        const sent = Array.from({ length: 200 }, (_, index) => [index, index % 3 === 0 ? pattern(index) : `${index}`]);
        const order = [];
        socket.on("echo", (...args) => order.push(args));
        for (const args of sent) socket.emit("echo", ...args);
        await ask(socket, "rooms");
        assert.deepEqual(order, sent);
    });
}

test("a broadcast carries binary to every client", async (t) => {
    const sockets = await Promise.all([1, 2, 3].map((n) => join(t, server, { transports: n === 1 ? ["polling"] : ["websocket"] })));
    for (const socket of sockets) await ask(socket, "join", "binary");
    await ask(sockets[0], "emit", { all: true, to: "binary" }, "bytes", { in: pattern(12) }, Buffer.alloc(0));
    for (const socket of sockets) assert.deepEqual(await hears(socket, "bytes"), [{ in: pattern(12) }, Buffer.alloc(0)]);
});

test("over websocket attachments are binary frames behind their header", async (t) => {
    const websocket = await engine.connect(t);
    await websocket.next("welcome");
    websocket.send(`452-7["echo",${placeholder(0)},{"x":${placeholder(1)}}]`);
    websocket.send(Buffer.from([1]));
    websocket.send(Buffer.from([2, 3]));
    assert.equal(await websocket.next(), `462-7[${placeholder(0)},{"x":${placeholder(1)}}]`);
    assert.deepEqual(await websocket.next(), Buffer.from([1]));
    assert.deepEqual(await websocket.next(), Buffer.from([2, 3]));
});

test("placeholders may come in any order", async (t) => {
    const websocket = await engine.connect(t);
    await websocket.next("welcome");
    websocket.send(`452-["echo",${placeholder(1)},${placeholder(0)}]`);
    websocket.send(Buffer.from([1]));
    websocket.send(Buffer.from([2, 3]));
    const header = await websocket.next();
    const [, count, json] = /^45(\d)-(.*)$/.exec(header);
    const attachments = [];
    while (attachments.length < Number(count)) attachments.push(await websocket.next());
    // How the server numbers them is its own affair.
    const args = JSON.parse(json).slice(1).map(({ num }) => attachments[num]);
    assert.deepEqual(args, [Buffer.from([2, 3]), Buffer.from([1])]);
});

test("over polling attachments are base64 packets behind their header", async () => {
    const sid = await engine.connectByPolling((packet) => packet.startsWith('42["welcome"'));
    await engine.post(sid, [`451-["echo",${placeholder(0)}]`, "bAQIDBA=="].join(separator));
    const packets = await engine.pollUntil(sid, (packet) => packet.startsWith("b"));
    assert.deepEqual(packets, [`451-["echo",${placeholder(0)}]`, "bAQIDBA=="]);
});

test("attachments may come in a POST after their header's", async () => {
    const sid = await engine.connectByPolling((packet) => packet.startsWith('42["welcome"'));
    await engine.post(sid, `452-["echo",${placeholder(0)},${placeholder(1)}]`);
    await engine.post(sid, "bAQ==");
    await engine.post(sid, "bAg==");
    const packets = await engine.pollUntil(sid, (packet) => packet === "bAg==");
    assert.deepEqual(packets, [`452-["echo",${placeholder(0)},${placeholder(1)}]`, "bAQ==", "bAg=="]);
});

test("attachments in one namespace do not disturb another", async (t) => {
    const websocket = await engine.connect(t);
    websocket.send("40/other,");
    await websocket.nextWhere((message) => message.startsWith('42/other,["welcome"'));
    websocket.send(`451-/other,3["echo",${placeholder(0)}]`);
    websocket.send(Buffer.from([9]));
    websocket.send('424["echo","text"]');
    assert.equal(await websocket.next(), `461-/other,3[${placeholder(0)}]`);
    assert.deepEqual(await websocket.next(), Buffer.from([9]));
    assert.equal(await websocket.next(), '434["text"]');
});

const bytes = Buffer.from([1]);
const wrong = {
    "text while attachments are pending": [`451-["echo",${placeholder(0)}]`, '42["echo"]'],
    "an attachment without a header": [bytes],
    "one attachment too many": [`451-["echo",${placeholder(0)}]`, bytes, bytes],
    "a placeholder for no attachment": [`451-["echo",${placeholder(1)}]`, bytes],
    "a negative placeholder": [`451-["echo",${placeholder(-1)}]`, bytes],
    "a placeholder that is text": [`451-["echo",${placeholder('"0"')}]`, bytes],
    "a placeholder of a prototype": [`451-["echo",${placeholder('"splice"')}]`, bytes],
    "a placeholder without a number": ['451-["echo",{"_placeholder":true}]', bytes],
    "a binary event of no attachments": ['450-["echo"]'],
    "a binary event of eleven attachments": [`4511-["echo",${placeholder(0)}]`],
    "a binary event of very many attachments": [`4599999999999999999999-["echo",${placeholder(0)}]`],
    "a binary event of minus one attachment": [`45-1-["echo",${placeholder(0)}]`],
    "a binary event of half an attachment": [`450.5-["echo",${placeholder(0)}]`],
    "a binary event without a count": [`45-["echo",${placeholder(0)}]`],
    "a binary event without a dash": [`451["echo",${placeholder(0)}]`],
    "an unknown packet type": ["47"],
    "a packet type that is a letter": ["4abc"],
    "an empty Socket.IO packet": ["4"],
    "an event whose payload is an object": ["42{}"],
    "an event whose payload is a string": ['42"echo"'],
    "an event without a name": ["42[]"],
    "an event whose name is null": ["42[null]"],
    "an event whose name is an object": ["42[{}]"],
    "an event of broken JSON": ['42["echo"'],
    "an event with text behind its JSON": ['42["echo"]x'],
    "an ack id that is no number": ['42abc["echo"]'],
    "a negative ack id": ['42-1["echo"]'],
    "a broken ack id": ['421.5["echo"]'],
    "an ack whose payload is an object": ["430{}"],
    "a disconnect with a payload": ["41{}"],
    "a connect with a list for auth": ["40/other,[]"],
    "a connect with text for auth": ['40/other,"auth"'],
    "a connect with broken JSON": ["40/other,{"],
    ...Object.fromEntries(
        ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"].map((name) => [
            `the reserved event ${name}`,
            [`42["${name}"]`],
        ]),
    ),
};

for (const [what, packets] of Object.entries(wrong)) {
    test(`${what} closes the connection at once, over both transports`, async (t) => {
        const websocket = await engine.connect(t);
        await websocket.next("welcome");
        for (const packet of packets) websocket.send(packet);
        await websocket.closed();
        assert.deepEqual(websocket.messages.filter((message) => `${message}`.startsWith("43")), []);
        await engine.sessionEnds(websocket.open.sid);

        const sid = await engine.connectByPolling((packet) => packet.startsWith('42["welcome"'));
        const payload = packets.map((packet) => (Buffer.isBuffer(packet) ? `b${packet.toString("base64")}` : packet));
        await engine.post(sid, payload.join(separator));
        await engine.sessionEnds(sid);
    });
}

test("JSON of any depth harms nobody", async (t) => {
    const bystander = await join(t, server);
    // Node's own server does not survive a hundred thousand.
    for (const depth of isForeign ? [100, 1_000] : [100, 1_000, 100_000, 1_000_000]) {
        for (const [opening, closing] of [["[", "]"], ['{"a":', "}"]]) {
            const websocket = await engine.connect(t);
            await websocket.next("welcome");
            const inner = opening === "[" ? "" : "1";
            websocket.send(`421["echo",${opening.repeat(depth)}${inner}${closing.repeat(depth)}]`);
            const answer = await websocket.next().catch(() => undefined);
            if (answer !== undefined) assert.ok(answer.startsWith("431[") || websocket.closeCode, answer.slice(0, 80));
            assert.equal(await ask(bystander, "echo", depth), depth);
        }
    }
});
