// chatter db move: a whole installation from SQLite to a real PostgreSQL and back.

import assert from "node:assert/strict";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { addMessages, rowsOf } from "../support/database.mjs";
import { png, upload } from "../support/images.mjs";
import { makeRoom, oneTo, post, register, wholeHistory } from "../support/people.mjs";
import { startPgBouncer } from "../support/pgbouncer.mjs";
import { owner, startPostgres } from "../support/postgres.mjs";
import { fileScope } from "../support/scope.mjs";
import { runChatter, spawnYielding, startServer, temporaryFolder } from "../support/server.mjs";
import { onSqliteFile } from "../support/store.mjs";
import { eventually, within } from "../support/wait.mjs";

const file = fileScope();
let postgres;

before(async () => {
    postgres = await startPostgres(file);
});

const sqliteFile = (server) => join(server.dataDir, "chatter.db");
const sqliteUrl = (server) => `sqlite:${sqliteFile(server)}`;
const move = (from, to) => runChatter(["db", "move", "--from", from, "--to", to], { timeoutMs: 60_000 });
const assertSecret = ({ stdout, stderr }) => {
    for (const secret of [owner.password, encodeURIComponent(owner.password)]) {
        assert.ok(!`${stdout}${stderr}`.includes(secret), `${stdout}${stderr}`);
    }
};

const search = async (person, q) => (await person.call("GET", `/api/search?q=${encodeURIComponent(q)}`)).json;

/** A stopped server on SQLite, with people who have talked, and what `look` sees of it. */
async function inhabited(t) {
    const server = await startServer(t, onSqliteFile);
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob], { name: "Straße 東京" });
    const closed = await makeRoom(bob, [ada], { kind: "private" });
    for (const n of oneTo(20)) await post(n % 2 ? ada : bob, room.id, `message ${n} 👩🏽‍🚀 한국어`);
    const original = await post(ada, room.id, "the original");
    await post(bob, room.id, "a reply", { replyTo: original.id });
    await post(bob, closed.id, `for @${ada.user.username} alone`);
    const { url } = (await upload(ada, png(400, 300))).json;
    await post(ada, room.id, `[img]${url}`);
    assert.equal((await bob.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq: 7 } })).status, 200);
    const look = async () => ({
        me: (await ada.call("GET", "/api/auth/me")).json,
        rooms: await Promise.all([ada, bob].map(async (person) => (await person.call("GET", "/api/rooms")).json)),
        histories: await Promise.all([room, closed].map(({ id }) => wholeHistory(ada, id))),
        image: (await ada.call("GET", url)).bytes.toString("base64"),
        found: await Promise.all(["message 1", "한국", "alone"].map((q) => search(ada, q))),
    });
    return { server, ada, room, look };
}

test("people find everything as it was after a move to PostgreSQL, and again after the move back", async (t) => {
    const { server, ada, room, look } = await inhabited(t);
    const before = await look();
    await server.stop();
    const url = postgres.url(await postgres.createDatabase());

    const moved = await move(sqliteUrl(server), url);
    assert.equal(moved.code, 0, moved.stderr);
    assertSecret(moved);
    const again = await move(sqliteUrl(server), url);
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stdout, /Nothing to do/);

    server.env = { DATABASE_URL: url };
    await server.start();
    assert.deepEqual(await look(), before);
    await post(ada, room.id, "life goes on");
    const after = await look();

    const back = join(await temporaryFolder(t), "back.db");
    const early = await move(url, `sqlite:${back}`);
    assert.equal(early.code, 1);
    assert.match(early.stderr, /Another Chatter/);
    await server.stop();
    const refused = await move(sqliteUrl(server), url);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /other data/);
    assertSecret(refused);

    const returned = await move(url, `sqlite:${back}`);
    assert.equal(returned.code, 0, returned.stderr);
    server.env = { DATABASE_URL: `sqlite:${back}` };
    await server.start();
    assert.deepEqual(await look(), after);
});

test("a move goes through PgBouncer too, once that has let go of what a stopped server has left it", async (t) => {
    const { server, look } = await inhabited(t);
    const before = await look();
    await server.stop();
    const bouncer = await startPgBouncer(t, postgres);
    const database = await postgres.createDatabase();
    const pooled = postgres.url(database, { port: bouncer.port });
    const moved = await move(sqliteUrl(server), pooled);
    assert.equal(moved.code, 0, moved.stderr);
    server.env = { DATABASE_URL: pooled };
    await server.start();
    assert.deepEqual(await look(), before);
    await Promise.all(oneTo(20).map(look)); // over several sessions
    await server.stop();

    const back = join(await temporaryFolder(t), "back.db");
    const refused = await move(pooled, `sqlite:${back}`);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /its pooler has kept/);
    await bouncer.kill();
    await bouncer.start();
    const gone = `SELECT 1 FROM pg_stat_activity WHERE datname = '${database}'`;
    await eventually("its sessions have ended", async () => (await postgres.query("postgres", gone)).length === 0);

    const returned = await move(pooled, `sqlite:${back}`);
    assert.equal(returned.code, 0, returned.stderr);
    server.env = { DATABASE_URL: `sqlite:${back}` };
    await server.start();
    assert.deepEqual(await look(), before);
});

test("a move is refused while a server is on the file, and nothing is written", async (t) => {
    const { server } = await inhabited(t);
    const database = await postgres.createDatabase();
    const refused = await move(sqliteUrl(server), postgres.url(database));
    assert.equal(refused.code, 1);
    assert.ok(refused.stderr.includes(String(server.pid)), refused.stderr);
    assert.equal(refused.stderr.trim().split("\n").length, 1, refused.stderr);
    const tables = await postgres.query(database, "SELECT * FROM pg_tables WHERE schemaname = 'public'");
    assert.deepEqual(tables, []);
});

for (const signal of ["SIGTERM", "SIGKILL"]) {
    test(`a move that ${signal} ends leaves an empty target, and the next one ends the same`, async (t) => {
        const { server, room } = await inhabited(t);
        await server.stop();
        await addMessages(sqliteFile(server), room.id, 50_000);
        const database = await postgres.createDatabase();
        const url = postgres.url(database);
        const asan = process.env.ASAN_OPTIONS && { ASAN_OPTIONS: process.env.ASAN_OPTIONS };
        const child = spawnYielding(["db", "move", "--from", sqliteUrl(server), "--to", url], { PATH: process.env.PATH, ...asan });
        const ended = new Promise((resolve) => child.once("exit", (code, by) => resolve({ code, by })));
        let told = "";
        child.stderr.on("data", (bytes) => (told += bytes));
        await eventually("the messages are on their way", () => /copied image_bytes/.test(told), 30_000);
        child.kill(signal);
        const expected = signal === "SIGKILL" ? { code: null, by: signal } : { code: 1, by: null };
        assert.deepEqual(await within(30_000, "the move ends", ended), expected, told);
        assert.deepEqual(await postgres.query(database, "SELECT id FROM users"), []);

        const moved = await move(sqliteUrl(server), url);
        assert.equal(moved.code, 0, moved.stderr);
        const [{ count }] = await rowsOf(join(server.dataDir, "chatter.db"), "SELECT count(*) AS count FROM messages");
        assert.deepEqual(await postgres.query(database, "SELECT count(*) AS count FROM messages"), [{ count }]);
        assert.ok(count > 50_000);
    });
}

test("the search index stays where it was, and is made anew from the messages", async (t) => {
    const { server, ada, room } = await inhabited(t);
    await server.stop();
    await addMessages(sqliteFile(server), room.id, 20_000);
    await server.start();
    const file = join(server.dataDir, "chatter.db");
    await eventually("the source is indexed", async () => (await rowsOf(file, behind))[0].count < 2048, 60_000);
    await server.stop();
    const database = await postgres.createDatabase();
    const url = postgres.url(database);
    const moved = await move(sqliteUrl(server), url);
    assert.equal(moved.code, 0, moved.stderr);
    assert.deepEqual(await postgres.query(database, "SELECT room_id FROM search_rooms"), []);
    assert.deepEqual(await postgres.query(database, "SELECT id FROM search_segments"), []);

    server.env = { DATABASE_URL: url };
    await server.start();
    const found = async () => (await search(ada, '"bulk message 777"')).results.map(({ message }) => message.content);
    const indexed = async () => (await postgres.query(database, behind))[0].count < 2048;
    await eventually("the target is indexed", indexed, 60_000);
    assert.deepEqual(await found(), ["bulk message 777"]);
});

/** How many messages are in no part of the index. */
const behind = `SELECT coalesce(sum(r.version - coalesce(s.indexed_version, 0)), 0) AS count
    FROM rooms r LEFT JOIN search_rooms s ON s.room_id = r.id`;

test("what cannot be moved is told in one line, and no password in it", async (t) => {
    const { server } = await inhabited(t);
    await server.stop();
    const folder = await temporaryFolder(t);
    const url = postgres.url(await postgres.createDatabase());
    const missing = join(folder, "missing.db");
    for (const [from, to] of [
        [`sqlite:${missing}`, url],
        [sqliteUrl(server), postgres.url("no_such_database")],
        [sqliteUrl(server), url.replace(owner.user, "nobody-we-know")],
    ]) {
        const { code, ...said } = await move(from, to);
        assert.equal(code, 1);
        assert.equal(said.stderr.trim().split("\n").length, 1, said.stderr);
        assertSecret(said);
    }
    await assert.rejects(access(`${missing}.lock`));

    for (const args of [["--from", url], ["--from", "sqlite:", "--to", url], ["--from", "x", "--to", "y"], [url]]) {
        const { code, ...said } = await runChatter(["db", "move", ...args]);
        assert.equal(code, 2, args.join(" "));
        assertSecret(said);
    }
});
