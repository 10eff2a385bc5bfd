// Editing, deleting and reacting, over REST and sockets.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertProblem } from "../support/http.mjs";
import { makeRoom, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect, hears, heard } from "../support/sockets.mjs";

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
const membershipOf = async (person, id) => (await person.call("GET", `/api/rooms/${id}`)).json.room.membership;

test("an edit over REST is heard, synced, and gives history another ETag", async (t) => {
    const room = await makeRoom(bob, [ada]);
    const message = await post(bob, room.id, "frist");
    const socket = await connect(t, server, ada);
    const history = `/api/rooms/${room.id}/messages`;
    const { etag } = (await ada.call("GET", history)).headers;

    const edited = await bob.call("PATCH", pathOf(message), { json: { content: "first" } });

    assert.equal(edited.status, 200, edited.text);
    assert.equal(edited.json.message.content, "first");
    assert.equal(edited.json.message.seq, message.seq);
    assert.equal(edited.json.message.version, message.version + 1);
    assert.ok(Date.parse(edited.json.message.editedAt) >= Date.parse(message.createdAt));
    const { message: told } = await hears(socket, "message:updated");
    assert.deepEqual(told, edited.json.message);
    const again = await ada.call("GET", history, { headers: { "if-none-match": etag } });
    assert.equal(again.status, 200);
    assert.deepEqual(again.json.messages, [edited.json.message]);
    const synced = await ask(socket, "sync", { rooms: { [room.id]: message.version } });
    assert.deepEqual(synced.rooms[room.id].messages, [edited.json.message]);
});

test("edit, delete and reactions over sockets answer and tell as over REST", async (t) => {
    const room = await makeRoom(bob, [ada]);
    const message = await post(bob, room.id, "text");
    const [author, reader] = [await connect(t, server, bob), await connect(t, server, ada)];

    const edited = await ask(author, "message:edit", { ...nameOf(message), content: "other" });
    const reacted = await ask(reader, "reaction:add", { ...nameOf(message), emoji: "❤️" });
    const without = await ask(reader, "reaction:remove", { ...nameOf(message), emoji: "❤️" });
    const deleted = await ask(author, "message:delete", nameOf(message));

    assert.equal(edited.message.content, "other");
    assert.deepEqual(reacted.message.reactions, [{ emoji: "❤️", count: 1, userIds: [ada.user.id] }]);
    assert.deepEqual(without.message.reactions, []);
    assert.equal(deleted.message.content, "");
    assert.ok(deleted.message.deletedAt);
    const answers = [edited, reacted, without, deleted].map((ack) => ack.message);
    assert.deepEqual(answers.map(({ version }) => version), [2, 3, 4, 5]);
    for (const socket of [author, reader]) {
        await hears(socket, "message:deleted");
        assert.deepEqual(heard(socket, "message:updated").map((event) => event.message), answers.slice(0, 3));
        assert.deepEqual(heard(socket, "message:deleted").map((event) => event.message), answers.slice(3));
    }
    const refused = await ask(author, "message:edit", { ...nameOf(message), content: "late" });
    assert.equal(refused.error.code, "message_deleted");
    const foreign = await ask(reader, "message:edit", { ...nameOf(message), content: "mine?" });
    assert.equal(foreign.error.code, "forbidden");
});

test("a deleted message keeps its seq, is unread to nobody, and can be deleted again", async () => {
    const room = await makeRoom(bob, [ada]);
    const message = await post(bob, room.id, `hello @${ada.user.username}`);
    await post(bob, room.id, "more", { replyTo: message.id });
    assert.deepEqual(await membershipOf(ada, room.id), {
        role: "member", lastReadSeq: 0, unreadCount: 2, mentionCount: 1, muted: false,
    });

    assert.equal((await bob.call("DELETE", pathOf(message))).status, 204);
    assert.equal((await bob.call("DELETE", pathOf(message))).status, 204);

    const { unreadCount, mentionCount } = await membershipOf(ada, room.id);
    assert.deepEqual([unreadCount, mentionCount], [1, 0]);
    const { messages } = (await ada.call("GET", `/api/rooms/${room.id}/messages`)).json;
    assert.deepEqual(messages.map(({ seq, content }) => [seq, content]), [[1, ""], [2, "more"]]);
    assert.equal(messages[1].replyTo.excerpt, "");
    assert.equal(messages[0].version, 3, "the second deletion changed nothing");
    assertProblem(await bob.call("PATCH", pathOf(message), { json: { content: "x" } }), 409, "message_deleted");
});

test("a mention that an edit adds counts, one that it takes away does not", async () => {
    const room = await makeRoom(bob, [ada]);
    const message = await post(bob, room.id, "nobody");
    const edit = (content) => bob.call("PATCH", pathOf(message), { json: { content } });
    assert.equal((await edit(`@${ada.user.username}!`)).status, 200);
    assert.equal((await membershipOf(ada, room.id)).mentionCount, 1);
    assert.equal((await edit("nobody again")).status, 200);
    assert.equal((await membershipOf(ada, room.id)).mentionCount, 0);
});

test("who may not do it hears 403 where the room is seen and 404 where it is not", async () => {
    const room = await makeRoom(bob, [eve]);
    const secret = await makeRoom(bob, [], { kind: "private" });
    const [seen, hidden] = [await post(bob, room.id, "seen"), await post(bob, secret.id, "hidden")];
    const tries = (person, message) => [
        person.call("PATCH", pathOf(message), { json: { content: "x" } }),
        person.call("DELETE", pathOf(message)),
    ];
    for (const answer of await Promise.all(tries(eve, seen))) assertProblem(answer, 403, "forbidden");
    const react = (person, message) => person.call("PUT", `${pathOf(message)}/reactions/${encodeURIComponent("👍")}`);
    for (const answer of await Promise.all([...tries(eve, hidden), react(eve, hidden)])) assertProblem(answer, 404, "not_found");
    assertProblem(await react(ada, seen), 403, "forbidden");
    assertProblem(await bob.call("DELETE", `/api/rooms/${room.id}/messages/${hidden.id}`), 404, "not_found");
    assertProblem(await bob.call("DELETE", `/api/rooms/${room.id}/messages/nonsense`), 404, "not_found");
});

test("an edit and a reaction are validated like everything else", async () => {
    const room = await makeRoom(bob);
    const message = await post(bob, room.id, "text");
    for (const content of ["", "  ", "a".repeat(4001), "\0"])
        assertProblem(await bob.call("PATCH", pathOf(message), { json: { content } }), 422, "validation_failed");
    for (const emoji of ["a", "👍👍", "❤", "+1"])
        assertProblem(
            await bob.call("PUT", `${pathOf(message)}/reactions/${encodeURIComponent(emoji)}`), 422, "validation_failed");
    const flag = await bob.call("PUT", `${pathOf(message)}/reactions/${encodeURIComponent("🏴󠁧󠁢󠁳󠁣󠁴󠁿")}`);
    assert.equal(flag.status, 200, flag.text);
});
