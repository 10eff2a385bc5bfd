// Threads, over REST and sockets.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertProblem } from "../support/http.mjs";
import { makeRoom, oneTo, post, register, wholeHistory } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect, heard, hears } from "../support/sockets.mjs";
import { eventually } from "../support/wait.mjs";

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
const reply = (author, of, content = "reply", more = {}) => post(author, of.roomId, content, { threadOf: of.id, ...more });
const remove = async (person, message) => assert.equal((await person.call("DELETE", pathOf(message))).status, 204);
const read = async (person, message) => {
    const answer = await person.call("GET", pathOf(message));
    assert.equal(answer.status, 200, answer.text);
    return answer.json.message;
};
const thread = async (person, message, query = "") => {
    const answer = await person.call("GET", `${pathOf(message)}/thread${query}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
};
const threads = async (person, query = "") => {
    const answer = await person.call("GET", `/api/threads${query}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
};
const seqs = (messages) => messages.map(({ seq }) => seq);
/** Every message:* event heard, in order: [name, message]. */
const told = (socket) =>
    socket.heard.filter(([name]) => name.startsWith("message:")).map(([name, { message }]) => [name, message]);

test("a reply comes as a new message, and right after it the thread's first message with one reply more", async (t) => {
    const room = await makeRoom(ada, [bob]);
    const socket = await connect(t, server, bob);
    const root = await post(ada, room.id, "root");

    const first = await ask(socket, "message:send", { roomId: room.id, content: "first", threadOf: root.id });
    assert.equal(first.ok, true, JSON.stringify(first));
    const second = await reply(ada, first.message, "second, by way of the first");

    assert.equal(first.message.threadSeq, root.seq);
    assert.equal(second.threadSeq, root.seq);
    assert.ok(!("thread" in second) && !("threadSeq" in root) && !("thread" in root));
    await hears(socket, "message:updated", ({ message }) => message.thread?.replyCount === 2);
    assert.deepEqual(
        told(socket).map(([name, { seq, version, thread: of }]) => [name, seq, version, of?.replyCount]),
        [
            ["message:new", 1, 1, undefined],
            ["message:new", 2, 2, undefined],
            ["message:updated", 1, 3, 1],
            ["message:new", 3, 4, undefined],
            ["message:updated", 1, 5, 2],
        ],
    );
    const last = told(socket).at(-1)[1];
    assert.equal(last.thread.lastReplyAt, second.createdAt);
    assert.equal(last.content, "root");
    assert.equal(last.editedAt, null);
    assert.deepEqual(await read(bob, root), last);
    assert.deepEqual(await thread(bob, root), { root: last, messages: [first.message, second], hasBefore: false, hasAfter: false });
    assert.deepEqual(await thread(eve, second), await thread(bob, root), "a reply leads to its thread");
});

test("replies are part of history, are synced and unread, and give history another ETag", async (t) => {
    const room = await makeRoom(ada, [bob]);
    const root = await post(ada, room.id, "root");
    await post(ada, room.id, "aside");
    const socket = await connect(t, server, bob);
    const history = `/api/rooms/${room.id}/messages`;
    const { etag } = (await bob.call("GET", history)).headers;
    await reply(ada, root, `marmalade for @${bob.user.username}`);

    const again = await bob.call("GET", history, { headers: { "if-none-match": etag } });
    assert.equal(again.status, 200);
    assert.deepEqual(again.json.messages.map(({ thread: of }) => of?.replyCount), [1, undefined, undefined]);
    const synced = await ask(socket, "sync", { rooms: { [room.id]: 2 } });
    assert.deepEqual(synced.rooms[room.id].messages.map(({ seq, version }) => [seq, version]), [[1, 4], [3, 3]]);
    assert.equal(synced.rooms[room.id].room.version, 4);
    const { membership } = (await bob.call("GET", `/api/rooms/${room.id}`)).json.room;
    assert.deepEqual([membership.unreadCount, membership.mentionCount], [3, 1]);
    const found = await bob.call("GET", `/api/search?q=marmalade&roomId=${room.id}`);
    assert.deepEqual(seqs(found.json.results.map(({ message }) => message)), [3]);
    const around = await bob.call("GET", `${history}?around=2&limit=1`);
    assert.deepEqual(seqs(around.json.messages), [2]);
});

test("many who reply at once are all counted, and everybody hears of it by version", async (t) => {
    const room = await makeRoom(ada, [bob]);
    const [one, two] = [await post(ada, room.id, "one"), await post(ada, room.id, "two")];
    const [sending, receiving] = [await connect(t, server, ada), await connect(t, server, bob)];
    const acks = await Promise.all(
        oneTo(90).map((n) => {
            const threadOf = [one.id, two.id, undefined][n % 3];
            return ask(n % 2 ? sending : receiving, "message:send", { roomId: room.id, content: `${n}`, threadOf });
        }),
    );
    assert.ok(acks.every(({ ok }) => ok));

    const all = 90 + 60;
    for (const socket of [sending, receiving]) {
        await eventually("everything is heard", () => told(socket).length >= all);
        assert.deepEqual(told(socket).map(([, { version }]) => version), oneTo(all).map((n) => n + 2));
        assert.deepEqual(seqs(heard(socket, "message:new").map(({ message }) => message)), oneTo(90).map((n) => n + 2));
        for (const root of [one, two]) {
            const updates = heard(socket, "message:updated").filter(({ message }) => message.id === root.id);
            assert.deepEqual(updates.map(({ message }) => message.thread.replyCount), oneTo(30));
        }
    }
    const messages = await wholeHistory(bob, room.id);
    assert.deepEqual(messages.slice(0, 2).map(({ thread: of }) => of.replyCount), [30, 30]);
    assert.deepEqual(seqs((await thread(bob, two)).messages), seqs(messages.filter(({ threadSeq }) => threadSeq === 2)));
});

test("a reply that is sent again under its clientId counts once", async () => {
    const room = await makeRoom(ada);
    const root = await post(ada, room.id, "root");
    const json = { content: "once", clientId: `once-${process.pid}`, threadOf: root.id };
    const answers = await Promise.all(oneTo(10).map(() => ada.call("POST", `/api/rooms/${room.id}/messages`, { json })));
    assert.equal(new Set(answers.map((answer) => answer.json.message.id)).size, 1);
    assert.ok(answers.every((answer) => answer.json.message.threadSeq === root.seq));
    assert.equal((await read(ada, root)).thread.replyCount, 1);
});

test("a deleted reply keeps its place and is not counted", async (t) => {
    const room = await makeRoom(ada, [bob]);
    const root = await post(ada, room.id, "root");
    const [first, second] = [await reply(ada, root, "first"), await reply(bob, root, "second")];
    const socket = await connect(t, server, bob);

    await remove(bob, second);
    await hears(socket, "message:updated");
    assert.deepEqual(
        told(socket).map(([name, { seq, version, thread: of }]) => [name, seq, version, of?.replyCount]),
        [["message:deleted", 3, 6, undefined], ["message:updated", 1, 7, 1]],
    );
    assert.equal((await read(bob, root)).thread.lastReplyAt, first.createdAt);
    const { messages } = await thread(bob, root);
    assert.deepEqual(messages.map(({ seq, content }) => [seq, content]), [[2, "first"], [3, ""]]);
    assert.equal(messages[1].threadSeq, root.seq);
    await remove(ada, first);
    assert.equal((await read(bob, root)).thread, undefined);
});

test("a thread whose first message is deleted can be read, and takes no reply", async (t) => {
    const room = await makeRoom(ada, [bob]);
    const root = await post(ada, room.id, "root");
    const first = await reply(bob, root, "first");
    await remove(ada, root);
    const socket = await connect(t, server, bob);
    for (const { id } of [root, first]) {
        const refused = await ask(socket, "message:send", { roomId: room.id, content: "late", threadOf: id });
        assert.equal(refused.error.code, "message_deleted");
        const json = { content: "late", threadOf: id };
        assertProblem(await bob.call("POST", `/api/rooms/${room.id}/messages`, { json }), 409, "message_deleted");
    }
    const page = await thread(bob, first);
    assert.equal(page.root.content, "");
    assert.deepEqual(page.root.thread, { replyCount: 1, lastReplyAt: first.createdAt });
    assert.deepEqual(page.messages, [first]);
    assert.equal((await post(bob, room.id, "goes on")).seq, 3);
});

test("a reply may quote another message, both of the same room", async () => {
    const [room, other] = [await makeRoom(ada), await makeRoom(ada)];
    const [root, quoted] = [await post(ada, room.id, "root"), await post(ada, room.id, "quoted")];
    const elsewhere = await post(ada, other.id, "elsewhere");
    const both = await reply(ada, root, "both", { replyTo: quoted.id });
    assert.deepEqual([both.threadSeq, both.replyTo.id], [root.seq, quoted.id]);
    const refused = async (json) => {
        const answer = await ada.call("POST", `/api/rooms/${room.id}/messages`, { json: { content: "x", ...json } });
        assertProblem(answer, 422, "validation_failed");
        return answer.json.errors.map(({ field }) => field);
    };
    assert.deepEqual(await refused({ threadOf: elsewhere.id }), ["threadOf"]);
    assert.deepEqual(await refused({ threadOf: "nonsense" }), ["threadOf"]);
    assert.deepEqual(await refused({ threadOf: 5 }), ["threadOf"]);
    assert.deepEqual(await refused({ threadOf: elsewhere.id, replyTo: elsewhere.id }), ["replyTo", "threadOf"]);
    assert.equal((await post(ada, room.id, "none", { threadOf: null })).threadSeq, undefined);
    assert.equal((await read(ada, root)).thread.replyCount, 1);
});

test("a thread is read page by page, forwards and backwards", async () => {
    const room = await makeRoom(ada);
    const root = await post(ada, room.id, "root");
    for (const n of oneTo(5)) {
        await reply(ada, root, `${n}`);
        await post(ada, room.id, "aside");
    }
    const forwards = [];
    for (let after = 0, more = true; more; ) {
        const page = await thread(ada, root, `?after=${after}&limit=2`);
        assert.equal(page.hasBefore, after > 0);
        forwards.push(...seqs(page.messages));
        after = page.messages.at(-1).seq;
        more = page.hasAfter;
    }
    assert.deepEqual(forwards, [2, 4, 6, 8, 10]);
    const backwards = [];
    for (let before = "", more = true; more; ) {
        const page = await thread(ada, root, `?limit=2${before}`);
        backwards.unshift(...seqs(page.messages));
        before = `&before=${page.messages[0].seq}`;
        more = page.hasBefore;
    }
    assert.deepEqual(backwards, forwards);
    for (const query of ["limit=0", "limit=201", "limit=x", "before=-1", "after=x", "before=1&after=1"])
        assertProblem(await ada.call("GET", `${pathOf(root)}/thread?${query}`), 422, "validation_failed");
});

test("somebody's threads are those begun or replied in, the latest reply first, page by page", async () => {
    const [cem, dot] = [await register(server), await register(server)];
    const [open, secret] = [await makeRoom(cem, [dot]), await makeRoom(cem, [dot], { kind: "private" })];
    const roots = [];
    for (const n of oneTo(5)) roots.push(await post(n % 2 ? cem : dot, n > 3 ? secret.id : open.id, `${n}`));
    for (const root of roots) await reply(dot, root);
    await reply(cem, roots[1]);
    const contents = ({ threads: list }) => list.map(({ message }) => message.content);

    assert.deepEqual(contents(await threads(cem)), ["2", "5", "3", "1"], "not the fourth, which is none of theirs");
    assert.deepEqual(contents(await threads(dot)), ["2", "5", "4", "3", "1"]);
    assert.deepEqual(await threads(eve), { threads: [], nextBefore: null });
    const [first] = (await threads(dot)).threads;
    assert.deepEqual(first.message, await read(dot, roots[1]));
    assert.deepEqual(first.room, (await dot.call("GET", `/api/rooms/${open.id}`)).json.room);

    const paged = [];
    for (let before = ""; before !== null; ) {
        const page = await threads(dot, `?limit=2${before && `&before=${encodeURIComponent(before)}`}`);
        paged.push(...contents(page));
        before = page.nextBefore;
    }
    assert.deepEqual(paged, ["2", "5", "4", "3", "1"]);
    assert.equal((await dot.call("POST", `/api/rooms/${secret.id}/leave`)).status, 204);
    assert.deepEqual(contents(await threads(dot)), ["2", "3", "1"]);
    for (const query of ["limit=0", "limit=101", "before=nonsense", `before=${roots[0].id}`])
        assertProblem(await dot.call("GET", `/api/threads?${query}`), 422, "validation_failed");
});

test("a thread of a room that one does not see is not there", async () => {
    const secret = await makeRoom(ada, [], { kind: "private" });
    const root = await post(ada, secret.id, "root");
    const open = await makeRoom(ada);
    assertProblem(await eve.call("GET", `${pathOf(root)}/thread`), 404, "not_found");
    assertProblem(await ada.call("GET", `/api/rooms/${open.id}/messages/${root.id}/thread`), 404, "not_found");
    assertProblem(await ada.call("GET", `/api/rooms/${open.id}/messages/nonsense/thread`), 404, "not_found");
    const json = { content: "x", threadOf: root.id };
    assertProblem(await eve.call("POST", `/api/rooms/${secret.id}/messages`, { json }), 404, "not_found");
    assertProblem(await eve.call("POST", `/api/rooms/${open.id}/messages`, { json }), 403, "forbidden");
});
