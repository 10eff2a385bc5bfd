// Who is here: what watchers are told, and what they are not, over two workers.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { makeRoom, newName, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect, heard } from "../support/sockets.mjs";
import { eventually } from "../support/wait.mjs";

// Long enough that a busy machine connects again within it.
const graceMs = 3_000;
const nobodysId = "01900000-0000-7000-8000-000000000000";
const file = fileScope();
let server;
let ada;
let bob;
let eve;

before(async () => {
    server = await startServer(file, { env: { WORKERS: "2", PRESENCE_GRACE_MS: String(graceMs) } });
    [ada, bob, eve] = [await register(server), await register(server), await register(server)];
});

const idsOf = (people) => people.map(({ user }) => user.id);

/** Watches `people`; resolves to what the ack says of each, in order. */
async function watch(socket, people) {
    const answer = await ask(socket, "presence:watch", { userIds: idsOf(people) });
    assert.equal(answer.ok, true, JSON.stringify(answer));
    assert.deepEqual(answer.presence.map(({ userId }) => userId), idsOf(people));
    return answer.presence.map(({ status }) => status);
}

/** Every change that the socket has heard of a person, as statuses. */
const toldOf = (socket, { user }) =>
    heard(socket, "presence")
        .flatMap(({ changes }) => changes)
        .filter(({ userId }) => userId === user.id)
        .map(({ status }) => status);

/** Resolves once the last that the socket has heard of a person is `status`. */
const hearsOf = (socket, person, status) =>
    eventually(`the socket hears that they are ${status}`, () => toldOf(socket, person).at(-1) === status);

const set = (socket, status) => ask(socket, "presence:set", { status });

/** Sockets of one person on both workers: the kernel chooses, so as many as it takes. */
async function onEveryWorker(t, person) {
    const sockets = new Map();
    while (sockets.size < 2) {
        const socket = await connect(t, server, person);
        // The first two characters of a session's id name its worker.
        const worker = socket.io.engine.id.slice(0, 2);
        if (sockets.has(worker)) socket.disconnect();
        else sockets.set(worker, socket);
    }
    return [...sockets.values()];
}

test("whoever is ready is online for everybody who watches, on every worker", async (t) => {
    const person = await register(server);
    const watchers = await onEveryWorker(t, bob);
    for (const watcher of watchers) assert.deepEqual(await watch(watcher, [person]), ["offline"]);

    const sockets = await onEveryWorker(t, person);

    for (const watcher of watchers) await hearsOf(watcher, person, "online");
    const late = await connect(t, server, eve);
    assert.deepEqual(await watch(late, [person]), ["online"], "as the ack says at once");
    for (const socket of sockets) assert.deepEqual(await watch(socket, [person]), ["online"]);
    for (const watcher of watchers) assert.deepEqual(toldOf(watcher, person), ["online"], "once");
});

test("the highest of several connections counts", async (t) => {
    const person = await register(server);
    const [one, other] = await onEveryWorker(t, person);
    const watcher = await connect(t, server, bob);
    assert.deepEqual(await watch(watcher, [person]), ["online"]);

    await set(one, "away");
    await set(other, "away");
    await hearsOf(watcher, person, "away");
    await set(other, "online");
    await hearsOf(watcher, person, "online");

    assert.deepEqual(toldOf(watcher, person), ["away", "online"], "nothing while one was online");
});

test("who has no connection any more is offline after the grace, and was last seen at its beginning", async (t) => {
    const person = await register(server);
    const socket = await connect(t, server, person);
    const watcher = await connect(t, server, bob);
    await watch(watcher, [person]);
    const leftAt = Date.now();

    socket.disconnect();
    await hearsOf(watcher, person, "offline");
    const toldAt = Date.now();

    assert.ok(toldAt - leftAt >= graceMs - 1, "not before");
    const [change] = heard(watcher, "presence").at(-1).changes;
    const lastSeenAt = Date.parse(change.lastSeenAt);
    assert.ok(lastSeenAt >= leftAt - 1 && lastSeenAt <= toldAt - graceMs + 1, change.lastSeenAt);
    const again = await ask(await connect(t, server, eve), "presence:watch", { userIds: [person.user.id] });
    assert.deepEqual(again.presence, [change]);
});

test("a connection that comes back within the grace is told to nobody", async (t) => {
    const [flapping, fence] = [await register(server), await register(server)];
    const watcher = await connect(t, server, bob);
    const first = await connect(t, server, flapping);
    const fenceSocket = await connect(t, server, fence);
    await watch(watcher, [flapping, fence]);

    first.disconnect();
    await connect(t, server, flapping);
    // Who leaves later is offline later: by then whatever there was to hear has come.
    fenceSocket.disconnect();
    await hearsOf(watcher, fence, "offline");

    assert.deepEqual(toldOf(watcher, flapping), []);
});

test("a watch replaces the one before, and names people once", async (t) => {
    const [first, second] = [await register(server), await register(server)];
    const watcher = await connect(t, server, bob);
    await watch(watcher, [first]);
    const ids = [second.user.id, second.user.id.toUpperCase(), second.user.id];
    const answer = await ask(watcher, "presence:watch", { userIds: ids });
    assert.deepEqual(answer.presence, [{ userId: second.user.id, status: "offline", lastSeenAt: null }]);

    await connect(t, server, first);
    await connect(t, server, second);
    await hearsOf(watcher, second, "online");

    assert.deepEqual(toldOf(watcher, first), []);
    assert.deepEqual((await ask(watcher, "presence:watch", { userIds: [] })).presence, []);
});

test("who does not exist is offline and was never seen", async (t) => {
    const watcher = await connect(t, server, bob);
    const answer = await ask(watcher, "presence:watch", { userIds: [nobodysId, "nonsense", "", "nonsense"] });
    assert.deepEqual(answer, {
        ok: true,
        presence: [nobodysId, "nonsense", ""].map((userId) => ({ userId, status: "offline", lastSeenAt: null })),
    });
});

test("500 people can be watched, 501 not", async (t) => {
    const watcher = await connect(t, server, bob);
    const ids = Array.from({ length: 501 }, (_, n) => `01900000-0000-7000-8000-${String(n).padStart(12, "0")}`);
    const answer = await ask(watcher, "presence:watch", { userIds: ids.slice(1) });
    assert.equal(answer.presence.length, 500);
    const refused = await ask(watcher, "presence:watch", { userIds: ids });
    assert.equal(refused.error.code, "validation_failed");
    assert.deepEqual(refused.error.errors.map(({ field }) => field), ["userIds"]);
});

test("what is malformed is refused with the field named", async (t) => {
    const socket = await connect(t, server, bob);
    const wrong = [
        ["presence:watch", [{}, { userIds: null }, { userIds: "x" }, { userIds: [7] }, { userIds: [null] }, { userIds: {} }], "userIds"],
        ["presence:set", [{}, { status: "" }, { status: "offline" }, { status: "dnd" }, { status: 1 }], "status"],
    ];
    for (const [event, payloads, field] of wrong) {
        for (const payload of payloads) {
            const { error } = await ask(socket, event, payload);
            assert.equal(error?.code, "validation_failed", JSON.stringify(payload));
            assert.deepEqual(error.errors.map((each) => each.field), [field], JSON.stringify(payload));
        }
        for (const payload of [null, "x", 7, []])
            assert.equal((await ask(socket, event, payload)).error.code, "validation_failed");
    }
});

test("somebody blocked sees whoever blocked them as offline", async (t) => {
    const [blocking, blocked] = [await register(server), await register(server)];
    assert.equal((await block("PUT", blocking, blocked)).status, 204);
    await connect(t, server, blocking);
    const watcher = await connect(t, server, blocked);
    const answer = await ask(watcher, "presence:watch", { userIds: idsOf([blocking, blocked]) });
    assert.deepEqual(answer.presence[0], { userId: blocking.user.id, status: "offline", lastSeenAt: null });
    assert.equal(answer.presence[1].status, "online");
    const other = await connect(t, server, blocking);
    assert.deepEqual(await watch(other, [blocked]), ["online"], "but not the other way round");
});

test("a block shows at once, and so does its end", async (t) => {
    const [blocking, blocked] = [await register(server), await register(server)];
    await connect(t, server, blocking);
    const [watcher, other] = [await connect(t, server, blocked), await connect(t, server, bob)];
    for (const socket of [watcher, other]) assert.deepEqual(await watch(socket, [blocking]), ["online"]);

    await block("PUT", blocking, blocked);
    await hearsOf(watcher, blocking, "offline");
    assert.equal(heard(watcher, "presence").at(-1).changes[0].lastSeenAt, null);
    await block("DELETE", blocking, blocked);
    await hearsOf(watcher, blocking, "online");

    assert.deepEqual(toldOf(other, blocking), []);
});

const block = (method, person, { user }) => person.call(method, `/api/users/${user.id}/block`);

test("what a person chose goes before what their connections say", async (t) => {
    const person = await register(server);
    const choose = async (chosenPresence) =>
        assert.equal((await person.call("PATCH", "/api/users/me", { json: { chosenPresence } })).status, 200);
    const watcher = await connect(t, server, bob);
    await watch(watcher, [person]);
    await choose("dnd");
    const socket = await connect(t, server, person);
    await hearsOf(watcher, person, "dnd");
    assert.deepEqual(await watch(socket, [person]), ["dnd"]);

    await choose("away");
    await hearsOf(watcher, person, "away");
    await hearsOf(socket, person, "away");
    await choose("offline");
    await hearsOf(watcher, person, "offline");
    await hearsOf(socket, person, "online");
    await choose("automatic");
    await hearsOf(watcher, person, "online");

    assert.deepEqual(toldOf(watcher, person), ["dnd", "away", "offline", "online"]);
    assert.deepEqual(toldOf(socket, person), ["away", "online"], "to themselves nobody is offline");
});

test("who is deactivated is offline at once, without a grace", async (t) => {
    const own = await startServer(t, { env: { PRESENCE_GRACE_MS: "600000" } });
    const [admin, person, watching] = [await register(own), await register(own), await register(own)];
    await connect(t, own, person);
    const watcher = await connect(t, own, watching);
    assert.deepEqual(await watch(watcher, [person]), ["online"]);

    const answer = await admin.call("PATCH", `/api/admin/users/${person.user.id}`, { json: { deactivated: true } });

    assert.equal(answer.status, 200, answer.text);
    await hearsOf(watcher, person, "offline");
});

test("when somebody was last seen outlives the server", async (t) => {
    const own = await startServer(t, { env: { WORKERS: "2" } });
    const [person, watching] = [await register(own), await register(own)];
    await connect(t, own, person);
    const stoppedAt = Date.now();
    await own.stop();
    await own.start();
    const watcher = await connect(t, own, watching);
    const answer = await ask(watcher, "presence:watch", { userIds: [person.user.id] });
    assert.equal(answer.presence[0].status, "offline");
    const lastSeenAt = Date.parse(answer.presence[0].lastSeenAt);
    assert.ok(lastSeenAt >= stoppedAt - 1 && lastSeenAt <= Date.now(), answer.presence[0].lastSeenAt);
});

test("messages of a busy room do not keep changes from whoever watches", async (t) => {
    const person = await register(server);
    const room = await makeRoom(ada, [bob], { name: newName("busy") });
    const watcher = await connect(t, server, bob, { transports: ["polling"] });
    await watch(watcher, [person]);
    await connect(t, server, person);
    let busy = true;
    const posting = (async () => {
        while (busy) await post(ada, room.id, "noise");
    })();
    await hearsOf(watcher, person, "online");
    busy = false;
    await posting;
});
