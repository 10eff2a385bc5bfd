// Events and acknowledgements, both ways.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ask, askAll, client, heard, hears, join, settled, transports } from "../support/clients.mjs";
import { Engine, separator } from "../support/engine.mjs";
import { startExample } from "../support/example.mjs";
import { fileScope } from "../support/scope.mjs";
import { eventually, within } from "../support/wait.mjs";

const file = fileScope();
let server;
let engine;

before(async () => {
    server = await startExample(file, "everything", ["--ping-interval-ms", 60_000, "--ping-timeout-ms", 60_000]);
    engine = new Engine(server);
});

const oneTo = (count) => Array.from({ length: count }, (_, index) => index + 1);
const values = [null, true, false, 0, -1, 1.5, 1e21, "", "text", "😀\u0000\"\\", [], [[]], {}, { a: { b: [1, null] } }];

for (const [way, list] of Object.entries(transports)) {
    test(`every kind of value goes there and back by ${way}`, async (t) => {
        const socket = await join(t, server, { transports: list });
        assert.deepEqual(await askAll(socket, "echo", ...values), values);
        socket.emit("echo", ...values);
        assert.deepEqual(await hears(socket, "echo"), values);
        assert.deepEqual(await askAll(socket, "echo"), []);
    });

    test(`a thousand acks at once each find their own caller by ${way}`, async (t) => {
        const socket = await join(t, server, { transports: list });
        const answers = await Promise.all(oneTo(1_000).map((number) => ask(socket, "echo", { number })));
        assert.deepEqual(answers.map(({ number }) => number), oneTo(1_000));
    });

    test(`a thousand events come in order by ${way}`, async (t) => {
        const socket = await join(t, server, { transports: list });
        for (const number of oneTo(1_000)) socket.emit("echo", number);
        await eventually("all came", () => heard(socket, "echo").length === 1_000);
        assert.deepEqual(heard(socket, "echo").map(([number]) => number), oneTo(1_000));
    });

    test(`the server asks and the client answers by ${way}`, async (t) => {
        const socket = await join(t, server, { transports: list });
        socket.on("question", (a, b, answer) => answer(a + b, { why: ["sum"] }));
        const { error, replies } = await ask(socket, "ask", {}, "question", 1, 2);
        assert.equal(error, null);
        assert.deepEqual(replies, [3, { why: ["sum"] }]);
    });
}

test("an ack repeats the id it was asked with, however large", async (t) => {
    const websocket = await engine.connect(t);
    await websocket.next("welcome");
    for (const id of ["0", "1", "2147483648", "4294967296", "9007199254740991"]) {
        websocket.send(`42${id}["echo","x"]`);
        assert.equal(await websocket.next(), `43${id}["x"]`);
    }
    websocket.send('42["echo",["no ack"]]');
    assert.equal(await websocket.next(), '42["echo",["no ack"]]');
});

test("numbers, strings and keys are written as JavaScript writes them", async (t) => {
    const websocket = await engine.connect(t);
    await websocket.next("welcome");
    const texts = [
        ...["0", "-0", "1.0", "100", "1e2", "1E-7", "123456789012345680000", "1e21", "5e-324", "1.7976931348623157e308"],
        ...["0.1", "1e400", "9007199254740991", '"\\u00e9\\/\\n\\u0007"', '"\\ud83d\\ude00"', '"\\ud800"', '"\u2028"'],
        ...['{"b":1,"a":2,"b":3}', '{"__proto__":1}', ' [ 1 , 2 ] ', '{"":[{}]}'],
    ];
    for (const [id, text] of texts.entries()) {
        websocket.send(`42${id}["echo",${text}]`);
        assert.equal(await websocket.next(), `43${id}[${JSON.stringify(JSON.parse(text))}]`, text);
    }
});

test("an ack that the server calls twice is sent once", async (t) => {
    const websocket = await engine.connect(t);
    await websocket.next("welcome");
    websocket.send('427["ack_twice"]');
    websocket.send('428["echo"]');
    assert.equal(await websocket.next(), "437[1]");
    assert.equal(await websocket.next(), "438[]");
});

test("an ack that nobody asked for, or that came already, changes nothing", async (t) => {
    const websocket = await engine.connect(t);
    websocket.send('421["ask",{},"question"]');
    const question = await websocket.nextWhere((message) => /^42\d+\["question"\]$/.test(message));
    const id = /^42(\d+)/.exec(question)[1];
    websocket.send("4399999[1]");
    websocket.send(`43${id}["first"]`);
    websocket.send(`43${id}["second"]`);
    websocket.send('422["echo"]');
    assert.equal(await websocket.next(), '431[{"error":null,"replies":["first"]}]');
    assert.equal(await websocket.next(), "432[]");
});

test("a client that does not answer in time is given up, its late answer ignored", async (t) => {
    const socket = await join(t, server);
    let late;
    socket.on("question", (answer) => (late = answer));
    const since = performance.now();
    const { error, replies } = await ask(socket, "ask", { timeout: 200 }, "question");
    assert.equal(error, "operation has timed out");
    assert.deepEqual(replies, []);
    assert.ok(performance.now() - since > 150);
    late("too late");
    assert.equal(await ask(socket, "echo", "still here"), "still here");
});

test("a client that answers in time is not timed out", async (t) => {
    const socket = await join(t, server);
    socket.on("question", (answer) => answer("in time"));
    const { error, replies } = await ask(socket, "ask", { timeout: 10_000 }, "question");
    assert.deepEqual({ error, replies }, { error: null, replies: ["in time"] });
});

test("the official client's own timeout leaves the connection as it was", async (t) => {
    const socket = await join(t, server);
    await assert.rejects(socket.timeout(100).emitWithAck("no such event"), /operation has timed out/);
    assert.equal(await socket.timeout(10_000).emitWithAck("echo", 7), 7);
});

test("a broadcast with ack gathers every client's answer", async (t) => {
    const sockets = await Promise.all(oneTo(5).map(() => join(t, server)));
    for (const [index, socket] of sockets.entries()) {
        socket.on("question", (text, answer) => answer(`${text} ${index}`));
        await ask(socket, "join", "gathering");
    }
    const all = await ask(sockets[0], "ask", { all: true, to: "gathering", timeout: 10_000 }, "question", "from");
    assert.equal(all.error, null);
    assert.deepEqual(all.replies.toSorted(), oneTo(5).map((number) => `from ${number - 1}`));
    const others = await ask(sockets[0], "ask", { to: "gathering", timeout: 10_000 }, "question", "from");
    assert.deepEqual(others.replies.toSorted(), ["from 1", "from 2", "from 3", "from 4"]);
});

test("a broadcast with ack that not all answer in time gives an error and the answers that came", async (t) => {
    const sockets = await Promise.all(oneTo(3).map(() => join(t, server)));
    for (const [index, socket] of sockets.entries()) {
        if (index > 0) socket.on("question", (answer) => answer(index));
        await ask(socket, "join", "some");
    }
    const { error, replies } = await ask(sockets[0], "ask", { all: true, to: "some", timeout: 3_000 }, "question");
    assert.equal(error, "operation has timed out");
    assert.deepEqual(replies.toSorted(), [1, 2]);
});

test("a broadcast with ack to nobody is answered by nobody at once", async (t) => {
    const socket = await join(t, server);
    const { error, replies } = await ask(socket, "ask", { to: "nobody is here", timeout: 10_000 }, "question");
    assert.deepEqual({ error, replies }, { error: null, replies: [] });
});

test("catch-all listeners see what comes in and what goes out", async (t) => {
    const socket = await join(t, server);
    await ask(socket, "watch");
    socket.emit("unknown", 1);
    socket.emit("echo", 1);
    await hears(socket, "echo");
    const other = await join(t, server);
    await ask(other, "emit", { to: socket.id }, "from another");
    await hears(socket, "from another");
    assert.deepEqual(await ask(socket, "watched"), {
        in: ["unknown", "echo", "watched"],
        out: ["echo", "from another"],
    });
});

test("the library does not emit reserved events", async (t) => {
    const socket = await join(t, server);
    const all = { all: true };
    for (const [flags, event] of [[{}, "connect"], [{}, "disconnect"], [all, "connect_error"], [all, "disconnecting"]]) {
        const { error } = await ask(socket, "emit", flags, event);
        assert.equal(error, `"${event}" is a reserved event name`);
    }
    assert.deepEqual(await ask(socket, "emit", {}, "connected"), { error: null });
    await hears(socket, "connected");
});

test("an event that a socket's middleware refuses does not arrive", async (t) => {
    const socket = await join(t, server);
    await ask(socket, "watch");
    socket.emit("forbidden", "please");
    assert.deepEqual(await hears(socket, "refused"), ["event refused"]);
    assert.equal(await ask(socket, "echo", "still here"), "still here");
});

test("what comes behind a disconnection by the server is ignored", async () => {
    const sid = await engine.connectByPolling((packet) => packet.startsWith('42["welcome"'));
    await engine.post(sid, ['42["disconnect_me",false]', '42["echo","too late"]', '421["echo"]'].join(separator));
    const packets = await engine.pollUntil(sid, (packet) => packet === "41");
    assert.ok(packets.every((packet) => !packet.startsWith("42") && !packet.startsWith("43")), packets.join());
});

test("an emit whose last argument is text that looks like an ack is just an event", async (t) => {
    const websocket = await engine.connect(t);
    await websocket.next("welcome");
    websocket.send('42["emit",{},"x","function"]');
    assert.equal(await websocket.next(), '42["x","function"]');
});

test("events wait for the connection and then go in order", async (t) => {
    const socket = client(t, server);
    for (const number of oneTo(20)) socket.emit("echo", number);
    socket.connect();
    await eventually("all came", () => heard(socket, "echo").length === 20);
    assert.deepEqual(heard(socket, "echo").map(([number]) => number), oneTo(20));
});

test("the official client's retries deliver in order over a connection that is refused first", async (t) => {
    const socket = client(t, server, { retries: 3, ackTimeout: 5_000 });
    const answers = oneTo(5).map((number) => socket.emitWithAck("echo", number));
    socket.connect();
    assert.deepEqual(await within(15_000, "all are answered", Promise.all(answers)), oneTo(5));
    await settled(socket);
});
