// Finding messages by what they say: by any part of it, in any script, and never where one may not read.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { execute, query } from "../support/database.mjs";
import { assertProblem, request } from "../support/http.mjs";
import { login, makeRoom, newName, oneTo, post, register, wholeHistory } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect } from "../support/sockets.mjs";
import { store } from "../support/store.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
const nobodysId = "01900000-0000-7000-8000-000000000000";
let server;

before(async () => {
    server = await startServer(file);
});

async function search(person, parameters) {
    const answer = await person.call("GET", `/api/search?${new URLSearchParams(parameters)}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
}

/** What is found on the first page, newest first. */
const find = async (person, q, more = {}) => (await search(person, { q, ...more })).results.map(({ message }) => message.content);

/** The messages of all pages, in order. */
async function findAll(person, parameters) {
    const messages = [];
    for (let before; ; ) {
        const page = await search(person, { ...parameters, ...(before && { before }) });
        messages.push(...page.results.map(({ message }) => message));
        if (!page.nextBefore) return messages;
        before = page.nextBefore;
    }
}

/** So many messages of a kind that no other test looks for, sent as fast as they are taken. */
async function sendMany(t, on, person, roomId, count, content) {
    const socket = await connect(t, on, person);
    const acks = await Promise.all(
        oneTo(count).map((n) => ask(socket, "message:send", { roomId, content: content(n) }, 60_000)),
    );
    assert.deepEqual(acks.filter(({ ok }) => !ok), []);
    return acks.map(({ message }) => message);
}

const segments = async (on) => (await query(on, "SELECT count(*) AS count FROM search_segments WHERE state = 1"))[0].count;
const indexed = (on, atLeast = 1) => eventually("messages are indexed", async () => (await segments(on)) >= atLeast, 60_000);

test("parts of words are found without case and accents, in any script, and shown where they are", async () => {
    const ada = await register(server);
    const room = await makeRoom(ada);
    const contents = [
        "Le Café du Coin",
        "concatenate, then cat",
        "我住在北京市",
        "ガラスの靴と東京都",
        "안녕하세요 여러분",
        "Привет, МИР",
        "100% of a_b, \\o/ and 'quotes'; --",
        "👩🏽‍🚀 is off",
    ];
    for (const content of contents) await post(ada, room.id, content);
    for (const [q, place, ...shown] of [
        ["CAFE", 0, "Café"],
        ["afé", 0, "afé"],
        ["cat", 1, "cat", "cat"],
        ["京市", 2, "京市"],
        ["住", 2, "住"],
        ["ｶﾞﾗｽ", 3, "ガラス"],
        ["東京", 3, "東京"],
        ["하세", 4, "하세"],
        ["мир", 5, "МИР"],
        ["100%", 6, "100%"],
        ["%", 6, "%"],
        ["a_b", 6, "a_b"],
        ["\\o/", 6, "\\o/"],
        ["'quotes'; --", 6, "'quotes';", "--"],
        ["OFF is", 7, "is", "off"],
    ]) {
        const { results, nextBefore } = await search(ada, { q, roomId: room.id });
        assert.deepEqual(results.map(({ message }) => message.content), [contents[place]], q);
        const characters = [...contents[place]];
        const ranges = results[0].highlights.map(({ start, end }) => characters.slice(start, end).join(""));
        assert.deepEqual(ranges, shown, q);
        assert.equal(nextBefore, null);
    }
    for (const q of ["caffe", "市京", "カラス", "100_", "_____", "a%b", "cat dog"]) {
        assert.deepEqual(await find(ada, q, { roomId: room.id }), [], q);
    }
});

test("words between quotes are found as whole words, side by side", async () => {
    const ada = await register(server);
    const room = await makeRoom(ada);
    for (const content of ["red fox", "redder fox", "a Fox, red", "RÉD\n fox!"]) await post(ada, room.id, content);
    const inRoom = (q) => find(ada, q, { roomId: room.id });
    assert.deepEqual(await inRoom("red fox"), ["RÉD\n fox!", "a Fox, red", "redder fox", "red fox"]);
    assert.deepEqual(await inRoom('"red" fox'), ["RÉD\n fox!", "a Fox, red", "red fox"]);
    assert.deepEqual(await inRoom('"red fox"'), ["RÉD\n fox!", "red fox"]);
});

test("only rooms that one may read are searched, and no more of one that one has left", async () => {
    const [ada, bob, eve] = [await register(server), await register(server), await register(server)];
    const open = await makeRoom(ada);
    const closed = await makeRoom(ada, [bob, eve], { kind: "private" });
    const secret = await makeRoom(ada, [bob], { kind: "private" });
    const talk = (await ada.call("POST", "/api/rooms", { json: { kind: "direct", userIds: [bob.user.id] } })).json.room;
    const word = newName("needle").replaceAll("-", "");
    for (const [room, where] of [[open, "open"], [closed, "closed"], [secret, "secret"], [talk, "talk"]]) {
        await post(ada, room.id, `${word} ${where}`);
    }
    const found = (person, more) => find(person, word, more);
    assert.deepEqual(await found(bob), ["talk", "secret", "closed", "open"].map((where) => `${word} ${where}`));
    assert.deepEqual(await found(eve), [`${word} closed`, `${word} open`]);
    assert.deepEqual(await found(eve, { roomId: closed.id }), [`${word} closed`]);

    assert.equal((await eve.call("POST", `/api/rooms/${closed.id}/leave`)).status, 204);
    await post(ada, closed.id, `${word} after that`);
    assert.deepEqual(await found(eve), [`${word} open`]);
    for (const roomId of [closed.id, secret.id, talk.id, nobodysId]) {
        assertProblem(await eve.call("GET", `/api/search?q=${word}&roomId=${roomId}`), 404, "not_found");
    }
    assertProblem(await request(server, "GET", `/api/search?q=${word}`), 401, "unauthorized");
});

test("a result is the message and the room as they are elsewhere, for the one who asks", async () => {
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob]);
    const original = await post(ada, room.id, "which fox");
    await post(bob, room.id, "a fox that answers", { replyTo: original.id });
    await post(ada, room.id, "no such animal");
    const { results } = await search(ada, { q: "fox", roomId: room.id });
    assert.deepEqual(results.map(({ message }) => message), (await wholeHistory(ada, room.id)).slice(0, 2).reverse());
    const { json } = await ada.call("GET", `/api/rooms/${room.id}`);
    for (const result of results) assert.deepEqual(result.room, json.room);
    const asBob = (await search(bob, { q: "fox", roomId: room.id })).results[0].room;
    assert.equal(asBob.membership.role, "member");
    assert.deepEqual(await find(ada, "fox", { roomId: room.id, authorId: bob.user.id }), ["a fox that answers"]);
});

test("pages follow each other without a gap or a message twice, while more is said", async (t) => {
    const ada = await register(server);
    const room = await makeRoom(ada);
    const word = newName("page").replaceAll("-", "");
    const sent = await sendMany(t, server, ada, room.id, 60, (n) => `${word} ${n}`);
    const found = [];
    for (let before; ; ) {
        const page = await search(ada, { q: word, limit: 7, ...(before && { before }) });
        assert.ok(page.results.length <= 7);
        found.push(...page.results.map(({ message }) => message.seq));
        if (!page.nextBefore) break;
        before = page.nextBefore;
        await post(ada, room.id, `${word} later`);
    }
    assert.deepEqual(found, sent.map(({ seq }) => seq).sort((a, b) => b - a));
});

test("what is acked is found at once, whatever has come into the index meanwhile", async (t) => {
    const ada = await register(server);
    const room = await makeRoom(ada);
    const word = newName("acked").replaceAll("-", "");
    const before = await segments(server);
    const all = [];
    for (const round of oneTo(10)) {
        all.push(...(await sendMany(t, server, ada, room.id, 400, (n) => `message ${n} of round ${round}`)));
        all.push(await post(ada, room.id, `${word} ${round}`));
        assert.deepEqual(await find(ada, word), oneTo(round).reverse().map((n) => `${word} ${n}`));
    }
    await indexed(server, before + 1);
    assert.deepEqual(await find(ada, word), oneTo(10).reverse().map((n) => `${word} ${n}`));
    const fives = all.filter(({ content }) => content.includes("5")).map(({ seq }) => seq).sort((a, b) => b - a);
    assert.deepEqual((await findAll(ada, { q: "5", roomId: room.id, limit: 100 })).map(({ seq }) => seq), fives);
});

test("an edited message is found by what it says now, a deleted one by nothing", async (t) => {
    const ada = await register(server);
    const room = await makeRoom(ada);
    const before = await segments(server);
    const [edited, deleted] = [await post(ada, room.id, "the first wording"), await post(ada, room.id, "the first thought")];
    await sendMany(t, server, ada, room.id, 2100, (n) => `between ${n}`);
    await indexed(server, before + 1);
    const inRoom = (q) => find(ada, q, { roomId: room.id });
    assert.deepEqual(await inRoom("first"), ["the first thought", "the first wording"]);

    await change(room.id, edited.seq, "content = 'the second wording', edited_at = 1");
    await change(room.id, deleted.seq, "content = '', deleted_at = 1");
    assert.deepEqual(await inRoom("first"), []);
    assert.deepEqual(await inRoom("wording"), ["the second wording"]);
    assert.deepEqual(await inRoom("thought"), []);
});

/** A change of a message as the store would write it: with the room's next version. */
async function change(roomId, seq, assignments) {
    const room = store === "sqlite" ? `x'${roomId.replaceAll("-", "")}'` : `'${roomId}'`;
    const next = `(SELECT version FROM rooms WHERE id = ${room})`;
    const text = `BEGIN; UPDATE rooms SET version = version + 1 WHERE id = ${room};
        UPDATE messages SET ${assignments}, version = ${next} WHERE room_id = ${room} AND seq = ${seq}; COMMIT;`;
    await execute(server, text);
}

test("a server that is killed while it indexes finds everything once when it is back", async (t) => {
    const killed = await startServer(t);
    const ada = await register(killed);
    const room = await makeRoom(ada);
    const sent = [];
    for (const round of oneTo(3)) {
        sent.push(...(await sendMany(t, killed, ada, room.id, 2500, (n) => `needle ${n} of ${round}`)));
        if (round === 2) await indexed(killed);
        await killed.kill();
        await killed.start();
    }
    const back = await login(killed, ada.user.username);
    const all = async () => (await findAll(back, { q: "needle", limit: 100 })).map(({ seq }) => seq);
    assert.deepEqual(await all(), oneTo(sent.length).reverse());
    await eventually("the index has come to the end", async () => {
        const [{ behind }] = await query(killed, behindSql);
        return behind < 2048;
    }, 60_000);
    assert.deepEqual(await all(), oneTo(sent.length).reverse());
});

const behindSql = `SELECT coalesce(sum(r.version - coalesce(s.indexed_version, 0)), 0) AS behind
    FROM rooms r LEFT JOIN search_rooms s ON s.room_id = r.id`;

test("wrong questions are refused by the name of what is wrong", async () => {
    const ada = await register(server);
    const refused = async (text) => {
        const { errors } = assertProblem(await ada.call("GET", `/api/search?${text}`), 422, "validation_failed");
        return errors.map(({ field }) => field);
    };
    for (const text of ["", "q=", "q=%20", "q=%E2%80%8B", "q=%00", "q=%FF", "q=%ED%A0%80", `q=${"x".repeat(101)}`]) {
        assert.deepEqual(await refused(text), ["q"], text);
    }
    for (const limit of ["0", "101", "-1", "1.5", "many", "", "99999999999999999999"]) {
        assert.deepEqual(await refused(`q=fox&limit=${limit}`), ["limit"], limit);
    }
    for (const field of ["roomId", "authorId", "before"]) {
        for (const id of ["", "x", "1", `${nobodysId}0`, "%00"]) {
            assert.deepEqual(await refused(`q=fox&${field}=${id}`), [field], id);
        }
    }
    assert.deepEqual(await refused("roomId=x&authorId=x&before=x&limit=x"), ["roomId", "authorId", "before", "limit"]);
    for (const q of ['"', '""', '" "', "x".repeat(100), "京".repeat(100), "\u200B!", "\u0301", "e\u0301".repeat(50)]) {
        assert.deepEqual((await search(ada, { q, authorId: nobodysId })).results, [], q);
    }
});
