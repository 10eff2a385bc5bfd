// kill -9 while many send: after the restart every acked message is there exactly once, without gap.

import assert from "node:assert/strict";
import { test } from "node:test";
import { query } from "../support/database.mjs";
import { request } from "../support/http.mjs";
import { assertWhole, startLoad } from "../support/load.mjs";
import { login, makeRoom, oneTo, register, wholeHistory } from "../support/people.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect } from "../support/sockets.mjs";
import { eventually } from "../support/wait.mjs";

const rounds = 5;

test(`${rounds} crashes while people send lose and double nothing that was acked`, async (t) => {
    const server = await startServer(t);
    const people = await Promise.all(oneTo(4).map(() => register(server)));
    const shared = await makeRoom(people[0], people.slice(1));
    const other = await makeRoom(people[1], [people[0], ...people.slice(2)]);
    const roomsOf = [shared.id, other.id];
    const acked = new Map();
    let ackedInAll = 0;

    for (const round of oneTo(rounds)) {
        const load = await startLoad(t, server, people, roomsOf, `round ${round}`);
        await eventually("enough is acked to crash in the middle", () => load.acked.length >= 150 * round, 60_000);
        await server.kill();
        await load.stop();
        for (const message of load.acked) acked.set(message.id, message);
        ackedInAll += load.acked.length;
        assert.equal(acked.size, ackedInAll, "no two acks gave the same message");

        await server.start();
        for (const roomId of roomsOf) await assertWhole(server, people[0], roomId, acked);
        const integrity = await query(server, "PRAGMA integrity_check");
        assert.deepEqual(integrity, [{ integrity_check: "ok" }]);
    }
});

test("what was not acked before the crash is sent again with its clientId and stored once", async (t) => {
    const server = await startServer(t);
    const ada = await register(server);
    const room = await makeRoom(ada);
    const socket = await connect(t, server, ada);
    const drafts = oneTo(500).map((n) => ({ roomId: room.id, content: `${n}`, clientId: `draft ${n}` }));
    const answered = new Set();
    const sends = drafts.map((draft) =>
        ask(socket, "message:send", draft, 3_000).then((answer) => answer.ok && answered.add(draft.clientId), () => {}),
    );
    await eventually("some are acked", () => answered.size > 0);
    await server.kill();
    socket.disconnect();
    await Promise.all(sends);

    await server.start();
    const again = await connect(t, server, ada);
    const answers = await Promise.all(drafts.map((draft) => ask(again, "message:send", draft)));

    assert.ok(answers.every(({ ok }) => ok));
    const history = await wholeHistory(ada, room.id);
    assert.deepEqual(history.map(({ seq }) => seq), oneTo(500));
    assert.deepEqual(history.map(({ clientId }) => clientId).sort(), drafts.map(({ clientId }) => clientId).sort());
    assert.deepEqual(new Set(answers.map(({ message }) => message.id)), new Set(history.map(({ id }) => id)));
});

test("a reader that was away through the crash catches up by sync", async (t) => {
    const server = await startServer(t);
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob]);
    const reader = await connect(t, server, bob);
    const load = await startLoad(t, server, [ada], [room.id], "load");
    await eventually("the reader hears", () => reader.heard.filter(([event]) => event === "message:new").length > 50);
    await server.kill();
    await load.stop();
    await server.start();
    const heard = reader.heard.filter(([event]) => event === "message:new").map(([, { message }]) => message);
    const seen = Math.max(...heard.map(({ version }) => version));

    const back = await connect(t, server, bob);
    const { rooms } = await ask(back, "sync", { rooms: { [room.id]: seen } });

    const missed = rooms[room.id]?.messages ?? [];
    assert.deepEqual([...heard, ...missed], await wholeHistory(bob, room.id));
});

test("accounts, sessions and read markers outlive a crash", async (t) => {
    const server = await startServer(t);
    const ada = await register(server);
    const room = await makeRoom(ada);
    await server.kill();
    await server.start();
    assert.equal((await ada.call("GET", "/api/auth/me")).status, 200);
    await login(server, ada.user.username);
    const { rooms } = (await ada.call("GET", "/api/rooms")).json;
    assert.deepEqual(rooms.map(({ id }) => id), [room.id]);
    assert.equal((await request(server, "GET", "/api/ready")).status, 200);
});
