// PostgreSQL, the pooler in front of it and the server are killed in turn while many send: nothing that was acked is
// lost or doubled, and whoever was not killed goes on as before. CHATTER_FAULT_ROUNDS says how often (2).

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fill, mountSmallDisk } from "../support/disk.mjs";
import { assertWhole, startLoad } from "../support/load.mjs";
import { makeRoom, oneTo, register, wholeHistory } from "../support/people.mjs";
import { startPgBouncer } from "../support/pgbouncer.mjs";
import { startPostgres } from "../support/postgres.mjs";
import { startServer } from "../support/server.mjs";
import { heard } from "../support/sockets.mjs";
import { eventually } from "../support/wait.mjs";

const rounds = Number(process.env.CHATTER_FAULT_ROUNDS ?? 2);
const ackedBetween = 300; // messages, so that every kill meets a server that is busy
const recoveryLimitMs = 30_000;
const growthMax = { files: 4, megabytes: 24 };

async function startAll(t) {
    const postgres = await startPostgres(t);
    const bouncer = await startPgBouncer(t, postgres);
    const name = await postgres.createDatabase();
    const env = { DATABASE_URL: postgres.url(name, { port: bouncer.port }), DIRECT_URL: postgres.url(name) };
    const server = await startServer(t, { env });
    const people = await Promise.all(oneTo(4).map(() => register(server)));
    const rooms = await Promise.all(oneTo(2).map(() => makeRoom(people[0], people.slice(1))));
    return { postgres, bouncer, server, people, name, rooms: rooms.map(({ id }) => id) };
}

/** What a process holds: open files, and memory of its own. */
function holdings({ pid }) {
    const megabytes = Number(/^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
    return { files: readdirSync(`/proc/${pid}/fd`).length, megabytes };
}

async function moreAcked(load, count) {
    const before = load.acked.length;
    await eventually("messages are acked", () => load.acked.length >= before + count, recoveryLimitMs);
}

/** Everybody has heard each room's messages in order and once; they need not have heard all, who were cut off. */
function assertHeardInOrder(socket) {
    const last = new Map();
    for (const { message } of heard(socket, "message:new")) {
        assert.equal(message.seq, (last.get(message.roomId) ?? message.seq - 1) + 1, `${message.roomId} at its turn`);
        last.set(message.roomId, message.seq);
    }
}

async function assertNothingLost({ server, people, rooms, postgres, name }, acked) {
    const byId = new Map(acked.map((message) => [message.id, message]));
    assert.equal(byId.size, acked.length, "no two acks gave the same message");
    for (const room of rooms) await assertWhole(server, people[0], room, byId);
    const sql = "SELECT count(*)::int AS rows, count(DISTINCT (author_id, client_id))::int AS drafts FROM messages";
    const [{ rows, drafts }] = await postgres.query(name, sql);
    assert.equal(rows, drafts);
    assert.ok(rows >= acked.length);
}

test(`${rounds} × PostgreSQL and PgBouncer killed under load: the server goes on, and holds no more than before`, async (t) => {
    const all = await startAll(t);
    const load = await startLoad(t, all.server, all.people, all.rooms, "load");
    const serverPid = all.server.pid;
    const found = [];

    for (const _ of oneTo(rounds)) {
        for (const victim of [all.postgres, all.bouncer]) {
            await moreAcked(load, ackedBetween);
            await victim.kill();
            await victim.start();
        }
        await moreAcked(load, ackedBetween);
        found.push(holdings(all.server));
    }

    await load.stop();
    assert.equal(all.server.pid, serverPid);
    assert.equal(all.server.process.exitCode, null);
    for (const socket of load.listeners) assertHeardInOrder(socket);
    await assertNothingLost(all, load.acked);
    const growth = (what) => found.at(-1)[what] - found[0][what];
    assert.ok(growth("files") <= growthMax.files, JSON.stringify(found));
    assert.ok(growth("megabytes") <= growthMax.megabytes, JSON.stringify(found));
});

test(`${rounds} × PostgreSQL, PgBouncer and Chatter killed in turn under load lose and double nothing`, async (t) => {
    const all = await startAll(t);
    const load = await startLoad(t, all.server, all.people, all.rooms, "load");

    for (const _ of oneTo(rounds)) {
        for (const victim of [all.postgres, all.bouncer, all.server]) {
            await moreAcked(load, ackedBetween);
            await victim.kill();
            await victim.start();
        }
    }
    await moreAcked(load, ackedBetween);

    await load.stop();
    await assertNothingLost(all, load.acked);
    const few = async () => (await sessionsAt(all.postgres, all.name)) <= 25;
    await eventually("the sessions of servers that died have ended at PostgreSQL", few, recoveryLimitMs);
});

const sessionsAt = async (postgres, name) =>
    (await postgres.query("postgres", `SELECT 1 FROM pg_stat_activity WHERE datname = '${name}'`)).length;

test("a killed server's open transaction holds up nobody", async (t) => {
    const all = await startAll(t);
    const load = await startLoad(t, all.server, all.people, all.rooms, "load");
    await moreAcked(load, ackedBetween);
    await all.server.kill();
    await all.server.start();
    const restartedAt = performance.now();
    await moreAcked(load, 1);
    assert.ok(performance.now() - restartedAt < 10_000);
    await load.stop();
    await assertNothingLost(all, load.acked);
});

test("a full disk refuses what does not fit, keeps what was acked, and is taken again when there is room", async (t) => {
    const disk = mountSmallDisk(t, 96);
    if (!disk) return t.skip("mounting a tmpfs needs root and the right to mount");
    const data = join(disk, "data");
    mkdirSync(data, { mode: 0o700 });
    // The log of transactions is elsewhere: without room for that, PostgreSQL itself gives up and starts anew.
    const wal = mkdtempSync(join(tmpdir(), "chatter-wal-"));
    t.after(() => rm(wal, { recursive: true, force: true }));
    const postgres = await startPostgres(t, { data, wal });
    const name = await postgres.createDatabase();
    const server = await startServer(t, { env: { DATABASE_URL: postgres.url(name) } });
    const ada = await register(server);
    const room = await makeRoom(ada);
    const send = (n) =>
        ada.call("POST", `/api/rooms/${room.id}/messages`, { json: { content: `${n} ${"x".repeat(3900)}`, clientId: `${n}` } });
    assert.equal((await send(0)).status, 201);

    await fill(disk);
    const acked = [0];
    let refusal;
    for (let n = 1; !refusal && n < 5000; n += 1) {
        const answer = await send(n);
        if (answer.status === 201) acked.push(n);
        else refusal = answer;
    }
    assert.equal(refusal?.status, 503, refusal?.text);
    assert.equal(refusal.json.code, "unavailable");
    const said = () => server.output.split("\n").filter((line) => /space|full/i.test(line));
    await eventually("the log says why", () => said().length > 0);
    assert.ok(said().length <= 3, server.output);

    await rm(join(disk, "ballast"));

    await eventually("there is room again", async () => (await send("again")).status < 300, recoveryLimitMs);
    const history = await wholeHistory(ada, room.id);
    assert.deepEqual(history.map(({ seq }) => seq), oneTo(history.length));
    assert.deepEqual(history.map(({ clientId }) => clientId), [...acked.map(String), "again"]);
});
