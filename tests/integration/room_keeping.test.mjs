// Names, settings and members of rooms: who may change them, and who hears of it.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertProblem } from "../support/http.mjs";
import { join, makeRoom, newName, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect, heard, hears } from "../support/sockets.mjs";

const file = fileScope();
let server;
let admin;
let ada;
let bob;
let cid;

before(async () => {
    server = await startServer(file);
    admin = await register(server);
    [ada, bob, cid] = [await register(server), await register(server), await register(server)];
});

const roomOf = async (person, id) => (await person.call("GET", `/api/rooms/${id}`)).json.room;
const change = (person, id, json) => person.call("PATCH", `/api/rooms/${id}`, { json });
const put = (person, id, whom, json = {}) => person.call("PUT", `/api/rooms/${id}/members/${whom.user.id}`, { json });
const remove = (person, id, whom) => person.call("DELETE", `/api/rooms/${id}/members/${whom.user.id}`);

test("a renamed room is told to each of its people, with their own membership", async (t) => {
    const room = await makeRoom(ada, [bob]);
    await post(ada, room.id, "unread to bob");
    const [adas, bobs] = [await connect(t, server, ada), await connect(t, server, bob)];
    const name = newName("renamed");

    const answer = await change(ada, room.id, { name: `  ${name} `, topic: "New" });

    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.room.name, name);
    const [toAda, toBob] = [await hears(adas, "room:updated"), await hears(bobs, "room:updated")];
    assert.deepEqual(toAda.room, answer.json.room);
    assert.deepEqual([toBob.room.name, toBob.room.topic], [name, "New"]);
    assert.deepEqual(toBob.room.membership, (await roomOf(bob, room.id)).membership);
    assert.equal(toBob.room.membership.unreadCount, 1);
    assertProblem(await change(ada, room.id, { name: " ", archived: "yes", posting: "nobody" }), 422);
    assertProblem(await change(ada, room.id, { name: (await makeRoom(ada)).name.toUpperCase() }), 409, "room_name_taken");
});

test("an archived room takes neither messages nor people until it is taken out again", async (t) => {
    const room = await makeRoom(ada, [bob]);
    const bobs = await connect(t, server, bob);
    assert.equal((await change(ada, room.id, { archived: true })).json.room.archived, true);
    await hears(bobs, "room:updated", ({ room }) => room.archived);

    const refused = await ask(bobs, "message:send", { roomId: room.id, content: "hi" });

    assert.equal(refused.error.code, "room_archived");
    assertProblem(await cid.call("POST", `/api/rooms/${room.id}/join`), 409, "room_archived");
    assertProblem(await put(ada, room.id, cid), 409, "room_archived");
    assertProblem(await change(ada, room.id, { topic: "x" }), 409, "room_archived");
    const found = (await cid.call("GET", `/api/rooms?scope=public&query=${room.name}`)).json.rooms;
    assert.deepEqual(found, []);
    assert.equal((await change(ada, room.id, { archived: false })).json.room.archived, false);
    assert.equal((await ask(bobs, "message:send", { roomId: room.id, content: "hi" })).ok, true);
});

test("whoever is added hears of the room before its messages, the others of them", async (t) => {
    const room = await makeRoom(ada, [bob], { kind: "private" });
    const [bobs, cids] = [await connect(t, server, bob), await connect(t, server, cid)];
    assertProblem(await put(bob, room.id, cid), 403, "forbidden");
    assertProblem(await put(cid, room.id, cid), 404, "not_found");
    assertProblem(await put(ada, room.id, { user: { id: room.id } }), 404, "not_found");

    const answer = await put(ada, room.id, cid);
    await post(ada, room.id, "welcome");

    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual([answer.json.member.user.id, answer.json.member.role], [cid.user.id, "member"]);
    const joined = await hears(bobs, "member:joined", ({ roomId }) => roomId === room.id);
    assert.deepEqual(joined.member, answer.json.member);
    await hears(cids, "message:new", ({ message }) => message.roomId === room.id);
    const ofRoom = cids.heard.filter(([, what]) => [what.roomId, what.room?.id, what.message?.roomId].includes(room.id));
    assert.deepEqual(ofRoom.map(([event]) => event), ["room:added", "member:joined", "message:new"]);
});

test("roles are given by owners, and the last owner stays one while others remain", async (t) => {
    const room = await makeRoom(ada, [bob]);
    const bobs = await connect(t, server, bob);
    assertProblem(await put(bob, room.id, bob, { role: "owner" }), 403, "forbidden");
    assertProblem(await put(ada, room.id, bob, { role: "king" }), 422);
    assert.equal((await put(ada, room.id, bob, { role: "moderator" })).json.member.role, "moderator");
    const { member } = await hears(bobs, "member:updated", ({ roomId }) => roomId === room.id);
    assert.deepEqual([member.user.id, member.role], [bob.user.id, "moderator"]);

    assertProblem(await put(ada, room.id, ada, { role: "member" }), 409, "last_owner");
    assertProblem(await ada.call("POST", `/api/rooms/${room.id}/leave`), 409, "last_owner");
    assertProblem(await remove(ada, room.id, ada), 409, "last_owner");
    assertProblem(await remove(bob, room.id, ada), 403, "forbidden");

    await put(ada, room.id, bob, { role: "owner" });
    assert.equal((await put(ada, room.id, ada, { role: "member" })).json.member.role, "member");
    assertProblem(await remove(admin, room.id, bob), 409, "last_owner");
    assert.equal((await ada.call("POST", `/api/rooms/${room.id}/leave`)).status, 204);
});

test("who is removed hears nothing more of the room and may not post in it", async (t) => {
    const room = await makeRoom(ada, [bob, cid], { kind: "private" });
    const [bobs, cids] = [await connect(t, server, bob), await connect(t, server, cid)];

    assert.equal((await remove(ada, room.id, bob)).status, 204);

    await hears(bobs, "room:removed", ({ roomId }) => roomId === room.id);
    const left = await hears(cids, "member:left", ({ roomId }) => roomId === room.id);
    assert.equal(left.userId, bob.user.id);
    const refused = await ask(bobs, "message:send", { roomId: room.id, content: "still here?" });
    assert.equal(refused.error.code, "not_found");
    await post(ada, room.id, "not for bob");
    await hears(cids, "message:new", ({ message }) => message.roomId === room.id);
    await ask(bobs, "sync", { rooms: {} });
    assert.deepEqual(heard(bobs, "message:new"), []);
    assert.equal((await remove(ada, room.id, bob)).status, 204, "again is done already");
});

test("nobody is added to or removed from a direct room", async () => {
    const answer = await ada.call("POST", "/api/rooms", { json: { kind: "direct", userIds: [bob.user.id] } });
    const { id } = answer.json.room;
    assertProblem(await put(ada, id, cid), 409, "direct_room_closed");
    assertProblem(await remove(ada, id, bob), 409, "direct_room_closed");
    assertProblem(await put(admin, id, cid), 404, "not_found");
    assertProblem(await change(ada, id, { topic: "x" }), 403, "forbidden");
    assertProblem(await ada.call("DELETE", `/api/rooms/${id}`), 403, "forbidden");
});

test("a deleted room is gone for everybody at once, and its name is free", async (t) => {
    const room = await makeRoom(ada, [bob]);
    await post(ada, room.id, "gone");
    const bobs = await connect(t, server, bob);
    assertProblem(await bob.call("DELETE", `/api/rooms/${room.id}`), 403, "forbidden");

    assert.equal((await ada.call("DELETE", `/api/rooms/${room.id}`)).status, 204);

    await hears(bobs, "room:removed", ({ roomId }) => roomId === room.id);
    for (const person of [ada, bob, cid, admin]) {
        assertProblem(await person.call("GET", `/api/rooms/${room.id}`), 404, "not_found");
        assertProblem(await person.call("GET", `/api/rooms/${room.id}/messages`), 404, "not_found");
    }
    assert.equal((await ask(bobs, "message:send", { roomId: room.id, content: "hi" })).error.code, "not_found");
    await makeRoom(cid, [], { name: room.name });
    const other = await makeRoom(ada);
    assert.equal((await admin.call("DELETE", `/api/rooms/${other.id}`)).status, 204, "admins delete public rooms");
});

test("notifications are each member's own, and told to their sockets", async (t) => {
    const room = await makeRoom(ada, [bob]);
    const adas = await connect(t, server, ada);
    const set = (person, json) => person.call("PUT", `/api/rooms/${room.id}/notifications`, { json });

    const answer = await set(ada, { level: "mentions", muted: true });

    assert.deepEqual([answer.json.membership.notifications, answer.json.membership.muted], ["mentions", true]);
    const told = await hears(adas, "read:updated", ({ roomId }) => roomId === room.id);
    assert.deepEqual(told, { roomId: room.id, version: 0, lastSeq: 0, membership: answer.json.membership });
    assert.equal((await set(ada, { level: "all" })).json.membership.muted, true);
    assert.deepEqual((await roomOf(bob, room.id)).membership.muted, false);
    assertProblem(await set(cid, { muted: true }), 403, "forbidden");
    assertProblem(await set(ada, { level: "some" }), 422);
    await join(cid, room.id);
    assert.equal((await set(cid, {})).status, 200);
});
