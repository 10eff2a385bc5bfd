// Rooms and their history over REST.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertProblem } from "../support/http.mjs";
import { join, makeRoom, newName, oneTo, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";

const file = fileScope();
let server;
let ada;
let bob;

before(async () => {
    server = await startServer(file);
    [ada, bob] = [await register(server), await register(server)];
});

const roomOf = async (person, id) => (await person.call("GET", `/api/rooms/${id}`)).json.room;

test("a new room has its maker as owner and nothing in it", async () => {
    const name = newName("room");
    const answer = await ada.call("POST", "/api/rooms", { json: { kind: "public", name, topic: "Talk" } });

    assert.equal(answer.status, 201, answer.text);
    const { id, createdAt, version, ...rest } = answer.json.room;
    assert.deepEqual(rest, {
        kind: "public",
        name,
        topic: "Talk",
        memberCount: 1,
        lastSeq: 0,
        lastMessageAt: null,
        archived: false,
        membership: { role: "owner", lastReadSeq: 0, unreadCount: 0, mentionCount: 0, muted: false },
    });
    assert.deepEqual(await roomOf(ada, id), answer.json.room);
    assert.ok(Date.parse(createdAt) > 0 && version >= 0);
});

test("public names are unique whatever their case, private ones are not", async () => {
    const name = newName("Room");
    await makeRoom(ada, [], { name });
    const json = { kind: "public", name: name.toUpperCase() };
    assertProblem(await bob.call("POST", "/api/rooms", { json }), 409, "room_name_taken");
    await makeRoom(ada, [], { name, kind: "private" });
    await makeRoom(bob, [], { name, kind: "private" });
});

test("public rooms are discovered by name, joined, and begin with nothing unread", async () => {
    const room = await makeRoom(ada);
    for (const n of oneTo(3)) await post(ada, room.id, `${n}`);
    const found = (await bob.call("GET", `/api/rooms?scope=public&query=${room.name.toUpperCase()}`)).json.rooms;
    assert.deepEqual(found.map(({ id, membership }) => [id, membership]), [[room.id, null]]);

    const joined = await join(bob, room.id);

    assert.equal(joined.memberCount, 2);
    assert.equal(joined.membership.role, "member");
    assert.equal(joined.membership.lastReadSeq, 3);
    assert.equal(joined.membership.unreadCount, 0);
    await post(ada, room.id, "4");
    assert.equal((await roomOf(bob, room.id)).membership.unreadCount, 1);
    assert.equal((await join(bob, room.id)).memberCount, 2, "joining again changes nothing");
    const { members } = (await bob.call("GET", `/api/rooms/${room.id}/members`)).json;
    assert.deepEqual(
        members.map(({ user, role }) => [user.id, role]).sort(),
        [[ada.user.id, "owner"], [bob.user.id, "member"]].sort(),
    );
});

test("one's own rooms are listed, latest first, and the list has an ETag of its content", async () => {
    const eve = await register(server);
    const [one, two] = [await makeRoom(eve), await makeRoom(eve)];
    await post(eve, one.id, "now the latest");
    const list = await eve.call("GET", "/api/rooms");
    assert.deepEqual(list.json.rooms.map(({ id }) => id), [one.id, two.id]);
    const etag = { headers: { "if-none-match": list.headers.etag } };
    assert.equal((await eve.call("GET", "/api/rooms", etag)).status, 304);
    await post(eve, two.id, "later still");
    const changed = await eve.call("GET", "/api/rooms", etag);
    assert.equal(changed.status, 200);
    assert.deepEqual(changed.json.rooms.map(({ id }) => id), [two.id, one.id]);
});

test("the same people have one direct room", async () => {
    const open = (person, other) =>
        person.call("POST", "/api/rooms", { json: { kind: "direct", userIds: [other.user.id] } });
    const first = await open(ada, bob);
    const again = await open(bob, ada);
    assert.deepEqual([first.status, again.status], [201, 200]);
    assert.equal(again.json.room.id, first.json.room.id);
    assert.deepEqual(
        first.json.room.members.map(({ id }) => id).sort(),
        [ada.user.id, bob.user.id].sort(),
    );
    const eve = await register(server);
    assertProblem(await eve.call("POST", `/api/rooms/${first.json.room.id}/join`), 404, "not_found");
});

test("the last owner cannot leave others behind", async () => {
    const room = await makeRoom(ada, [bob]);
    assertProblem(await ada.call("POST", `/api/rooms/${room.id}/leave`), 409, "last_owner");
    assert.equal((await bob.call("POST", `/api/rooms/${room.id}/leave`)).status, 204);
    assert.equal((await ada.call("POST", `/api/rooms/${room.id}/leave`)).status, 204);
});

test("history is read before, after and around, and says whether there is more", async () => {
    const room = await makeRoom(ada);
    for (const n of oneTo(60)) await post(ada, room.id, `${n}`);
    const page = async (text) => {
        const answer = await ada.call("GET", `/api/rooms/${room.id}/messages?${text}`);
        assert.equal(answer.status, 200, answer.text);
        const { messages, hasBefore, hasAfter } = answer.json;
        return [messages.map(({ seq }) => seq), hasBefore, hasAfter];
    };
    const from = (first, last) => oneTo(last).slice(first - 1);

    assert.deepEqual(await page(""), [from(11, 60), true, false]);
    assert.deepEqual(await page("limit=200"), [from(1, 60), false, false]);
    assert.deepEqual(await page("limit=1"), [[60], true, false]);
    assert.deepEqual(await page("before=11&limit=10"), [from(1, 10), false, true]);
    assert.deepEqual(await page("before=12&limit=10"), [from(2, 11), true, true]);
    assert.deepEqual(await page("before=1"), [[], false, true]);
    assert.deepEqual(await page("after=50&limit=10"), [from(51, 60), true, false]);
    assert.deepEqual(await page("after=0&limit=10"), [from(1, 10), false, true]);
    assert.deepEqual(await page("after=60"), [[], true, false]);
    const [around, hasBefore, hasAfter] = await page("around=30&limit=9");
    assert.equal(around.length, 9);
    assert.ok(around.includes(30) && hasBefore && hasAfter);
    assert.deepEqual(around, from(around[0], around.at(-1)));
});

test("history has an ETag that changes whenever the body would", async () => {
    const room = await makeRoom(ada);
    await post(ada, room.id, "one");
    const path = `/api/rooms/${room.id}/messages`;
    const { etag } = (await ada.call("GET", path)).headers;
    assert.match(etag, /^(W\/)?"[^"]+"$/);
    const unchanged = await ada.call("GET", path, { headers: { "if-none-match": etag } });
    assert.equal(unchanged.status, 304);
    assert.equal(unchanged.headers["cache-control"], "private, no-cache");
    await post(ada, room.id, "two");
    const changed = await ada.call("GET", path, { headers: { "if-none-match": etag } });
    assert.equal(changed.status, 200);
    assert.notEqual(changed.headers.etag, etag);
});

test("a reply shows its original", async () => {
    const room = await makeRoom(ada, [bob]);
    const original = await post(ada, room.id, `${"long ".repeat(100)}text`);
    const reply = await post(bob, room.id, "indeed", { replyTo: original.id });
    assert.equal(reply.replyTo.id, original.id);
    assert.equal(reply.replyTo.seq, original.seq);
    assert.equal(reply.replyTo.author.id, ada.user.id);
    assert.ok(original.content.startsWith(reply.replyTo.excerpt) && reply.replyTo.excerpt.length > 0);
    const elsewhere = await makeRoom(bob);
    const json = { content: "x", replyTo: original.id };
    assertProblem(await bob.call("POST", `/api/rooms/${elsewhere.id}/messages`, { json }), 422, "validation_failed");
});

test("the read marker never moves back and stops at the end", async () => {
    const room = await makeRoom(ada, [bob]);
    for (const n of oneTo(5)) await post(ada, room.id, `${n}`);
    const read = async (seq) => {
        const answer = await bob.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq } });
        assert.equal(answer.status, 200, answer.text);
        return [answer.json.membership.lastReadSeq, answer.json.membership.unreadCount];
    };
    assert.deepEqual(await read(3), [3, 2]);
    assert.deepEqual(await read(1), [3, 2]);
    assert.deepEqual(await read(1_000), [5, 0]);
    assert.equal((await roomOf(bob, room.id)).membership.unreadCount, 0);
});

test("a mention is counted for who is named, until it is read", async () => {
    const room = await makeRoom(ada, [bob]);
    await post(ada, room.id, `hello @${bob.user.username}, look`);
    await post(ada, room.id, "nobody named");
    const { membership } = await roomOf(bob, room.id);
    assert.deepEqual([membership.unreadCount, membership.mentionCount], [2, 1]);
    await bob.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq: 2 } });
    assert.equal((await roomOf(bob, room.id)).membership.mentionCount, 0);
});
