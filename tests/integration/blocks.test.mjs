// Whom somebody wants to hear nothing of in private.

import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { assertProblem } from "../support/http.mjs";
import { makeRoom, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect, heard, hears } from "../support/sockets.mjs";

const file = fileScope();
let server;
let ada;
let bob;
let eve;

before(async () => {
    server = await startServer(file);
    await register(server); // the first is an admin, who sees more of those whom they block
});

beforeEach(async () => {
    [ada, bob, eve] = [await register(server), await register(server), await register(server)];
});

const block = (person, { user }) => person.call("PUT", `/api/users/${user.id}/block`);
const unblock = (person, { user }) => person.call("DELETE", `/api/users/${user.id}/block`);
const begin = (person, ...others) =>
    person.call("POST", "/api/rooms", { json: { kind: "direct", userIds: others.map(({ user }) => user.id) } });
const send = (person, room) => person.call("POST", `/api/rooms/${room.id}/messages`, { json: { content: "text" } });

test("blocking is for oneself to know, on every socket; again is done already", async (t) => {
    const [adas, bobs] = [await connect(t, server, ada), await connect(t, server, bob)];
    assert.equal((await block(ada, bob)).status, 204);
    assert.equal((await block(ada, bob)).status, 204);
    assert.equal((await block(ada, eve)).status, 204);
    assert.equal((await unblock(ada, bob)).status, 204);
    assert.equal((await unblock(ada, bob)).status, 204);

    await hears(adas, "block:updated", ({ userId, blocked }) => userId === bob.user.id && !blocked);
    const changes = heard(adas, "block:updated").map(({ userId, blocked }) => [userId, blocked]);
    assert.deepEqual(changes, [[bob.user.id, true], [eve.user.id, true], [bob.user.id, false]]);
    const { users } = (await ada.call("GET", "/api/users/me/blocks")).json;
    const { email, ...shown } = eve.user;
    assert.deepEqual(users, [shown]);
    assert.deepEqual((await bob.call("GET", "/api/users/me/blocks")).json.users, []);
    assert.deepEqual(heard(bobs, "block:updated"), []);
});

test("nobody blocks themselves, or who is not there", async () => {
    const answer = await block(ada, ada);
    assertProblem(answer, 422, "validation_failed");
    assert.deepEqual(answer.json.errors.map(({ field }) => field), ["id"]);
    const nobody = { user: { id: "0190163d-8694-739b-aea5-966c26f8ad91" } };
    for (const stranger of [nobody, { user: { id: "me" } }]) {
        assertProblem(await block(ada, stranger), 404, "not_found");
        assertProblem(await unblock(ada, stranger), 404, "not_found");
    }
});

test("neither of the two begins a conversation; with others, and in rooms, they meet", async () => {
    await block(ada, bob);
    assertProblem(await begin(bob, ada), 403, "blocked");
    assertProblem(await begin(ada, bob), 403, "blocked");
    assert.equal((await begin(bob, ada, eve)).status, 201);
    const room = await makeRoom(ada, [bob]);
    await post(bob, room.id, "hello");
    await unblock(ada, bob);
    assert.equal((await begin(bob, ada)).status, 201);
});

test("in the conversation that is there the blocked one reads, and neither writes nor reacts", async (t) => {
    const room = (await begin(ada, bob)).json.room;
    const message = await post(ada, room.id, "hello");
    await block(ada, bob);
    const socket = await connect(t, server, bob);

    assertProblem(await send(bob, room), 403, "blocked");
    const path = `/api/rooms/${room.id}/messages/${message.id}/reactions/${encodeURIComponent("👍")}`;
    assertProblem(await bob.call("PUT", path), 403, "blocked");
    for (const [event, more] of [["message:send", { content: "x" }], ["reaction:add", { messageId: message.id, emoji: "👍" }]])
        assert.equal((await ask(socket, event, { roomId: room.id, ...more })).error.code, "blocked");

    assert.equal((await begin(bob, ada)).json.room.id, room.id);
    const { messages } = (await bob.call("GET", `/api/rooms/${room.id}/messages`)).json;
    assert.deepEqual(messages.map(({ id }) => id), [message.id]);
    assert.equal((await bob.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq: 1 } })).status, 200);
    assert.equal((await send(ada, room)).status, 201, "the one who blocks may");
    await unblock(ada, bob);
    assert.equal((await send(bob, room)).status, 201);
});

test("in the conversation that is there the blocked one is not seen typing", async (t) => {
    const room = (await begin(ada, bob)).json.room;
    const others = await makeRoom(ada, [bob]);
    const [adas, bobs] = [await connect(t, server, ada), await connect(t, server, bob)];
    const type = (socket, { id: roomId }, typing = true) => ask(socket, "typing", { roomId, typing });
    const seesTyping = (socket, { id }) => hears(socket, "typing", ({ roomId, typing }) => roomId === id && typing);
    await block(ada, bob);

    assert.equal((await type(bobs, room)).error.code, "blocked");
    assert.ok((await type(bobs, room, false)).ok);
    assert.ok((await type(adas, room)).ok, "the one who blocks may");
    await seesTyping(bobs, room);
    assert.ok((await type(bobs, others)).ok, "and in rooms with others so may both");
    await seesTyping(adas, others);
    assert.deepEqual(heard(adas, "typing").filter(({ roomId, typing }) => roomId === room.id && typing), []);
    await unblock(ada, bob);
    assert.ok((await type(bobs, room)).ok);
    await seesTyping(adas, room);
});

test("whoever is blocked sees at once nothing of whether the other one is here", async (t) => {
    await connect(t, server, ada);
    const bobs = await connect(t, server, bob);
    const { presence } = await ask(bobs, "presence:watch", { userIds: [ada.user.id] });
    assert.equal(presence[0].status, "online");
    const sees = (status) => hears(bobs, "presence", ({ changes }) => changes.some((one) => one.status === status));
    await block(ada, bob);
    await sees("offline");
    await unblock(ada, bob);
    await sees("online");
});
