// Pins, one message by its id, and what it said before, over REST and sockets.

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
let eve;

before(async () => {
    server = await startServer(file);
    [ada, bob, eve] = [await register(server), await register(server), await register(server)];
});

const pathOf = (message) => `/api/rooms/${message.roomId}/messages/${message.id}`;
const nameOf = (message) => ({ roomId: message.roomId, messageId: message.id });
const pin = (person, message) => person.call("PUT", `${pathOf(message)}/pin`);
const unpin = (person, message) => person.call("DELETE", `${pathOf(message)}/pin`);
const change = async (person, room, json) =>
    assert.equal((await person.call("PATCH", `/api/rooms/${room.id}`, { json })).status, 200);
const pins = async (person, room) => {
    const answer = await person.call("GET", `/api/rooms/${room.id}/pins`);
    assert.equal(answer.status, 200, answer.text);
    return answer.json.messages;
};
const seqs = (messages) => messages.map(({ seq }) => seq);

test("a pin is heard, synced, listed, and gives history another ETag", async (t) => {
    const room = await makeRoom(ada, [bob]);
    const message = await post(ada, room.id, "read this");
    const socket = await connect(t, server, ada);
    const history = `/api/rooms/${room.id}/messages`;
    const { etag } = (await ada.call("GET", history)).headers;

    const pinned = await pin(bob, message);

    assert.equal(pinned.status, 200, pinned.text);
    const { pinned: mark, version, ...rest } = pinned.json.message;
    assert.equal(mark.by, bob.user.id);
    assert.ok(Date.parse(mark.at) >= Date.parse(message.createdAt));
    assert.equal(version, 2);
    assert.deepEqual({ ...rest, version: 1 }, message);
    assert.deepEqual((await hears(socket, "message:updated")).message, pinned.json.message);
    assert.deepEqual(await pins(ada, room), [pinned.json.message]);
    const again = await ada.call("GET", history, { headers: { "if-none-match": etag } });
    assert.equal(again.status, 200);
    assert.deepEqual(again.json.messages, [pinned.json.message]);
    const synced = await ask(socket, "sync", { rooms: { [room.id]: 1 } });
    assert.deepEqual(synced.rooms[room.id].messages, [pinned.json.message]);
});

test("pinning and unpinning over sockets answer with the message; again changes nothing", async (t) => {
    const room = await makeRoom(ada, [bob]);
    const message = await post(ada, room.id, "text");
    const [one, other] = [await connect(t, server, ada), await connect(t, server, bob)];
    const acks = [];
    for (const [socket, event] of [[one, "message:pin"], [other, "message:pin"], [other, "message:unpin"], [one, "message:unpin"]])
        acks.push(await ask(socket, event, nameOf(message)));
    assert.ok(acks.every(({ ok }) => ok), JSON.stringify(acks));
    assert.deepEqual(acks.map((ack) => [ack.message.version, ack.message.pinned?.by]), [
        [2, ada.user.id], [2, ada.user.id], [3, undefined], [3, undefined],
    ]);
    await hears(other, "message:updated", (event) => event.message.version === 3);
    assert.deepEqual(heard(other, "message:updated").map((event) => event.message.version), [2, 3]);
    assert.equal((await ask(one, "message:pin", { roomId: room.id })).error.code, "validation_failed");
    assert.equal((await ask(one, "message:pin", { roomId: room.id, messageId: "x" })).error.code, "not_found");
});

test("the latest pin comes first, and a deleted message loses its pin", async () => {
    const room = await makeRoom(ada, [bob]);
    const posted = [];
    for (const n of oneTo(4)) posted.push(await post(ada, room.id, `${n}`));
    for (const index of [2, 0, 3]) assert.equal((await pin(ada, posted[index])).status, 200);
    assert.deepEqual(seqs(await pins(eve, room)), [4, 1, 3]);
    assert.equal((await ada.call("DELETE", pathOf(posted[0]))).status, 204);
    assert.deepEqual(seqs(await pins(eve, room)), [4, 3]);
    assert.equal((await ada.call("GET", pathOf(posted[0]))).json.message.pinned, undefined);
    assertProblem(await pin(ada, posted[0]), 409, "message_deleted");
    assert.equal((await unpin(bob, posted[2])).status, 200);
    assert.deepEqual(seqs(await pins(eve, room)), [4]);
});

test("a room keeps at most 100 pins", async (t) => {
    const room = await makeRoom(ada);
    const socket = await connect(t, server, ada);
    const posted = await Promise.all(oneTo(101).map((n) => post(ada, room.id, `${n}`)));
    const acks = await Promise.all(posted.map((message) => ask(socket, "message:pin", nameOf(message))));
    const refused = acks.flatMap((ack, index) => (ack.ok ? [] : [index]));
    assert.equal(refused.length, 1);
    assert.equal(acks[refused[0]].error.code, "too_many_pins");
    assertProblem(await pin(ada, posted[refused[0]]), 409, "too_many_pins");
    assert.equal((await pins(ada, room)).length, 100);
});

test("in an announcement room moderators pin, and in an archived one nobody", async () => {
    const room = await makeRoom(ada, [bob]);
    const message = await post(bob, room.id, "text");
    await change(ada, room, { posting: "moderators" });
    assertProblem(await pin(bob, message), 403, "forbidden");
    assert.equal((await pin(ada, message)).status, 200);
    assertProblem(await unpin(bob, message), 403, "forbidden");
    await change(ada, room, { archived: true });
    assertProblem(await unpin(ada, message), 409, "room_archived");
    assert.deepEqual(seqs(await pins(bob, room)), [1]);
});

test("whoever is blocked by the other one of a direct room pins nothing there, but unpins", async () => {
    const [cem, dot] = [await register(server), await register(server)];
    const json = { kind: "direct", userIds: [dot.user.id] };
    const { room } = (await cem.call("POST", "/api/rooms", { json })).json;
    const [one, other] = [await post(cem, room.id, "one"), await post(dot, room.id, "other")];
    assert.equal((await pin(dot, one)).status, 200);
    assert.equal((await cem.call("PUT", `/api/users/${dot.user.id}/block`)).status, 204);
    assertProblem(await pin(dot, other), 403, "blocked");
    assert.equal((await unpin(dot, one)).status, 200);
    assert.equal((await pin(cem, other)).status, 200);
});

test("one message is read by its id by whoever sees its room", async () => {
    const [open, secret] = [await makeRoom(ada), await makeRoom(ada, [], { kind: "private" })];
    await post(ada, open.id, "before");
    const [seen, hidden] = [await post(ada, open.id, "seen"), await post(ada, secret.id, "hidden")];
    const answer = await eve.call("GET", pathOf(seen));
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json, { message: seen });
    assert.equal(answer.headers["cache-control"], "no-store");
    const around = await eve.call("GET", `/api/rooms/${open.id}/messages?around=${answer.json.message.seq}&limit=1`);
    assert.deepEqual(around.json.messages, [seen], "the place that a link to it leads to");
    assert.equal(around.json.hasBefore, true);
    for (const path of [pathOf(hidden), `/api/rooms/${open.id}/messages/${hidden.id}`, `/api/rooms/${open.id}/messages/x`])
        assertProblem(await eve.call("GET", path), 404, "not_found");
    assertProblem(await eve.call("GET", `/api/rooms/${secret.id}/pins`), 404, "not_found");
    assert.equal((await ada.call("DELETE", pathOf(seen))).status, 204);
    assert.equal((await eve.call("GET", pathOf(seen))).json.message.content, "");
});

test("what a message said before is there for its author and moderators, oldest first, until it is deleted", async () => {
    const room = await makeRoom(ada, [bob, eve]);
    const message = await post(bob, room.id, "first");
    const edits = (person) => person.call("GET", `${pathOf(message)}/edits`);
    assert.deepEqual((await edits(bob)).json, { edits: [] });
    const editedAts = [];
    for (const content of ["second", "second", "third"]) {
        const edited = await bob.call("PATCH", pathOf(message), { json: { content } });
        assert.equal(edited.status, 200, edited.text);
        editedAts.push(edited.json.message.editedAt);
    }
    const expected = [
        { content: "first", replacedAt: editedAts[0] },
        { content: "second", replacedAt: editedAts[2] },
    ];
    assert.deepEqual((await edits(bob)).json.edits, expected);
    assert.deepEqual((await edits(ada)).json.edits, expected);
    assertProblem(await edits(eve), 403, "forbidden");
    assert.equal((await bob.call("DELETE", pathOf(message))).status, 204);
    assert.deepEqual((await edits(ada)).json, { edits: [] });
});
