// What somebody has begun to write, on all their devices; and the messages that they have saved.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertProblem } from "../support/http.mjs";
import { join, login, makeRoom, oneTo, post, register } from "../support/people.mjs";
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

const keep = (person, roomId, content, version) =>
    person.call("PUT", `/api/rooms/${roomId}/draft`, { json: { content, version } });
const draftOf = async (person, roomId) => (await person.call("GET", `/api/rooms/${roomId}/draft`)).json.draft;
const drafts = async (person) => (await person.call("GET", "/api/drafts")).json.drafts;

test("a draft is there on the other device, as it was left", async (t) => {
    const room = await makeRoom(ada, [bob]);
    const phone = await connect(t, server, await login(server, ada.user.username));
    const [desk, bobs] = [await connect(t, server, ada), await connect(t, server, bob)];
    assert.deepEqual(await draftOf(ada, room.id), { roomId: room.id, content: "", version: 0, updatedAt: null });

    const ack = await ask(desk, "draft:save", { roomId: room.id, content: "  half a „sent", version: 0 });

    assert.equal(ack.ok, true, JSON.stringify(ack));
    const { updatedAt, ...draft } = ack.draft;
    assert.deepEqual(draft, { roomId: room.id, content: "  half a „sent", version: 1 });
    assert.ok(Date.now() - Date.parse(updatedAt) < 60_000);
    assert.deepEqual(await hears(phone, "draft:updated"), { draft: ack.draft });
    assert.deepEqual(await draftOf(ada, room.id), ack.draft);
    assert.deepEqual((await drafts(ada)).filter(({ roomId }) => roomId === room.id), [ack.draft]);

    const kept = await keep(ada, room.id, "", 1);
    assert.deepEqual([kept.status, kept.json.draft.version, kept.json.draft.content], [200, 2, ""]);
    // Over REST nobody's own socket is known: all hear it.
    for (const socket of [desk, phone]) await hears(socket, "draft:updated", (event) => event.draft.version === 2);
    assert.deepEqual((await drafts(ada)).filter(({ roomId }) => roomId === room.id), []);
    assert.deepEqual(heard(desk, "draft:updated").map((event) => event.draft.version), [2]);
    assert.deepEqual(heard(bobs, "draft:updated"), []);
    assert.equal((await draftOf(bob, room.id)).version, 0);
});

test("what was written elsewhere since is never overwritten, nor does a sent draft come back", async (t) => {
    const room = await makeRoom(ada);
    const socket = await connect(t, server, ada);
    const newest = (await keep(ada, room.id, "the newer words", 0)).json.draft;

    const late = await keep(ada, room.id, "older words", 0);
    const lateOverSocket = await ask(socket, "draft:save", { roomId: room.id, content: "older words", version: 0 });

    assertProblem(late, 409, "draft_conflict");
    assert.deepEqual(late.json.draft, newest);
    assert.equal(lateOverSocket.ok, false);
    assert.equal(lateOverSocket.error.code, "draft_conflict");
    assert.deepEqual(lateOverSocket.error.draft, newest);
    assert.deepEqual(await draftOf(ada, room.id), newest);

    await post(ada, room.id, "the newer words");
    assert.equal((await draftOf(ada, room.id)).content, "the newer words", "its client empties it");
    const emptied = (await keep(ada, room.id, "", newest.version)).json.draft;
    const afterwards = await keep(ada, room.id, "the newer words", newest.version);
    assertProblem(afterwards, 409, "draft_conflict");
    assert.deepEqual(afterwards.json.draft, emptied);
});

test("of many devices that save at once one succeeds", async () => {
    const room = await makeRoom(ada);
    const answers = await Promise.all(oneTo(8).map((n) => keep(ada, room.id, `from device ${n}`, 0)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(7).fill(409)]);
    const kept = answers.find(({ status }) => status === 200).json.draft;
    for (const { json } of answers) assert.deepEqual(json.draft, kept);
});

test("drafts are bounded, and checked", async () => {
    const room = await makeRoom(ada);
    const refused = async (content, version) => assertProblem(await keep(ada, room.id, content, version), 422);
    await refused("x".repeat(4001), 0);
    await refused("a\0b", 0);
    await refused("x", -1);
    await refused("x", 0.5);
    await refused(undefined, 0);
    await refused("x", undefined);
    assert.equal((await keep(ada, room.id, "👍".repeat(4000), 0)).status, 200);
    assertProblem(await keep(ada, "no-such-room", "x", 0), 404, "not_found");
});

test("who leaves a room is shown no draft of it, until they come back", async () => {
    const room = await makeRoom(ada, [bob]);
    const { draft } = (await keep(bob, room.id, "before I go", 0)).json;
    await bob.call("POST", `/api/rooms/${room.id}/leave`);
    assert.deepEqual(await drafts(bob), []);
    assertProblem(await bob.call("GET", `/api/rooms/${room.id}/draft`), 403, "forbidden");
    assertProblem(await keep(bob, room.id, "x", 1), 403, "forbidden");
    await join(bob, room.id);
    assert.deepEqual(await drafts(bob), [draft]);
});

const save = (person, message) => person.call("PUT", `/api/rooms/${message.roomId}/messages/${message.id}/saved`);
const unsave = (person, message) => person.call("DELETE", `/api/rooms/${message.roomId}/messages/${message.id}/saved`);
const saved = async (person, query = "") => (await person.call("GET", `/api/saved${query}`)).json;

test("a saved message is on one's own list, with its room, until it is taken off", async (t) => {
    const [cem, eve] = [await register(server), await register(server)];
    const room = await makeRoom(cem, [eve], { kind: "private" });
    const direct = await makeRoom(cem, [eve], { kind: "direct" });
    const [first, second] = [await post(eve, room.id, "first"), await post(cem, direct.id, "second")];
    const socket = await connect(t, server, cem);
    const eves = await connect(t, server, eve);

    for (const message of [first, second, first]) assert.equal((await save(cem, message)).status, 204);

    const news = await hears(socket, "saved:updated", ({ messageId }) => messageId === second.id);
    assert.deepEqual(news, { roomId: direct.id, messageId: second.id, saved: true });
    const { results, nextBefore } = await saved(cem);
    assert.equal(nextBefore, null);
    assert.deepEqual(results.map(({ message }) => message), [second, first]);
    assert.deepEqual(results.map((result) => result.room.id), [direct.id, room.id]);
    assert.equal(results[0].room.members.length, 2);
    assert.equal(results[1].room.membership.role, "owner");
    assert.ok(results[0].savedAt >= results[1].savedAt);
    assert.deepEqual((await saved(eve)).results, []);

    assert.equal((await unsave(cem, second)).status, 204);
    assert.equal((await unsave(cem, second)).status, 204);
    await hears(socket, "saved:updated", (event) => !event.saved);
    assert.deepEqual((await saved(cem)).results.map(({ message }) => message.id), [first.id]);
    assert.equal(heard(socket, "saved:updated").length, 3);
    assert.deepEqual(heard(eves, "saved:updated"), []);
});

test("the list of saved messages is read page by page", async () => {
    const cem = await register(server);
    const room = await makeRoom(cem);
    const messages = [];
    for (const n of oneTo(7)) messages.push(await post(cem, room.id, `${n}`));
    await Promise.all(messages.map((message) => save(cem, message)));
    const seen = [];
    let pages = 0;
    for (let before = ""; before !== null; pages += 1) {
        const page = await saved(cem, `?limit=3${before && `&before=${encodeURIComponent(before)}`}`);
        seen.push(...page.results);
        before = page.nextBefore;
    }
    assert.equal(pages, 3);
    assert.deepEqual(seen.map(({ message }) => message.id).sort(), messages.map(({ id }) => id).sort());
    assert.deepEqual(seen.map(({ savedAt }) => savedAt), seen.map(({ savedAt }) => savedAt).toSorted().reverse());
    for (const query of ["?limit=0", "?limit=101", "?before=yesterday", `?before=${messages[0].id}`])
        assertProblem(await cem.call("GET", `/api/saved${query}`), 422);
});

test("saved messages of rooms that one may no longer see are not shown", async () => {
    const cem = await register(server);
    const [secret, open] = [await makeRoom(ada, [cem], { kind: "private" }), await makeRoom(ada)];
    const [hidden, seen] = [await post(ada, secret.id, "hidden"), await post(ada, open.id, "seen")];
    for (const message of [hidden, seen]) assert.equal((await save(cem, message)).status, 204);
    await ada.call("DELETE", `/api/rooms/${secret.id}/members/${cem.user.id}`);
    assert.deepEqual((await saved(cem)).results.map(({ message }) => message), [seen]);
    assertProblem(await save(cem, hidden), 404, "not_found");
    assertProblem(await unsave(cem, hidden), 404, "not_found");
    assertProblem(await save(cem, { ...seen, id: hidden.id }), 404, "not_found");
});

test("a deleted message is not saved any more; one that was saved has lost its content", async () => {
    const room = await makeRoom(ada);
    const [kept, gone] = [await post(ada, room.id, "kept"), await post(ada, room.id, "gone")];
    assert.equal((await save(ada, kept)).status, 204);
    for (const { id } of [kept, gone]) await ada.call("DELETE", `/api/rooms/${room.id}/messages/${id}`);
    assertProblem(await save(ada, gone), 409, "message_deleted");
    const { message } = (await saved(ada)).results.find((result) => result.message.id === kept.id);
    assert.equal(message.content, "");
    assert.equal((await unsave(ada, kept)).status, 204);
});
