// A streaming replica that serves reading: never older than what its reader has done, and never missed when it is gone.

import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { assertProblem, request } from "../support/http.mjs";
import { makeRoom, oneTo, post, register, wholeHistory } from "../support/people.mjs";
import { startPostgres } from "../support/postgres.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect, hears } from "../support/sockets.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let primary;
let replica;
let name;
let server;

before(async () => {
    primary = await startPostgres(file);
    name = await primary.createDatabase();
    replica = await primary.startReplica(file);
    const addresses = { DATABASE_URL: primary.url(name), DATABASE_REPLICA_URL: replica.url(name) };
    server = await startServer(file, { env: addresses });
});

beforeEach(async () => {
    await replica.start();
    await replica.resumeReplay();
    await replica.follows(primary);
});

/** Whether the replica, since it was started, has looked for messages. It counts that some seconds late. */
async function hasReadMessages() {
    const sql = "SELECT 1 FROM pg_stat_user_tables WHERE relname = 'messages' AND seq_scan + idx_scan > 0";
    return (await replica.query(name, sql)).length > 0;
}

const history = async (person, room) => {
    const answer = await person.call("GET", `/api/rooms/${room.id}/messages?limit=200`);
    assert.equal(answer.status, 200, answer.text);
    return answer.json.messages;
};

const found = async (person, room) => {
    const answer = await person.call("GET", `/api/search?q=fox&roomId=${room.id}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.json.results.map(({ message }) => message);
};

const listed = async (person, room) => {
    const { rooms } = (await person.call("GET", "/api/rooms")).json;
    return rooms.find(({ id }) => id === room.id);
};

test("history is read at the replica", async () => {
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob]);
    await post(ada, room.id, "for everybody");
    await replica.follows(primary);
    await eventually("the replica is asked", async () => {
        assert.equal((await history(bob, room)).length, 1);
        return hasReadMessages();
    }, 60_000);
});

test("while the replica stands still its readers see all that they have done themselves", async (t) => {
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob]);
    for (const n of oneTo(5)) await post(ada, room.id, `before ${n}`);
    const socket = await connect(t, server, ada);
    await replica.follows(primary);
    await replica.pauseReplay();

    for (const n of oneTo(20)) {
        const message = n % 2 ? await post(ada, room.id, `${n}`) : (await ask(socket, "message:send", { roomId: room.id, content: `${n}` })).message;
        assert.deepEqual((await history(ada, room)).at(-1), message);
        assert.equal((await listed(ada, room)).lastSeq, message.seq);
    }
    const marked = await bob.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq: 3 } });
    assert.equal(marked.status, 200, marked.text);
    assert.deepEqual((await listed(bob, room)).membership, marked.json.membership);

    const mine = await makeRoom(bob);
    assert.equal((await listed(bob, mine)).id, mine.id);
    const found = await bob.call("GET", `/api/rooms?scope=public&query=${encodeURIComponent(mine.name)}`);
    assert.deepEqual(found.json.rooms.map(({ id }) => id), [mine.id]);
});

test("a page of history is as new as what its reader has been told of, though the replica stands still", async (t) => {
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob], { kind: "private" });
    const first = await post(ada, room.id, "first");
    await replica.follows(primary);
    await replica.pauseReplay();
    const socket = await connect(t, server, bob);

    const second = await post(ada, room.id, "second");
    await hears(socket, "message:new", ({ message }) => message.id === second.id);
    const path = `/api/rooms/${room.id}/messages/${first.id}`;
    assert.equal((await ada.call("PATCH", path, { json: { content: "changed" } })).status, 200);

    assert.deepEqual((await history(bob, room)).map(({ content }) => content), ["changed", "second"]);
    const zoe = await register(server);
    assert.equal((await ada.call("PUT", `/api/rooms/${room.id}/members/${zoe.user.id}`, { json: {} })).status, 200);
    assert.equal((await history(zoe, room)).length, 2, "also for whom somebody else has just added");
});

test("a socket is greeted with what others have said, though the replica stands still", async (t) => {
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob]);
    await replica.follows(primary);
    await replica.pauseReplay();

    // No event will tell of this: the socket that connects next has not heard it.
    const message = await post(ada, room.id, "said before");
    const socket = await connect(t, server, bob);

    const greeted = (await hears(socket, "ready")).rooms.find(({ id }) => id === room.id);
    assert.equal(greeted.lastSeq, message.seq);
    assert.equal(greeted.membership.unreadCount, 1);
});

test("a search is read at the replica, and finds what its reader has just said when that stands still", async () => {
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob]);
    await post(ada, room.id, "a fox for everybody");
    await replica.follows(primary);
    await replica.kill();
    await replica.start();
    await replica.follows(primary);
    await eventually("the replica is asked", async () => {
        assert.equal((await found(bob, room)).length, 1);
        return hasReadMessages();
    }, 60_000);
    await replica.pauseReplay();

    const said = await post(ada, room.id, "another fox");
    assert.deepEqual((await found(ada, room))[0], said);
    assert.equal((await found(ada, room)).length, 2);
});

test("who has left a private room reads nothing more of it, though the replica has not heard", async () => {
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob], { kind: "private" });
    await post(ada, room.id, "a secret");
    await replica.follows(primary);
    assert.equal((await history(bob, room)).length, 1);
    await replica.pauseReplay();

    const left = await bob.call("POST", `/api/rooms/${room.id}/leave`);
    assert.equal(left.status, 204, left.text);

    const answer = await bob.call("GET", `/api/rooms/${room.id}/messages`);
    assert.ok([403, 404].includes(answer.status), answer.text);
    assertProblem(await bob.call("GET", `/api/search?q=secret&roomId=${room.id}`), 404, "not_found");
    assert.deepEqual((await bob.call("GET", "/api/search?q=secret")).json.results, []);
    assert.equal(await listed(bob, room), undefined);
});

test("a session that ended is over, though the replica has not heard", async () => {
    const ada = await register(server);
    await replica.follows(primary);
    await replica.pauseReplay();
    assert.equal((await ada.call("POST", "/api/auth/logout")).status, 204);
    assertProblem(await ada.call("GET", "/api/rooms"), 401, "unauthorized");
});

test("a replica that dies is not missed, and is asked again when it is back", async () => {
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob]);
    for (const n of oneTo(10)) await post(ada, room.id, `${n}`);
    const reading = { answers: [], stopped: false };
    const readers = oneTo(8).map(async () => {
        while (!reading.stopped) reading.answers.push(await bob.call("GET", `/api/rooms/${room.id}/messages?limit=5`));
    });
    const more = (count) => {
        const before = reading.answers.length;
        return eventually("reading goes on", () => reading.answers.length > before + count);
    };

    await more(50);
    await replica.kill();
    await more(200);
    assert.equal((await request(server, "GET", "/api/ready")).status, 200, "it is no part of being ready");
    assert.equal((await wholeHistory(ada, room.id)).length, 10);
    await replica.start();
    await replica.follows(primary);
    // A page that has not changed is not read again, from whichever database.
    const readsWhatIsNew = async () => {
        await post(ada, room.id, "news");
        return hasReadMessages();
    };
    await eventually("the replica is asked again", readsWhatIsNew, 60_000);

    reading.stopped = true;
    await Promise.all(readers);
    const wrong = reading.answers.filter(({ status, json }) => status !== 200 || json.messages.length !== 5);
    assert.deepEqual(wrong.map(({ text }) => text), []);
});
