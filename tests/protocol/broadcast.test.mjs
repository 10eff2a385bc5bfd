// Rooms and broadcasts: who hears what, and once.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ask, heard, hears, join, leaving, settled, watch } from "../support/clients.mjs";
import { startExample } from "../support/example.mjs";
import { fileScope } from "../support/scope.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let server;

before(async () => {
    const flags = ["--ping-interval-ms", 60_000, "--ping-timeout-ms", 60_000];
    server = await startExample(file, "everything", flags);
});

/** Sockets named by their rooms, each in a namespace of this test alone: {a, ab, …}. */
let namespaces = 0;
async function gather(t, rooms) {
    namespaces += 1;
    const namespace = `/dynamic-${namespaces}`;
    const names = Object.keys(rooms);
    const sockets = await Promise.all(
        names.map(async (name, index) => {
            // Every third hears by polling.
            const socket = await join(t, server, { namespace, transports: [index % 3 === 2 ? "polling" : "websocket"] });
            if (rooms[name].length > 0) await ask(socket, "join", rooms[name]);
            return [name, socket];
        }),
    );
    return Object.fromEntries(sockets);
}

const four = { none: [], one: ["a"], two: ["b"], both: ["a", "b"] };

/** The names of those who hear `event` when it is emitted by `sender` with `flags`, each as often as it hears it. */
async function hearers(sockets, sender, flags, event = "news") {
    await ask(sender, "emit", flags, event, "text");
    await settled(...Object.values(sockets));
    return Object.entries(sockets).flatMap(([name, socket]) => heard(socket, event).map(() => name));
}

const audiences = [
    [{}, ["none"]],
    [{ all: true }, ["none", "one", "two", "both"]],
    [{ to: [] }, ["one", "two", "both"]],
    [{ to: "a" }, ["one", "both"]],
    [{ to: ["a", "b"] }, ["one", "two", "both"]],
    [{ all: true, to: "b" }, ["two", "both"]],
    [{ except: "a" }, ["two"]],
    [{ all: true, except: "a" }, ["none", "two"]],
    [{ all: true, to: ["a", "b"], except: "b" }, ["one"]],
    [{ to: "nobody" }, []],
    [{ all: true, except: "nobody" }, ["none", "one", "two", "both"]],
    [{ all: true, local: true, to: "a" }, ["one", "both"]],
    [{ all: true, compress: false, to: "a" }, ["one", "both"]],
];

for (const [flags, audience] of audiences) {
    test(`with ${JSON.stringify(flags)} ${audience.join(", ") || "nobody"} of four hear it, once`, async (t) => {
        const sockets = await gather(t, four);
        assert.deepEqual(await hearers(sockets, sockets.none, flags), audience);
    });
}

test("a socket's id is a room, to reach it or to spare it", async (t) => {
    const sockets = await gather(t, four);
    assert.deepEqual(await hearers(sockets, sockets.none, { to: sockets.two.id }, "one"), ["two"]);
    assert.deepEqual(await hearers(sockets, sockets.none, { all: true, except: sockets.two.id }, "two"), ["none", "one", "both"]);
    assert.deepEqual(await hearers(sockets, sockets.none, { to: ["a", sockets.one.id] }, "three"), ["one", "both"]);
    assert.deepEqual(await hearers(sockets, sockets.none, { to: sockets.none.id }, "four"), []);
});

test("other namespaces hear nothing", async (t) => {
    const [here, there] = [await gather(t, { x: ["a"] }), await gather(t, { x: ["a"] })];
    await ask(here.x, "emit", { all: true, to: "a" }, "news");
    await hears(here.x, "news");
    await settled(there.x);
    assert.deepEqual(heard(there.x, "news"), []);
});

test("broadcasts of one sender come in order and whole", async (t) => {
    const sockets = await gather(t, { x: ["a"], y: ["a"], z: ["a"], w: [] });
    await ask(sockets.w, "flood", { to: "a" }, 500, 100);
    for (const name of ["x", "y", "z"]) {
        await eventually("all came", () => heard(sockets[name], "flood").length === 500);
        assert.deepEqual(heard(sockets[name], "flood").map(([n]) => n), Array.from({ length: 500 }, (_, index) => index + 1));
        assert.ok(heard(sockets[name], "flood").every(([, text]) => text === "x".repeat(100)));
    }
});

test("rooms are joined and left, one or several, twice without harm", async (t) => {
    const { x } = await gather(t, { x: [] });
    await ask(x, "join", ["a", "b"]);
    await ask(x, "join", "a");
    assert.deepEqual(await ask(x, "rooms"), [x.id, "a", "b"].sort());
    await ask(x, "leave", "a");
    await ask(x, "leave", "a");
    await ask(x, "leave", "never");
    assert.deepEqual(await ask(x, "rooms"), [x.id, "b"].sort());
    x.emit("emit", { all: true, to: ["a"] }, "news");
    await settled(x);
    assert.deepEqual(heard(x, "news"), []);
});

test("an empty room is gone", async (t) => {
    const { x, y } = await gather(t, { x: ["a", "b"], y: ["b"] });
    assert.deepEqual(await ask(x, "all_rooms"), [x.id, y.id, "a", "b"].sort());
    await ask(x, "leave", "a");
    assert.deepEqual(await ask(x, "all_rooms"), [x.id, y.id, "b"].sort());
    y.disconnect();
    await eventually("the room of y is gone", async () => !(await ask(x, "all_rooms")).includes(y.id));
    assert.deepEqual(await ask(x, "all_rooms"), [x.id, "b"].sort());
});

test("rooms are told when they are made, joined, left and removed", async (t) => {
    const { watcher, x } = await gather(t, { watcher: ["room-watchers"], x: [] });
    await ask(x, "join", "a");
    await ask(x, "leave", "a");
    await settled(watcher);
    const events = heard(watcher, "room_event").filter(([, room]) => room === "a");
    assert.deepEqual(events, [["create-room", "a"], ["join-room", "a", x.id], ["leave-room", "a", x.id], ["delete-room", "a"]]);

    const second = await gather(t, { watcher: ["room-watchers"], x: ["b"], y: ["b"] });
    second.x.disconnect();
    await eventually("leaving is told", () => heard(second.watcher, "room_event").some(([kind, room]) => kind === "leave-room" && room === "b"));
    const ofB = heard(second.watcher, "room_event").filter(([, room]) => room === "b");
    assert.ok(!ofB.some(([kind]) => kind === "delete-room"), JSON.stringify(ofB));
});

test("fetchSockets gives each socket's id, rooms and data", async (t) => {
    const sockets = await gather(t, four);
    await ask(sockets.both, "set_data", { name: "both" });
    const found = await ask(sockets.none, "fetch", { all: true, to: "b" });
    const ids = [sockets.two.id, sockets.both.id].sort();
    assert.deepEqual(found.map(({ id }) => id), ids);
    const both = found.find(({ id }) => id === sockets.both.id);
    assert.deepEqual(both.rooms, [sockets.both.id, "a", "b"].sort());
    assert.deepEqual(both.data, { order: [1, 2, 3], value: { name: "both" } });
    assert.equal((await ask(sockets.none, "fetch", { all: true })).length, 4);
    assert.equal((await ask(sockets.none, "fetch", { to: "nobody" })).length, 0);
    assert.deepEqual((await ask(sockets.none, "fetch", { all: true, except: ["a", "b"] })).map(({ id }) => id), [sockets.none.id]);
});

test("socketsJoin and socketsLeave move those that they reach", async (t) => {
    const sockets = await gather(t, four);
    await ask(sockets.none, "sockets_join", { all: true, to: "a" }, ["c", "d"]);
    await ask(sockets.none, "sockets_leave", { all: true, to: "b" }, "d");
    assert.deepEqual(await ask(sockets.one, "rooms"), [sockets.one.id, "a", "c", "d"].sort());
    assert.deepEqual(await ask(sockets.two, "rooms"), [sockets.two.id, "b"].sort());
    assert.deepEqual(await ask(sockets.both, "rooms"), [sockets.both.id, "a", "b", "c"].sort());
    assert.deepEqual(await ask(sockets.none, "rooms"), [sockets.none.id]);
});

test("disconnectSockets disconnects those that it reaches, and closes their connections when asked", async (t) => {
    const sockets = await gather(t, four);
    await ask(sockets.none, "disconnect_sockets", { all: true, to: "a", except: "b" }, false);
    await eventually("one is out", () => sockets.one.disconnected);
    await ask(sockets.none, "disconnect_sockets", { all: true, to: "b" }, true);
    await eventually("two and both are out", () => sockets.two.disconnected && sockets.both.disconnected);
    assert.equal(await ask(sockets.none, "echo", "still in"), "still in");
    assert.deepEqual(await ask(sockets.none, "all_rooms"), [sockets.none.id]);
});

test("who has been disconnected joins nothing any more", async (t) => {
    const watcher = await watch(t, server);
    const socket = await join(t, server);
    const { id } = socket;
    socket.emit("disconnect_then_join", "too late");
    await leaving(watcher, id);
    const rooms = await ask(watcher, "all_rooms");
    assert.ok(!rooms.includes("too late") && !rooms.includes(id), rooms.join());
});

test("names of rooms may be odd", async (t) => {
    const odd = ["", " ", "__proto__", "constructor", "a,b", "😀", "/", "x".repeat(1_000)];
    const { x, y } = await gather(t, { x: [], y: odd });
    assert.deepEqual(await ask(y, "rooms"), [y.id, ...odd].sort());
    for (const [index, room] of odd.entries()) {
        await ask(x, "emit", { to: [room] }, "news", index);
        assert.deepEqual(await hears(y, "news"), [index]);
    }
});

test("two workers behave as one", async (t) => {
    const two = await startExample(t, "everything", ["--workers", 2]);
    const sockets = await Promise.all(Array.from({ length: 12 }, () => join(t, two, { transports: ["websocket"] })));
    for (const [index, socket] of sockets.entries()) await ask(socket, "join", index % 2 === 0 ? "even" : "odd");
    await ask(sockets[0], "emit", { to: "even" }, "news");
    await Promise.all(sockets.filter((_, index) => index > 0 && index % 2 === 0).map((socket) => hears(socket, "news")));
    await settled(...sockets);
    assert.equal(sockets.flatMap((socket) => heard(socket, "news")).length, 0);
    assert.equal((await ask(sockets[0], "fetch", { all: true })).length, 12);
    for (const socket of sockets) socket.on("question", (answer) => answer(socket.id));
    const { replies } = await ask(sockets[0], "ask", { all: true, timeout: 10_000 }, "question");
    assert.deepEqual(replies.toSorted(), sockets.map(({ id }) => id).toSorted());
    await ask(sockets[0], "sockets_join", { all: true, to: "odd" }, "moved");
    for (const [index, socket] of sockets.entries()) {
        await eventually("the rooms are as they should be", async () => {
            return (await ask(socket, "rooms")).includes("moved") === (index % 2 === 1);
        });
    }
});
