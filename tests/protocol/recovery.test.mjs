// Connection state recovery: who comes back in time is as if it had never been away.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ask, client, heard, hears, join, leaving, watch } from "../support/clients.mjs";
import { Engine } from "../support/engine.mjs";
import { startExample } from "../support/example.mjs";
import { closePayload, opcodes } from "../support/raw_websocket.mjs";
import { fileScope } from "../support/scope.mjs";
import { startProxy } from "../support/tcp_proxy.mjs";
import { eventually } from "../support/wait.mjs";

const slow = ["--ping-interval-ms", 60_000, "--ping-timeout-ms", 60_000];
const file = fileScope();
let server;
let engine;

before(async () => {
    server = await startExample(file, "everything", ["--recovery-ms", 60_000, ...slow]);
    engine = new Engine(server);
});

const json = (value) => JSON.stringify(value);
const oneTo = (count) => Array.from({ length: count }, (_, index) => index + 1);

/** A raw websocket that has heard its welcome, with the offset of it. */
async function arrive(t, at = engine, options = {}) {
    const websocket = await at.connect(t, options);
    const prefix = options.namespace ? `42${options.namespace},` : "42";
    const welcome = await websocket.nextWhere((message) => message.startsWith(`${prefix}["welcome"`));
    const [, said, offset] = JSON.parse(welcome.slice(prefix.length));
    return Object.assign(websocket, { said, offset, pid: websocket.connected.pid });
}

/** Comes back on a new websocket with what `gone` knew; `.missed` is what came before the answer to CONNECT. */
async function comeBack(t, gone, { at = engine, namespace = "/", more = {} } = {}) {
    const websocket = await at.openWebSocket(t);
    const prefix = namespace === "/" ? "" : `${namespace},`;
    websocket.send(`40${prefix}${json({ pid: gone.pid, offset: gone.offset, ...more })}`);
    websocket.missed = [];
    for (;;) {
        const message = await websocket.next("the answer to CONNECT");
        if (typeof message === "string" && /^4[04]/.test(message)) {
            websocket.answer = message;
            break;
        }
        websocket.missed.push(message);
    }
    if (websocket.answer.startsWith("40")) {
        websocket.connected = JSON.parse(websocket.answer.slice(2 + prefix.length));
        const welcome = await websocket.nextWhere((message) => message.includes('"welcome"'));
        [, websocket.said, websocket.offset] = JSON.parse(welcome.slice(welcome.indexOf("[")));
        websocket.pid = websocket.connected.pid;
    }
    return websocket;
}

const asked = async (websocket, event, ...args) => {
    websocket.send(`42999${json([event, ...args])}`);
    const answer = await websocket.nextWhere((message) => `${message}`.startsWith("43999"));
    return JSON.parse(answer.slice(5))[0];
};

/** Drops the connection and waits until the server has noticed. */
async function drop(websocket, watcher) {
    websocket.destroy();
    return leaving(watcher, websocket.connected.sid);
}

test("the answer to CONNECT has exactly sid and pid", async (t) => {
    const [one, other] = [await arrive(t), await arrive(t)];
    assert.deepEqual(Object.keys(one.connected).sort(), ["pid", "sid"]);
    const ids = [one, other].flatMap(({ connected, open }) => [connected.sid, connected.pid, open.sid]);
    assert.equal(new Set(ids).size, 6);
    for (const id of ids) assert.match(id, /^[A-Za-z0-9_-]{20,}$/);
});

test("an offset ends every event that is neither volatile nor waits for an ack", async (t) => {
    const websocket = await arrive(t);
    assert.equal(typeof websocket.offset, "string");
    const burst = [
        [{ volatile: true }, "volatile"],
        [{}, "plain", 1],
        [{}, "bare"],
        [{ all: true, to: websocket.id }, "broadcast", {}],
        [{ bytes: 2 }, "binary"],
    ];
    websocket.send(`421${json(["burst", burst])}`);
    // A broadcast may come behind what is emitted after it.
    const texts = [];
    while (texts.length < burst.length) {
        const message = await websocket.next();
        if (typeof message === "string" && message !== "431[]") texts.push(message);
    }
    const events = texts.map((text) => JSON.parse(text.slice(text.indexOf("["))));
    const lengths = { volatile: 1, plain: 3, bare: 2, broadcast: 3, binary: 3 };
    assert.deepEqual(Object.fromEntries(events.map((event) => [event[0], event.length])), lengths);
    const offsets = events.filter(([name]) => name !== "volatile").map((event) => event.at(-1));
    assert.equal(new Set([websocket.offset, ...offsets]).size, 5);
    for (const offset of offsets) assert.equal(typeof offset, "string");

    websocket.send('422["ask",{},"question",7]');
    const question = await websocket.nextWhere((message) => message.includes('"question"'));
    assert.match(question, /^42\d+\["question",7\]$/);
});

test("missed events come before the answer to CONNECT, in order, and only those that were meant", async (t) => {
    const watcher = await watch(t, server);
    const gone = await arrive(t);
    await asked(gone, "join", ["here", "spared"]);
    await drop(gone, watcher);
    const all = { all: true };
    const burst = [
        [{ ...all, to: "here" }, "one"],
        [{ ...all, to: "elsewhere" }, "not mine"],
        [{ ...all, to: gone.id }, "two", { ü: [1] }],
        [{ ...all, to: "here", except: "spared" }, "spared me"],
        [{ ...all, to: "here", volatile: true }, "volatile"],
        [{ ...all, to: ["here", gone.id, "spared"] }, "three"],
        [{ ...all, to: "here", bytes: 4 }, "bytes"],
        [all, "to all"],
    ];
    await ask(watcher, "burst", burst);

    const back = await comeBack(t, gone);
    const texts = back.missed.filter((message) => typeof message === "string");
    const events = texts.map((text) => JSON.parse(text.slice(text.indexOf("["))));
    const names = events.map(([name]) => name).filter((name) => name !== "left");
    assert.deepEqual(names, ["one", "two", "three", "bytes", "to all"]);
    assert.deepEqual(events.find(([name]) => name === "two")[1], { ü: [1] });
    assert.deepEqual(back.missed.find(Buffer.isBuffer), Buffer.alloc(4, 0x62));
    for (const event of events) assert.equal(typeof event.at(-1), "string");
    assert.deepEqual(back.connected, gone.connected);
});

test("id, rooms and data are as they were", async (t) => {
    const watcher = await watch(t, server);
    const gone = await arrive(t);
    await asked(gone, "join", ["a", "b"]);
    await asked(gone, "set_data", { kept: [1, 2] });
    await drop(gone, watcher);

    const back = await comeBack(t, gone);
    assert.deepEqual(back.said, { id: gone.id, recovered: true, order: [1, 2, 3] });
    assert.deepEqual(await asked(back, "rooms"), [gone.id, "a", "b"].sort());
    assert.deepEqual(await asked(back, "get_data"), { kept: [1, 2] });
    await ask(watcher, "emit", { to: "a" }, "again");
    await back.nextWhere((message) => `${message}`.startsWith('42["again"'));
});

test("what was heard before is not told again, however late the offset", async (t) => {
    const watcher = await watch(t, server);
    const gone = await arrive(t);
    await asked(gone, "join", "stream");
    await ask(watcher, "flood", { all: true, to: "stream" }, 10, 5);
    const events = [];
    while (events.length < 10) {
        const message = await gone.next();
        if (message.startsWith('42["flood"')) events.push(JSON.parse(message.slice(2)));
    }
    await drop(gone, watcher);
    // It has taken in six of the ten.
    gone.offset = events[5].at(-1);
    const back = await comeBack(t, gone);
    const missed = back.missed.map((text) => JSON.parse(text.slice(2))).filter(([name]) => name === "flood");
    assert.deepEqual(missed, events.slice(6));
});

test("one can come back again and again", async (t) => {
    const watcher = await watch(t, server);
    let websocket = await arrive(t);
    const first = websocket.connected;
    await asked(websocket, "join", "again");
    for (const round of oneTo(5)) {
        websocket.destroy();
        await eventually("the server has noticed", () => heard(watcher, "left").filter(([{ id }]) => id === first.sid).length === round);
        await ask(watcher, "emit", { all: true, to: "again" }, "round", round);
        websocket = await comeBack(t, websocket);
        assert.deepEqual(websocket.connected, first);
        const rounds = websocket.missed.map((text) => JSON.parse(text.slice(2))).filter(([name]) => name === "round");
        assert.deepEqual(rounds.map(([, number]) => number), [round]);
    }
});

test("namespaces recover each for itself", async (t) => {
    const watcher = await watch(t, server, { namespace: "/other" });
    const gone = await arrive(t, engine, { namespace: "/other" });
    await drop(gone, watcher);
    await ask(watcher, "emit", { to: gone.id }, "missed");
    const elsewhere = await comeBack(t, gone);
    assert.notEqual(elsewhere.connected.sid, gone.connected.sid);
    const back = await comeBack(t, gone, { namespace: "/other" });
    assert.deepEqual(back.connected, gone.connected);
    assert.equal(JSON.parse(back.missed[0].slice("42/other,".length))[0], "missed");
});

test("an unknown pid or offset, or one of a wrong type, makes a new session", async (t) => {
    const watcher = await watch(t, server);
    const gone = await arrive(t);
    await drop(gone, watcher);
    const wrong = [
        ...[{ pid: "unknown" }, { pid: 7 }, { pid: null }, { pid: {} }, { pid: "" }, { pid: "x".repeat(10_000) }],
        ...[{ offset: "unknown" }, { offset: 7 }, { offset: null }, { offset: [] }, { offset: "" }, { pid: gone.id }],
    ];
    for (const more of wrong) {
        const back = await comeBack(t, gone, { more });
        assert.equal(back.said.recovered, false, json(more));
        assert.notEqual(back.connected.sid, gone.connected.sid);
        assert.notEqual(back.connected.pid, gone.connected.pid);
        assert.deepEqual(back.missed, []);
    }
    assert.equal((await comeBack(t, gone)).said.recovered, true);
});

test("the session of somebody who is still here cannot be had", async (t) => {
    const here = await arrive(t);
    const other = await comeBack(t, here);
    assert.equal(other.said.recovered, false);
    assert.notEqual(other.connected.sid, here.connected.sid);
    assert.deepEqual(await asked(here, "rooms"), [here.id]);
});

test("who stays away too long begins anew", async (t) => {
    const brief = new Engine(await startExample(t, "everything", ["--recovery-ms", 300, ...slow]));
    const watcher = await watch(t, brief.server);
    const gone = await arrive(t, brief);
    await drop(gone, watcher);
    const since = performance.now();
    await eventually("the time is over", () => performance.now() - since > 600);
    const back = await comeBack(t, gone, { at: brief });
    assert.equal(back.said.recovered, false);
    assert.notEqual(back.connected.sid, gone.connected.sid);
});

test("middlewares are skipped for whoever recovers, unless they are wanted", async (t) => {
    for (const [flags, runs] of [[[], false], [["--recovery-middlewares"], true]]) {
        const own = new Engine(await startExample(t, "everything", ["--recovery-ms", 60_000, ...flags, ...slow]));
        const watcher = await watch(t, own.server);
        const gone = await arrive(t, own);
        await drop(gone, watcher);
        const back = await comeBack(t, gone, { at: own, more: { refuse: "not again" } });
        if (runs) assert.equal(back.answer, '44{"message":"not again","data":{"code":"refused"}}');
        else assert.equal(back.said.recovered, true);
    }
});

test("an end that nobody chose can be recovered from, a farewell cannot", async (t) => {
    const watcher = await watch(t, server);
    const ends = {
        "a lost connection": [(websocket) => websocket.destroy(), true],
        "a closed websocket": [(websocket) => websocket.sendFrame(opcodes.close, closePayload(1001)), true],
        "a transport that the server closed": [(websocket) => websocket.send('42["close_transport"]'), true],
        "a packet out of turn": [(websocket) => websocket.send("40"), true],
        "an invalid packet": [(websocket) => websocket.send("4abc"), true],
        "a client's goodbye": [(websocket) => websocket.send("41"), false],
        "a disconnection by the server": [(websocket) => websocket.send('42["disconnect_me",false]'), false],
        "a disconnection and close by the server": [(websocket) => websocket.send('42["disconnect_me",true]'), false],
    };
    for (const [what, [end, recovers]] of Object.entries(ends)) {
        const gone = await arrive(t);
        end(gone);
        await leaving(watcher, gone.connected.sid);
        const back = await comeBack(t, gone);
        assert.equal(back.said.recovered, recovers, what);
        back.destroy();
    }
});

test("a ping timeout can be recovered from", async (t) => {
    const flags = ["--recovery-ms", 60_000, "--ping-interval-ms", 300, "--ping-timeout-ms", 2_000];
    const own = new Engine(await startExample(t, "everything", flags));
    const watcher = await watch(t, own.server);
    const gone = await arrive(t, own);
    gone.answersPings = false;
    const { reason } = await leaving(watcher, gone.connected.sid);
    assert.equal(reason, "ping timeout");
    assert.equal((await comeBack(t, gone, { at: own })).said.recovered, true);
});

for (const transports of [["websocket"], ["polling"], ["polling", "websocket"]]) {
    test(`the official client by ${transports.join(" and ")} misses, doubles and reorders nothing when cut off`, async (t) => {
        const proxy = await startProxy(t, server);
        const quick = { reconnection: true, reconnectionDelay: 10, reconnectionDelayMax: 50 };
        const socket = client(t, proxy, { transports, ...quick });
        const recovered = [];
        socket.on("connect", () => recovered.push(socket.recovered));
        socket.connect();
        await hears(socket, "welcome");
        await ask(socket, "join", "stream");
        const { id } = socket;

        const sender = await watch(t, server);
        let sent = 0;
        const send = () => ask(sender, "emit", { to: "stream" }, "number", (sent += 1));
        const last = () => heard(socket, "number").at(-1)?.[0];
        const left = () => heard(sender, "left").filter(([who]) => who.id === id).length;
        for (const round of oneTo(5)) {
            for (let times = 0; times < 20; times += 1) await send();
            await eventually("the stream flows", () => last() === sent);
            await eventually("the transport is chosen", () => socket.io.engine.transport.name === transports.at(-1));
            // Between two polls there is nothing to cut.
            await eventually("the client waits for the server", () => transports.at(-1) === "websocket" || proxy.hasQuestion());
            proxy.refuse(true);
            proxy.cut();
            // A GET whose connection is dead swallows one answer, and then nobody notices: over polling nothing may
            // be sent until somebody has. A websocket may be talked to all the time.
            for (let times = 0; times < (transports.at(-1) === "websocket" ? 10 : 0); times += 1) await send();
            await eventually("both sides have noticed", () => socket.disconnected && left() === round);
            for (let times = 0; times < 10; times += 1) await send();
            proxy.refuse(false);
            await eventually("it is back", () => recovered.length === round + 1 && socket.connected);
        }
        await send();
        await eventually("the last number comes", () => last() === sent);
        assert.deepEqual(heard(socket, "number").map(([number]) => number), oneTo(sent));
        assert.deepEqual(recovered, [false, true, true, true, true, true]);
        assert.equal(socket.id, id);
    });
}
