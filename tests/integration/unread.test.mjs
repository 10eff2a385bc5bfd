// Read markers beyond reading on, and mentions of everybody.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertProblem } from "../support/http.mjs";
import { makeRoom, oneTo, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect, heard, hears } from "../support/sockets.mjs";

const file = fileScope();
let server;
let ada;
let bob;

before(async () => {
    server = await startServer(file);
    [ada, bob] = [await register(server), await register(server)];
});

const membershipOf = async (person, id) => (await person.call("GET", `/api/rooms/${id}`)).json.room.membership;

test("marking as unread moves the marker down and tells the user's other sockets", async (t) => {
    const room = await makeRoom(ada, [bob]);
    for (const n of oneTo(5)) await post(ada, room.id, `${n}`);
    const [one, other] = [await connect(t, server, bob), await connect(t, server, bob)];
    await ask(one, "room:read", { roomId: room.id, seq: 5 });

    const { ok, membership, version, lastSeq } = await ask(one, "room:read", { roomId: room.id, seq: 3, unread: true });

    assert.ok(ok);
    assert.deepEqual([version, lastSeq], [5, 5], "up to where was counted");
    assert.deepEqual([membership.lastReadSeq, membership.unreadCount], [2, 3]);
    const told = await hears(other, "read:updated", (event) => event.membership.lastReadSeq === 2);
    assert.deepEqual(told, { roomId: room.id, version: 5, lastSeq: 5, membership });
    assert.deepEqual(heard(one, "read:updated"), []);
    assert.deepEqual(await membershipOf(bob, room.id), membership);

    const rest = await bob.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq: 1, unread: true } });
    assert.deepEqual([rest.json.membership.lastReadSeq, rest.json.membership.unreadCount], [0, 5]);
    const back = await bob.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq: 4 } });
    assert.deepEqual([back.json.membership.unreadCount, back.json.lastSeq], [1, 5]);
    for (const json of [{ seq: 0, unread: true }, { seq: 1, unread: "yes" }])
        assertProblem(await bob.call("PUT", `/api/rooms/${room.id}/read`, { json }), 422, "validation_failed");
});

test("all rooms are marked as read at once", async (t) => {
    const rooms = [await makeRoom(ada, [bob]), await makeRoom(ada, [bob]), await makeRoom(ada, [bob])];
    for (const room of rooms.slice(0, 2)) await post(ada, room.id, `hello @${bob.user.username}`);
    await bob.call("POST", "/api/rooms/read");
    await post(ada, rooms[0].id, "more");
    const socket = await connect(t, server, bob);

    assert.equal((await bob.call("POST", "/api/rooms/read")).status, 204);

    const { membership, version } = await hears(socket, "read:updated");
    assert.equal(version, 2);
    assert.deepEqual([membership.lastReadSeq, membership.unreadCount, membership.mentionCount], [2, 0, 0]);
    for (const { id } of rooms) assert.equal((await membershipOf(bob, id)).unreadCount, 0);
    assert.equal(heard(socket, "read:updated").length, 1, "only for those that moved");
});

test("a moderator's @room mentions everybody else, a member's nobody", async () => {
    const room = await makeRoom(ada, [bob]);
    const mentions = async (person) => (await membershipOf(person, room.id)).mentionCount;
    await post(ada, room.id, "@room lunch?");
    assert.deepEqual([await mentions(ada), await mentions(bob)], [0, 1]);
    const plain = await post(bob, room.id, "@all yes");
    assert.deepEqual([await mentions(ada), await mentions(bob)], [0, 1]);
    await bob.call("PATCH", `/api/rooms/${room.id}/messages/${plain.id}`, { json: { content: `@here @${ada.user.username}` } });
    assert.equal(await mentions(ada), 1);
});
