// chatter export and import: a whole installation through a folder of JSON lines, from either store to the other.

import assert from "node:assert/strict";
import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { addMessages, query, rowsOf } from "../support/database.mjs";
import { fill, mountSmallDisk } from "../support/disk.mjs";
import { png, upload } from "../support/images.mjs";
import { startLoad } from "../support/load.mjs";
import { login, makeRoom, oneTo, post, register, wholeHistory } from "../support/people.mjs";
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
const environmentOf = (server) => ({ DATA_DIR: server.dataDir, ...server.env });
const runExport = (env, folder) => runChatter(["export", folder], { env, timeoutMs: 60_000 });
const runImport = (env, folder) => runChatter(["import", folder], { env, timeoutMs: 60_000 });

const linesOf = async (folder, name) =>
    (await readFile(join(folder, name), "utf8")).split("\n").slice(0, -1).map((line) => JSON.parse(line));

/** Every file of an export by its name. */
async function readExport(folder) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = {};
    for (const entry of entries.filter((one) => one.isFile())) {
        const path = join(entry.parentPath ?? entry.path, entry.name);
        files[path.slice(folder.length + 1)] = (await readFile(path)).toString("latin1");
    }
    return files;
}

/** Two exports have the same in every file; but for the time, that is. */
async function assertSameExports(one, other) {
    const [first, second] = [await readExport(one), await readExport(other)];
    assert.deepEqual(Object.keys(first).sort(), Object.keys(second).sort());
    const timeless = (text) => text.replace(/"exportedAt": "[^"]+"/, "");
    for (const name of Object.keys(first)) assert.equal(timeless(first[name]), timeless(second[name]), name);
}

const isProgress = (line) => /^(ex|im)ported [a-z_]+: \d+$/.test(line);

/** It failed, and said why in one line beside those that tell how far it was. */
function assertRefused(answer, pattern) {
    assert.equal(answer.code, 1, `${answer.stdout}${answer.stderr}`);
    const lines = answer.stderr.trim().split("\n").filter((line) => !isProgress(line));
    assert.equal(lines.length, 1, answer.stderr);
    assert.match(lines[0], /^chatter: .+\.?$/);
    assert.match(lines[0], pattern);
    assert.ok(!answer.stderr.includes(owner.password) && !answer.stderr.includes(encodeURIComponent(owner.password)));
}

async function must(promise, status = 200) {
    const answer = await promise;
    assert.equal(answer.status, status, answer.text);
    return status === 204 ? undefined : answer.json;
}

/** A server on SQLite where there is some of everything, and `look`, which tells what people see on another one. */
async function inhabited(t) {
    const server = await startServer(t, onSqliteFile);
    const people = [await register(server), await register(server), await register(server)];
    const [ada, bob, eve] = people;
    const room = await makeRoom(ada, [bob, eve], { name: "Straße 東京" });
    const closed = await makeRoom(bob, [ada], { kind: "private" });
    const archived = await makeRoom(eve);
    const direct = (await must(ada.call("POST", "/api/rooms", { json: { kind: "direct", userIds: [eve.user.id] } }), 201)).room;
    for (const n of oneTo(20)) await post(n % 2 ? ada : bob, room.id, `message ${n} 👩🏽‍🚀 한국어 "\\\n\t`);
    const original = await post(ada, room.id, "the original");
    const reply = await post(bob, room.id, "a reply", { replyTo: original.id });
    await post(ada, closed.id, `for @${bob.user.username} alone`);
    await post(eve, direct.id, "between us");
    await post(ada, room.id, "@all of you");
    const { url } = await must(upload(ada, png(400, 300)), 201);
    await must(upload(bob, png(30, 20)), 201); // that nobody shows
    await post(ada, room.id, `[img]${url}`);
    const gone = await post(bob, room.id, "better left unsaid");
    const of = (message) => `/api/rooms/${message.roomId}/messages/${message.id}`;
    await must(bob.call("DELETE", of(gone)), 204);
    await must(ada.call("PATCH", of(original), { json: { content: "the original, edited" } }));
    await must(bob.call("PUT", `${of(original)}/reactions/${encodeURIComponent("👍🏽")}`));
    await must(eve.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq: 7 } }));
    await must(eve.call("PUT", `/api/rooms/${room.id}/notifications`, { json: { muted: true } }));
    await must(ada.call("POST", `/api/rooms/${closed.id}/invites`, { json: { expiresInSeconds: 3600, maxUses: 5 } }), 201);
    await must(eve.call("PATCH", `/api/rooms/${archived.id}`, { json: { archived: true } }));
    await addWhatHasNoRoute(server, { ada, bob, original, reply });

    const look = async (other) => {
        const signedIn = [];
        for (const { user } of people) signedIn.push(await login(other, user.username));
        const [first] = signedIn;
        return {
            people: await Promise.all(signedIn.map((one) => must(one.call("GET", "/api/auth/me")))),
            rooms: await Promise.all(signedIn.map((one) => must(one.call("GET", "/api/rooms")))),
            histories: await Promise.all([room, closed, direct].map(({ id }) => wholeHistory(first, id))),
            image: (await first.call("GET", url)).bytes.toString("base64"),
            invites: (await must(first.call("GET", `/api/rooms/${closed.id}/invites`))).invites.map(({ url: _, ...invite }) => invite),
            found: await Promise.all(
                ["message 1", "한국", "alone"].map((q) => must(first.call("GET", `/api/search?q=${encodeURIComponent(q)}`))),
            ),
        };
    };
    return { server, people, room, look };
}

/** Rows in those tables that have none by now. */
async function addWhatHasNoRoute(server, { ada, bob, original, reply }) {
    const id = (entity) => `x'${entity.id.replaceAll("-", "")}'`;
    const place = `${`x'${original.roomId.replaceAll("-", "")}'`}, ${original.seq}`;
    const inRoom = `room_id = x'${original.roomId.replaceAll("-", "")}'`;
    await query(
        server,
        `INSERT OR IGNORE INTO message_edits VALUES (${place}, ${original.version}, 'the very original', 5);
         INSERT OR IGNORE INTO room_mentions VALUES (${place}, ${id(ada.user)});
         INSERT OR IGNORE INTO blocks VALUES (${id(bob.user)}, ${id(ada.user)}, 8);
         INSERT OR IGNORE INTO drafts SELECT ${id(ada.user)}, room_id, 3, 'And then', 9 FROM messages WHERE id = ${id(original)};
         INSERT OR IGNORE INTO saved_messages VALUES (${id(bob.user)}, ${place}, 10);
         INSERT OR IGNORE INTO audit_log VALUES (randomblob(16), 1, NULL, 'promote', 'user', 'x', '{"to":"admin"}', '::1');
         UPDATE messages SET pinned_at = 11, pinned_by = ${id(bob.user)}, reply_count = 1, last_reply_at = 12
             WHERE ${inRoom} AND seq = ${original.seq};
         UPDATE messages SET thread_seq = ${original.seq} WHERE ${inRoom} AND seq = ${reply.seq};
         UPDATE users SET status_text = 'at sea', chosen_presence = 2, last_seen_at = 13 WHERE id = ${id(ada.user)};`,
    );
}

test("an installation goes from SQLite to PostgreSQL and back, and its export is the same each time", async (t) => {
    const { server, look } = await inhabited(t);
    const seen = await look(server);
    const folder = await temporaryFolder(t);
    const [first, second, third] = ["first", "second", "third"].map((name) => join(folder, name));

    const exported = await runExport(environmentOf(server), first);
    assert.equal(exported.code, 0, exported.stderr);
    assert.match(exported.stderr, /^exported messages: \d+$/m);
    assert.match(exported.stdout, /password hashes/);
    assert.equal((await stat(first)).mode & 0o777, 0o700);
    const files = await readExport(first);
    for (const name of Object.keys(files)) {
        assert.equal((await stat(join(first, name))).mode & 0o777, 0o600, name);
        assert.ok(files[name].length > 0, `${name} has something`);
    }
    await server.stop();

    const url = postgres.url(await postgres.createDatabase());
    const imported = await runImport({ DATA_DIR: folder, DATABASE_URL: url }, first);
    assert.equal(imported.code, 0, imported.stderr);
    // Before anybody signs in there, which the audit log would tell.
    const fromPostgres = await runExport({ DATA_DIR: folder, DATABASE_URL: url }, second);
    assert.equal(fromPostgres.code, 0, fromPostgres.stderr);
    const onPostgres = await startServer(t, { env: { DATABASE_URL: url } });
    assert.deepEqual(await look(onPostgres), seen);
    await onPostgres.stop();

    const elsewhere = join(folder, "data");
    const returned = await runImport({ DATA_DIR: elsewhere }, second);
    assert.equal(returned.code, 0, returned.stderr);
    const again = await runExport({ DATA_DIR: elsewhere }, third);
    assert.equal(again.code, 0, again.stderr);
    const onSqlite = await startServer(t, { env: { DATABASE_URL: `sqlite:${join(elsewhere, "chatter.db")}` } });
    assert.deepEqual(await look(onSqlite), seen);
    const newcomer = await register(onSqlite);
    await post(newcomer, (await makeRoom(newcomer)).id, "life goes on");

    await assertSameExports(first, second);
    await assertSameExports(first, third);
});

test("an export has the fields that its documentation lists, and no sign-in", async (t) => {
    const { server } = await inhabited(t);
    const folder = join(await temporaryFolder(t), "export");
    assert.equal((await runExport(environmentOf(server), folder)).code, 0);
    const page = await readFile(new URL("../../docs/export-format.md", import.meta.url), "utf8");
    const documented = Object.fromEntries(
        page.split("\n### ").slice(1).map((section) => [
            section.slice(0, section.indexOf("\n")),
            [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, field]) => field),
        ]),
    );
    const { files, ...manifest } = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
    assert.deepEqual(Object.keys(manifest), ["format", "formatVersion", "chatterVersion", "exportedAt"]);
    const found = {};
    for (const { name, lines } of files) {
        const objects = await linesOf(folder, name);
        assert.equal(objects.length, lines);
        assert.ok(lines > 0, `${name} has something`);
        found[name] = Object.keys(objects[0]);
        for (const object of objects) assert.deepEqual(Object.keys(object), found[name]);
    }
    assert.deepEqual(found, documented);
    assert.deepEqual((await readdir(folder)).sort(), [...Object.keys(found), "images", "manifest.json"].sort());
});

test("an export of a server at work holds what was acked before, and a whole number of moments", async (t) => {
    const server = await startServer(t); // of the run's store
    const people = [await register(server), await register(server)];
    const rooms = [await makeRoom(people[0], [people[1]]), await makeRoom(people[1], [people[0]])];
    const load = await startLoad(t, server, people, rooms.map(({ id }) => id), "load");
    await eventually("some are acked", () => load.acked.length > 200);
    const ackedBefore = [...load.acked];
    const folder = await temporaryFolder(t);

    // More than three only when all were over before the disk had taken the next commit.
    const ackedMeanwhile = () => load.acked.length - ackedBefore.length;
    const exports = [];
    while (exports.length < 3 || (ackedMeanwhile() === 0 && exports.length < 20)) {
        exports.push(exports.length + 1);
        const exported = await runExport(environmentOf(server), join(folder, `${exports.at(-1)}`));
        assert.equal(exported.code, 0, exported.stderr);
    }
    assert.ok(ackedMeanwhile() > 0, "the server went on writing");
    await load.stop();

    for (const n of exports) {
        const lines = (name) => linesOf(join(folder, `${n}`), name);
        const messages = await lines("messages.jsonl");
        const ids = new Set(messages.map(({ id }) => id));
        assert.ok(ackedBefore.every(({ id }) => ids.has(id)));
        const memberships = await lines("memberships.jsonl");
        for (const { id, lastSeq, version, lastMessageAt } of await lines("rooms.jsonl")) {
            const own = messages.filter(({ roomId }) => roomId === id);
            assert.deepEqual(own.map(({ seq }) => seq), oneTo(lastSeq));
            assert.equal(own.at(-1).version, version);
            assert.equal(own.at(-1).createdAt, lastMessageAt);
            for (const { userId, exemptCount } of memberships.filter(({ roomId }) => roomId === id)) {
                assert.equal(exemptCount, own.filter(({ authorId }) => authorId === userId).length);
            }
        }
    }
});

for (const signal of ["SIGTERM", "SIGKILL"]) {
    test(`an import that ${signal} ends leaves an empty installation, and the next one ends well`, async (t) => {
        const { server, room } = await inhabited(t);
        await server.stop();
        await addMessages(sqliteFile(server), room.id, 50_000);
        const folder = await temporaryFolder(t);
        const whole = join(folder, "export");
        assert.equal((await runExport(environmentOf(server), whole)).code, 0);
        const database = await postgres.createDatabase();
        const dataDir = join(folder, "data");
        const targets = {
            SQLite: [{ DATA_DIR: dataDir }, (sql) => rowsOf(join(dataDir, "chatter.db"), sql)],
            PostgreSQL: [
                { DATA_DIR: dataDir, DATABASE_URL: postgres.url(database) },
                (sql) => postgres.query(database, sql),
            ],
        };
        for (const [store, [env, rows]] of Object.entries(targets)) {
            const ended = await interrupted(["import", whole], env, signal, /imported image_bytes/);
            assert.deepEqual(ended, signal === "SIGKILL" ? { code: null, by: signal } : { code: 1, by: null }, store);
            const left = () => rows("SELECT count(*) AS count FROM users");
            await eventually(`${store} is empty`, async () => (await left())[0].count === 0);
            const imported = await runImport(env, whole);
            assert.equal(imported.code, 0, imported.stderr);
            const [{ count }] = await rows("SELECT count(*) AS count FROM messages");
            assert.ok(count > 50_000);
        }
    });
}

for (const signal of ["SIGTERM", "SIGKILL"]) {
    test(`an export that ${signal} ends has no manifest, and is no export`, async (t) => {
        const { server, room } = await inhabited(t);
        await addMessages(sqliteFile(server), room.id, 50_000);
        const parent = await temporaryFolder(t);
        const folder = join(parent, "export");
        const ended = await interrupted(["export", folder], environmentOf(server), signal, /exported image_bytes/);
        assert.deepEqual(ended, signal === "SIGKILL" ? { code: null, by: signal } : { code: 1, by: null });
        if (signal === "SIGTERM") return assert.deepEqual(await readdir(parent), []);
        assert.ok((await readdir(folder)).includes("users.jsonl"));
        assertRefused(await runImport({ DATA_DIR: parent }, folder), /no manifest\.json: it is no export, or one that was cut off/);
        assertRefused(await runExport(environmentOf(server), folder), /cut off/);
    });
}

/** Runs a command until it says `when`, and then ends it. */
async function interrupted(args, env, signal, when) {
    const asan = process.env.ASAN_OPTIONS && { ASAN_OPTIONS: process.env.ASAN_OPTIONS };
    const child = spawnYielding(args, { PATH: process.env.PATH, ...env, ...asan });
    const ended = new Promise((resolve) => child.once("exit", (code, by) => resolve({ code, by })));
    let told = "";
    child.stderr.on("data", (bytes) => (told += bytes));
    await eventually(`it says ${when}`, () => when.test(told), 30_000);
    child.kill(signal);
    return within(30_000, "it ends", ended);
}

test("a full disk fails an export and an import in one line, and leaves nothing of them", async (t) => {
    const disk = mountSmallDisk(t, 4);
    if (!disk) return t.skip("mounting a tmpfs needs root and the right to mount");
    const { server, room } = await inhabited(t);
    await server.stop();
    await addMessages(sqliteFile(server), room.id, 20_000);
    const full = await runExport(environmentOf(server), join(disk, "export"));
    assertRefused(full, /messages\.jsonl: No space left on device/);
    assert.deepEqual(await readdir(disk), []);

    const whole = join(await temporaryFolder(t), "export");
    assert.equal((await runExport(environmentOf(server), whole)).code, 0);
    const refused = await runImport({ DATA_DIR: join(disk, "data") }, whole);
    assertRefused(refused, /full|space/i);
    assert.deepEqual(await rowsOf(join(disk, "data", "chatter.db"), "SELECT id FROM users"), []);

    await mkdir(join(disk, "other"));
    await fill(disk);
    assertRefused(await runExport(environmentOf(server), join(disk, "other")), /No space left on device/);
});

test("an import is refused where there is something, or a server", async (t) => {
    const { server } = await inhabited(t);
    const parent = await temporaryFolder(t);
    const folder = join(parent, "export");
    assert.equal((await runExport(environmentOf(server), folder)).code, 0);
    assertRefused(await runImport(environmentOf(server), folder), new RegExp(server.pid));
    await server.stop();
    assertRefused(await runImport(environmentOf(server), folder), /holds data already/);

    const url = postgres.url(await postgres.createDatabase());
    const other = await startServer(t, { env: { DATABASE_URL: url } });
    await register(other);
    assertRefused(await runImport({ DATA_DIR: parent, DATABASE_URL: url }, folder), /holds data already/);
});

test("what cannot be exported or imported is told in one line, and no password in it", async (t) => {
    const parent = await temporaryFolder(t);
    const folder = join(parent, "export");
    const unreachable = { DATA_DIR: parent, DATABASE_URL: postgres.url("no_such_database") };
    assertRefused(await runExport({ DATA_DIR: join(parent, "nowhere") }, folder), /There is no database/);
    assertRefused(await runExport(unreachable, folder), /no_such_database/);
    assertRefused(await runImport({ DATA_DIR: parent }, folder), /There is no folder/);
    assert.deepEqual(await readdir(parent), []);
    assert.equal((await runChatter(["export"])).code, 2);
    assert.equal((await runChatter(["import"])).code, 2);
});
