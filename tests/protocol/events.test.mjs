// What the official client sends, is acked, and hears.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { join, makeRoom, newName, oneTo, post, register, wholeHistory } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect, heard, hears } from "../support/sockets.mjs";

const file = fileScope();
let server;

before(async () => {
    server = await startServer(file);
});

for (const transport of ["websocket", "polling"]) {
    test(`sends with ack and receives by ${transport}`, async (t) => {
        const [ada, bob] = [await register(server), await register(server)];
        const room = await makeRoom(ada, [bob]);
        const options = { transports: [transport] };
        const [sending, receiving] = [
            await connect(t, server, ada, options),
            await connect(t, server, bob, options),
        ];
        const content = "  Hello 👩‍🚀, „quoted“\n<b>not markup</b> e\u0301  ";

        const answer = await ask(sending, "message:send", { roomId: room.id, content, clientId: "first" });

        assert.equal(answer.ok, true, JSON.stringify(answer));
        const { message } = answer;
        assert.equal(message.roomId, room.id);
        assert.equal(message.seq, 1);
        assert.equal(message.content, content);
        assert.equal(message.clientId, "first");
        assert.equal(message.author.id, ada.user.id);
        assert.equal(message.replyTo, null);
        assert.equal(message.editedAt, null);
        assert.equal(message.deletedAt, null);
        assert.deepEqual(message.reactions, []);
        assert.match(message.createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        for (const socket of [sending, receiving]) {
            assert.deepEqual((await hears(socket, "message:new")).message, message);
        }
    });
}

test("a message posted over REST reaches every socket, the author's too, once", async (t) => {
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob]);
    const sockets = [
        await connect(t, server, ada),
        await connect(t, server, ada, { transports: ["polling"] }),
        await connect(t, server, bob),
    ];

    const first = await post(ada, room.id, "one");
    const second = await post(ada, room.id, "two");

    for (const socket of sockets) {
        await hears(socket, "message:new", ({ message }) => message.seq === 2);
        assert.deepEqual(heard(socket, "message:new"), [{ message: first }, { message: second }]);
    }
});

test("pipelined sends of one socket get ascending seqs in the order sent", async (t) => {
    const ada = await register(server);
    const room = await makeRoom(ada);
    const socket = await connect(t, server, ada);

    const answers = await Promise.all(
        oneTo(200).map((n) => ask(socket, "message:send", { roomId: room.id, content: `${n}` })),
    );

    assert.deepEqual(answers.map(({ message }) => message.seq), oneTo(200));
    assert.deepEqual(answers.map(({ message }) => message.content), oneTo(200).map(String));
    await hears(socket, "message:new", ({ message }) => message.seq === 200);
    assert.deepEqual(heard(socket, "message:new").map(({ message }) => message.seq), oneTo(200));
});

test("a repeated clientId gives back the first message, over sockets and REST alike, and is told once", async (t) => {
    const ada = await register(server);
    const room = await makeRoom(ada);
    const socket = await connect(t, server, ada);
    const draft = { roomId: room.id, content: "once", clientId: "same" };

    const first = await ask(socket, "message:send", draft);
    const again = await ask(socket, "message:send", { ...draft, content: "changed" });
    const json = { content: draft.content, clientId: draft.clientId };
    const overRest = await ada.call("POST", `/api/rooms/${room.id}/messages`, { json });
    const fence = await ask(socket, "message:send", { roomId: room.id, content: "fence" });

    assert.deepEqual(again, first);
    assert.equal(overRest.status, 200);
    assert.deepEqual(overRest.json.message, first.message);
    await hears(socket, "message:new", ({ message }) => message.seq === fence.message.seq);
    assert.deepEqual(heard(socket, "message:new").map(({ message }) => message.content), ["once", "fence"]);
});

test("typing reaches the others and never its author", async (t) => {
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob]);
    const [typing, also, other] = [
        await connect(t, server, ada),
        await connect(t, server, ada),
        await connect(t, server, bob),
    ];

    typing.emit("typing", { roomId: room.id, typing: true });
    const told = await hears(other, "typing");
    await ask(typing, "message:send", { roomId: room.id, content: "fence" });

    assert.deepEqual(told, { roomId: room.id, userId: ada.user.id, typing: true });
    for (const socket of [typing, also]) {
        await hears(socket, "message:new");
        assert.deepEqual(heard(socket, "typing"), []);
    }
});

test("typing of somebody who is no member is told to nobody", async (t) => {
    const [ada, eve] = [await register(server), await register(server)];
    const room = await makeRoom(ada);
    const [member, stranger] = [await connect(t, server, ada), await connect(t, server, eve)];

    stranger.emit("typing", { roomId: room.id, typing: true });
    // An ack comes after what the same socket sent before.
    await ask(stranger, "room:read", { roomId: room.id, seq: 0 });
    await ask(member, "message:send", { roomId: room.id, content: "fence" });

    await hears(member, "message:new");
    assert.deepEqual(heard(member, "typing"), []);
});

test("reading moves the marker, never back, and tells the same user's other sockets only", async (t) => {
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob]);
    for (const content of ["one", "two", "three"]) await post(ada, room.id, content);
    const [reading, also, author] = [
        await connect(t, server, bob),
        await connect(t, server, bob),
        await connect(t, server, ada),
    ];
    const before = reading.heard[0][1].rooms.find(({ id }) => id === room.id);

    const answer = await ask(reading, "room:read", { roomId: room.id, seq: 2 });
    const told = await hears(also, "read:updated");
    const back = await ask(reading, "room:read", { roomId: room.id, seq: 1 });
    const beyond = await ask(reading, "room:read", { roomId: room.id, seq: 999 });
    await ask(author, "message:send", { roomId: room.id, content: "fence" });
    for (const socket of [reading, also, author]) await hears(socket, "message:new");

    assert.equal(before.membership.unreadCount, 3);
    assert.equal(answer.ok, true, JSON.stringify(answer));
    assert.equal(answer.membership.lastReadSeq, 2);
    assert.equal(answer.membership.unreadCount, 1);
    assert.deepEqual(told, { roomId: room.id, version: 3, lastSeq: 3, membership: answer.membership });
    assert.equal(back.membership.lastReadSeq, 2);
    assert.equal(beyond.membership.lastReadSeq, 3);
    assert.equal(beyond.membership.unreadCount, 0);
    assert.deepEqual(heard(reading, "read:updated"), []);
    assert.deepEqual(heard(author, "read:updated"), []);
});

test("one's own messages are never unread to oneself", async (t) => {
    const ada = await register(server);
    const room = await makeRoom(ada);
    await post(ada, room.id, "one");
    const socket = await connect(t, server, ada);

    const mine = socket.heard[0][1].rooms.find(({ id }) => id === room.id);
    assert.equal(mine.lastSeq, 1);
    assert.equal(mine.membership.unreadCount, 0);
});

test("a new room is told before its messages", async (t) => {
    const [ada, bob] = [await register(server), await register(server)];
    const socket = await connect(t, server, bob);

    const room = await makeRoom(ada, [bob], { kind: "private" });
    await post(ada, room.id, "welcome");
    await hears(socket, "message:new");

    const events = socket.heard.map(([event]) => event);
    assert.ok(events.indexOf("room:added") >= 0, events.join());
    assert.ok(events.indexOf("room:added") < events.indexOf("message:new"), events.join());
    const [{ room: told }] = heard(socket, "room:added");
    assert.equal(told.id, room.id);
    assert.equal(told.membership.role, "member");
});

test("messages sent while somebody joins come after room:added, without gap from there", async (t) => {
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada);
    const [sending, joining] = [await connect(t, server, ada), await connect(t, server, bob)];

    const sends = oneTo(100).map((n) => ask(sending, "message:send", { roomId: room.id, content: `${n}` }));
    await join(bob, room.id);
    await Promise.all(sends);
    const last = await ask(sending, "message:send", { roomId: room.id, content: "last" });
    await hears(joining, "message:new", ({ message }) => message.seq === last.message.seq);

    const events = joining.heard.map(([event]) => event);
    assert.ok(events.indexOf("room:added") < events.indexOf("message:new"), events.join());
    const { lastSeq } = heard(joining, "room:added")[0].room;
    const seqs = heard(joining, "message:new").map(({ message }) => message.seq);
    assert.deepEqual(seqs.filter((seq) => seq > lastSeq), oneTo(101).filter((seq) => seq > lastSeq));
    assert.equal(new Set(seqs).size, seqs.length);
});

test("somebody who leaves hears of it and then nothing more of the room", async (t) => {
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob]);
    const other = await makeRoom(ada, [bob]);
    const socket = await connect(t, server, bob);

    assert.equal((await bob.call("POST", `/api/rooms/${room.id}/leave`)).status, 204);
    assert.deepEqual(await hears(socket, "room:removed"), { roomId: room.id });
    await post(ada, room.id, "not for bob");
    const fence = await post(ada, other.id, "fence");

    await hears(socket, "message:new", ({ message }) => message.id === fence.id);
    assert.deepEqual(heard(socket, "message:new"), [{ message: fence }]);
});

test("sync after a disconnect brings exactly what was missed", async (t) => {
    const [ada, bob] = [await register(server), await register(server)];
    const [room, quiet] = [await makeRoom(ada, [bob]), await makeRoom(ada, [bob])];
    const seen = await post(ada, room.id, "seen");
    const still = await post(ada, quiet.id, "seen too");
    const away = await connect(t, server, bob);
    away.disconnect();

    for (const n of oneTo(30)) await post(ada, room.id, `missed ${n}`);
    const added = await makeRoom(ada, [bob]);
    const back = await connect(t, server, bob);
    const answer = await ask(back, "sync", { rooms: { [room.id]: seen.version, [quiet.id]: still.version } });

    assert.equal(answer.ok, true, JSON.stringify(answer));
    assert.deepEqual(Object.keys(answer.rooms), [room.id]);
    const { messages, truncated, room: state } = answer.rooms[room.id];
    assert.equal(truncated, false);
    assert.equal(state.lastSeq, 31);
    assert.deepEqual(messages, (await wholeHistory(bob, room.id)).slice(1));
    assert.deepEqual(answer.joined.map(({ id }) => id), [added.id]);
    assert.deepEqual(answer.left, []);
});

test("sync says which rooms one is no longer in", async (t) => {
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob]);
    await bob.call("POST", `/api/rooms/${room.id}/leave`);
    const socket = await connect(t, server, bob);

    const answer = await ask(socket, "sync", { rooms: { [room.id]: 0 } });

    assert.deepEqual(answer, { ok: true, rooms: {}, joined: [], left: [room.id] });
});

test("sync over 200 changes brings the last 200 and says so", async (t) => {
    const ada = await register(server);
    const room = await makeRoom(ada);
    const socket = await connect(t, server, ada);
    await Promise.all(oneTo(205).map((n) => ask(socket, "message:send", { roomId: room.id, content: `${n}` })));

    const answer = await ask(socket, "sync", { rooms: { [room.id]: 0 } });

    const { messages, truncated } = answer.rooms[room.id];
    assert.equal(truncated, true);
    assert.deepEqual(messages.map(({ seq }) => seq), oneTo(205).slice(5));
});

test("wrong events answer their ack with an error and the socket goes on", async (t) => {
    const [ada, eve] = [await register(server), await register(server)];
    const [open, hidden] = [await makeRoom(ada), await makeRoom(ada, [], { kind: "private" })];
    const mine = await makeRoom(eve);
    const socket = await connect(t, server, eve);
    const wrong = [
        ["no:such:event", {}, null],
        ["message:send", { roomId: open.id, content: "not a member" }, "forbidden"],
        ["message:send", { roomId: hidden.id, content: "not mine" }, "not_found"],
        ["message:send", { roomId: "no id", content: "x" }, "not_found"],
        ["message:send", { roomId: mine.id, content: "" }, "validation_failed"],
        ["message:send", { roomId: mine.id, content: " \n\t " }, "validation_failed"],
        ["message:send", { roomId: mine.id, content: "a\u0000b" }, "validation_failed"],
        ["message:send", { roomId: mine.id, content: "x".repeat(4001) }, "validation_failed"],
        ["message:send", { roomId: mine.id, content: 7 }, "validation_failed"],
        ["message:send", { roomId: mine.id, content: "x", clientId: "x".repeat(65) }, "validation_failed"],
        ["message:send", { roomId: mine.id, content: "x", clientId: "" }, "validation_failed"],
        ["message:send", { content: "x" }, "validation_failed"],
        ["message:send", null, "validation_failed"],
        ["message:send", "text", "validation_failed"],
        ["message:send", [], "validation_failed"],
        ["room:read", { roomId: mine.id, seq: "1" }, "validation_failed"],
        ["room:read", { roomId: mine.id, seq: 1.5 }, "validation_failed"],
        ["room:read", { roomId: hidden.id, seq: 1 }, "not_found"],
        ["sync", { rooms: 7 }, "validation_failed"],
    ];

    for (const [event, payload, code] of wrong) {
        const answer = await ask(socket, event, payload);
        const what = `${event} ${JSON.stringify(payload)?.slice(0, 80)}: ${JSON.stringify(answer)}`;
        assert.equal(answer.ok, false, what);
        assert.match(answer.error.code, /^[a-z][a-z0-9_]*$/, what);
        assert.ok(answer.error.message.length > 0, what);
        if (code) assert.equal(answer.error.code, code, what);
    }
    const answer = await ask(socket, "message:send", { roomId: mine.id, content: "x".repeat(4000) });
    assert.equal(answer.ok, true, JSON.stringify(answer));
    assert.equal(answer.message.seq, 1);
});

test("events without an ack or with odd arguments harm nobody", async (t) => {
    const ada = await register(server);
    const room = await makeRoom(ada);
    const socket = await connect(t, server, ada);

    socket.emit("message:send");
    socket.emit("typing", 7, 8, 9);
    socket.emit(newName("unknown"), Buffer.from([0, 1, 2]));
    socket.emit("message:send", { roomId: room.id, content: "without ack" });

    const { message } = await hears(socket, "message:new");
    assert.equal(message.content, "without ack");
    assert.equal(message.seq, 1);
});
