// Nothing lost, nothing doubled, everything in order, with many senders at once.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { query } from "../support/database.mjs";
import { makeRoom, oneTo, register, wholeHistory } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect, heard } from "../support/sockets.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let server;

before(async () => {
    server = await startServer(file);
});

test("20 senders × 250 messages: every receiver and the database hold 1…5000 once, in order", async (t) => {
    const [senderCount, each] = [20, 250];
    const total = senderCount * each;
    const people = await Promise.all(oneTo(senderCount).map(() => register(server)));
    const room = await makeRoom(people[0], people.slice(1));
    const senders = await Promise.all(people.map((person) => connect(t, server, person)));
    const receivers = await Promise.all(people.map((person) => connect(t, server, person)));

    const answers = await Promise.all(
        senders.flatMap((sender, index) =>
            oneTo(each).map((n) =>
                ask(sender, "message:send", { roomId: room.id, content: `${index}:${n}`, clientId: `${index}:${n}` }, 120_000),
            ),
        ),
    );

    assert.ok(answers.every(({ ok }) => ok));
    const ascending = oneTo(total);
    assert.deepEqual(answers.map(({ message }) => message.seq).sort((a, b) => a - b), ascending);
    for (const index of senders.keys()) {
        const own = answers.slice(index * each, (index + 1) * each).map(({ message }) => message.seq);
        assert.deepEqual(own, own.toSorted((a, b) => a - b), "one socket's sends keep their order");
    }
    const idOfSeq = new Map(answers.map(({ message }) => [message.seq, message.id]));
    for (const receiver of [...receivers, ...senders]) {
        await eventually("a receiver has all", () => heard(receiver, "message:new").length >= total, 60_000);
        const messages = heard(receiver, "message:new").map(({ message }) => message);
        assert.deepEqual(messages.map(({ seq }) => seq), ascending);
        assert.deepEqual(messages.map(({ version }) => version), ascending);
        assert.ok(messages.every(({ seq, id }) => idOfSeq.get(seq) === id));
    }

    const rows = await query(server, `SELECT seq FROM messages ORDER BY seq`);
    assert.deepEqual(rows.map(({ seq }) => seq), ascending);
    const history = await wholeHistory(people[1], room.id);
    assert.deepEqual(history.map(({ seq, id }) => [seq, id]), ascending.map((seq) => [seq, idOfSeq.get(seq)]));
});

test("the same clientId 100 times at once is stored once and answered 100 times alike", async (t) => {
    const ada = await register(server);
    const room = await makeRoom(ada);
    const sockets = await Promise.all(oneTo(10).map(() => connect(t, server, ada)));
    const draft = { content: "once", clientId: "the same" };

    const [overSockets, overRest] = await Promise.all([
        Promise.all(oneTo(50).map((n) => ask(sockets[n % 10], "message:send", { roomId: room.id, ...draft }))),
        Promise.all(oneTo(50).map(() => ada.call("POST", `/api/rooms/${room.id}/messages`, { json: draft }))),
    ]);

    const [first] = overSockets;
    assert.equal(first.ok, true, JSON.stringify(first));
    for (const answer of overSockets) assert.deepEqual(answer, first);
    for (const answer of overRest) assert.deepEqual(answer.json, { message: first.message });
    assert.ok(overRest.filter(({ status }) => status === 201).length <= 1);
    assert.ok(overRest.every(({ status }) => status === 200 || status === 201));
    assert.deepEqual((await wholeHistory(ada, room.id)).map(({ id }) => id), [first.message.id]);
    const rows = await query(server, `SELECT count(*) AS stored FROM messages WHERE client_id = 'the same'`);
    assert.deepEqual(rows, [{ stored: 1 }]);
    const { room: state } = (await ada.call("GET", `/api/rooms/${room.id}`)).json;
    assert.equal(state.lastSeq, 1);
});

test("the same clientId of two people is two messages", async () => {
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob]);
    const draft = { json: { content: "mine", clientId: "shared" } };

    const first = await ada.call("POST", `/api/rooms/${room.id}/messages`, draft);
    const second = await bob.call("POST", `/api/rooms/${room.id}/messages`, draft);

    assert.deepEqual([first.status, second.status], [201, 201]);
    assert.notEqual(first.json.message.id, second.json.message.id);
});

test("unread counts are the same arithmetic however many send at once", async (t) => {
    const [ada, bob, eve] = await Promise.all(oneTo(3).map(() => register(server)));
    const room = await makeRoom(ada, [bob, eve]);
    const [first, second] = [await connect(t, server, ada), await connect(t, server, bob)];

    await Promise.all(
        oneTo(100).map((n) => ask(n % 2 ? first : second, "message:send", { roomId: room.id, content: `${n}` })),
    );

    const unread = async (person) => (await person.call("GET", `/api/rooms/${room.id}`)).json.room.membership.unreadCount;
    assert.deepEqual([await unread(ada), await unread(bob), await unread(eve)], [50, 50, 100]);
});
