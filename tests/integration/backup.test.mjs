// chatter backup and restore: of a server at work, in the middle of things, and of what is no backup.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { rowsOf } from "../support/database.mjs";
import { mountSmallDisk } from "../support/disk.mjs";
import { png, upload } from "../support/images.mjs";
import { login, makeRoom, oneTo, post, register, wholeHistory } from "../support/people.mjs";
import { binary, runChatter, spawnYielding, startServer, temporaryFolder } from "../support/server.mjs";
import { ask, connect } from "../support/sockets.mjs";
import { onSqliteFile } from "../support/store.mjs";
import { eventually } from "../support/wait.mjs";

const run = promisify(execFile);
const databaseOf = (server) => join(server.dataDir, "chatter.db");
const backup = (server, file) => runChatter(["backup", file], { env: { DATA_DIR: server.dataDir } });
const restore = (dataDir, file, ...more) => runChatter(["restore", file, ...more], { env: { DATA_DIR: dataDir } });

/** Keeps `inFlight` sends under way until it is stopped; `acked` are the messages that were. */
function keepSending(socket, roomId, inFlight = 16) {
    const load = { acked: [], stopped: false };
    const send = async () => {
        while (!load.stopped) {
            const draft = { roomId, content: "x".repeat(200), clientId: crypto.randomUUID() };
            const { ok, message } = await ask(socket, "message:send", draft);
            assert.ok(ok);
            load.acked.push(message);
        }
    };
    const sending = oneTo(inFlight).map(send);
    load.stop = async () => {
        load.stopped = true;
        await Promise.all(sending);
    };
    return load;
}

/** Adds rows enough that a copy takes a while, in a table that is nobody's. */
async function makeLarge(server, megabytes) {
    await rowsOf(
        databaseOf(server),
        `CREATE TABLE ballast (bytes BLOB);
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${megabytes * 16})
         INSERT INTO ballast SELECT randomblob(65000) FROM n;`,
    );
}

/** Backs up until a message is acked meanwhile: a copy may be over before the disk has taken the next commit. */
async function backupBetweenAcks(t, server, load) {
    for (let tries = 0; tries < 10; ++tries) {
        const file = join(await temporaryFolder(t), "copy.db");
        const ackedBefore = [...load.acked];
        const { code, stdout, stderr } = await backup(server, file);
        assert.equal(code, 0, stderr);
        assert.ok(stdout.includes(file), stdout);
        if (load.acked.length > ackedBefore.length) return { file, ackedBefore };
    }
    assert.fail("the server wrote nothing during any of ten backups");
}

test("a backup of a server at work holds every message that was acked before, and a whole number of moments", async (t) => {
    const server = await startServer(t, onSqliteFile);
    const ada = await register(server);
    const room = await makeRoom(ada);
    const socket = await connect(t, server, ada);
    await makeLarge(server, 16);
    const load = keepSending(socket, room.id);
    await eventually("some are acked", () => load.acked.length > 200);

    const { file, ackedBefore } = await backupBetweenAcks(t, server, load);
    await load.stop();

    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.deepEqual(await rowsOf(file, "PRAGMA integrity_check"), [{ integrity_check: "ok" }]);
    assert.deepEqual(await rowsOf(file, "PRAGMA foreign_key_check"), []);
    const messages = await rowsOf(file, "SELECT seq, client_id FROM messages ORDER BY seq");
    const kept = new Set(messages.map(({ client_id }) => client_id));
    assert.ok(ackedBefore.every(({ clientId }) => kept.has(clientId)));
    assert.deepEqual(messages.map(({ seq }) => seq), oneTo(messages.length));
    assert.deepEqual(await rowsOf(file, "SELECT last_seq FROM rooms"), [{ last_seq: messages.length }]);
});

test("a server on a restored backup serves what was there: people, messages, images, sessions", async (t) => {
    const server = await startServer(t, onSqliteFile);
    const ada = await register(server);
    const room = await makeRoom(ada);
    await post(ada, room.id, "before the backup");
    const image = (await upload(ada, png(40, 30))).json;
    const file = join(await temporaryFolder(t), "copy.db");
    assert.equal((await backup(server, file)).code, 0);
    await post(ada, room.id, "after the backup");
    const bytes = (await ada.call("GET", image.url)).bytes;
    await server.stop();
    const before = await readFile(file);

    const refused = await restore(server.dataDir, file);
    assert.equal(refused.code, 1);
    assert.ok(refused.stderr.includes("--force"), refused.stderr);
    const { code, stdout, stderr } = await restore(server.dataDir, file, "--force");

    assert.equal(code, 0, stderr);
    assert.deepEqual(await readFile(file), before, "the backup is only read");
    await server.start();
    const history = await wholeHistory(ada, room.id);
    assert.deepEqual(history.map(({ content }) => content), ["before the backup"]);
    assert.deepEqual((await ada.call("GET", image.url)).bytes, bytes);
    await login(server, ada.user.username);
    await post(ada, room.id, "life goes on");

    const aside = /kept: (.+)$/m.exec(stdout)?.[1];
    const kept = await rowsOf(aside, "SELECT content FROM messages ORDER BY seq");
    assert.deepEqual(kept, [{ content: "before the backup" }, { content: "after the backup" }]);
});

test("a backup restores to an empty folder, and a server that runs on it is left alone", async (t) => {
    const server = await startServer(t, onSqliteFile);
    const ada = await register(server);
    const folder = await temporaryFolder(t);
    const file = join(folder, "copy.db");
    assert.equal((await backup(server, file)).code, 0);

    const running = await restore(server.dataDir, file, "--force");
    assert.equal(running.code, 1);
    assert.ok(running.stderr.includes(String(server.pid)), running.stderr);
    assert.equal((await ada.call("GET", "/api/auth/me")).status, 200);

    const fresh = join(folder, "new", "data");
    assert.equal((await restore(fresh, file)).code, 0);
    assert.deepEqual(await rowsOf(join(fresh, "chatter.db"), "SELECT username FROM users"), [
        { username: ada.user.username },
    ]);
});

test("no backup overwrites a file, whatever it is", async (t) => {
    const server = await startServer(t, onSqliteFile);
    const folder = await temporaryFolder(t);
    const file = join(folder, "copy.db");
    await writeFile(file, "precious");
    for (const taken of [file, folder, databaseOf(server)]) {
        const { code, stderr } = await backup(server, taken);
        assert.equal(code, 1, taken);
        assert.ok(stderr.includes(taken), stderr);
    }
    assert.equal(await readFile(file, "utf8"), "precious");
    assert.deepEqual(await readdir(folder), ["copy.db"]);
    assert.equal((await runChatter(["backup"])).code, 2);
    assert.equal((await runChatter(["restore"])).code, 2);
});

for (const signal of ["SIGTERM", "SIGKILL"]) {
    test(`a backup that ${signal} ends leaves nothing under the name, and the next one works`, async (t) => {
        const server = await startServer(t, onSqliteFile);
        await makeLarge(server, 100);
        const folder = await temporaryFolder(t);
        const file = join(folder, "copy.db");
        const child = spawnYielding(["backup", file], { ...process.env, DATA_DIR: server.dataDir });
        const ended = new Promise((resolve) => child.once("exit", (code, by) => resolve({ code, by })));
        const partial = await eventually("the copy has begun", async () => {
            const [name] = await readdir(folder);
            return name && (await stat(join(folder, name))).size > 0 && name;
        });
        assert.notEqual(partial, "copy.db");
        child.kill(signal);

        assert.deepEqual(await ended, signal === "SIGKILL" ? { code: null, by: signal } : { code: 1, by: null });
        const left = await readdir(folder);
        assert.ok(!left.includes("copy.db"), left.join());
        if (signal === "SIGTERM") assert.deepEqual(left, []);
        const again = await backup(server, file);
        assert.equal(again.code, 0, again.stderr);
        assert.deepEqual(await readdir(folder), ["copy.db"]);
    });
}

test("a full disk fails a backup and a restore in one line and leaves nothing behind", async (t) => {
    const server = await startServer(t, onSqliteFile);
    await makeLarge(server, 4);
    const folder = await temporaryFolder(t);
    const file = join(folder, "copy.db");
    const limited = (args, dataDir) =>
        run("bash", ["-c", 'ulimit -f 1000; exec "$0" "$@"', binary, ...args], {
            env: { ...process.env, DATA_DIR: dataDir },
        }).then(
            () => assert.fail("a megabyte holds no four"),
            ({ code, stderr }) => ({ code, stderr }),
        );

    const refused = await limited(["backup", file], server.dataDir);
    assert.equal(refused.code, 1, refused.stderr);
    assert.equal(refused.stderr.trim().split("\n").length, 1, refused.stderr);
    assert.ok(refused.stderr.includes(file), refused.stderr);
    assert.deepEqual(await readdir(folder), []);

    assert.equal((await backup(server, file)).code, 0);
    await server.stop();
    const before = await rowsOf(databaseOf(server), "SELECT count(*) AS count FROM ballast");
    const failed = await limited(["restore", file, "--force"], server.dataDir);
    assert.equal(failed.code, 1, failed.stderr);
    assert.deepEqual(await rowsOf(databaseOf(server), "SELECT count(*) AS count FROM ballast"), before);
    assert.ok(!(await readdir(server.dataDir)).some((name) => name.includes("partial")));
});

test("a disk without room fails a backup in one line, and is left as it was", async (t) => {
    const disk = mountSmallDisk(t, 8);
    if (!disk) return t.skip("mounting a tmpfs needs root and the right to mount");
    const server = await startServer(t, onSqliteFile);
    await makeLarge(server, 12);
    const file = join(disk, "copy.db");
    const { code, stderr } = await backup(server, file);
    assert.equal(code, 1, stderr);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
    assert.ok(stderr.includes(file), stderr);
    assert.match(stderr, /space|full/i);
    assert.deepEqual(await readdir(disk), []);
    const ada = await register(server);
    await makeRoom(ada);
});

test("restore refuses what is no whole backup of Chatter, and touches nothing", async (t) => {
    const server = await startServer(t, onSqliteFile);
    await makeLarge(server, 2);
    const folder = await temporaryFolder(t);
    const good = join(folder, "copy.db");
    assert.equal((await backup(server, good)).code, 0);
    await server.stop();
    const make = async (name, change) => {
        const path = join(folder, name);
        await copyFile(good, path);
        await change(path);
        return path;
    };
    const wrong = {
        "no such file": join(folder, "missing"),
        "a folder": folder,
        "a letter": await make("letter", (path) => writeFile(path, "Dear grandmother, ".repeat(500))),
        "an empty file": await make("empty", (path) => truncate(path)),
        "half a file": await make("half", async (path) => truncate(path, (await stat(path)).size / 2)),
        "another program's": await make("other", async (path) => {
            await rm(path);
            await rowsOf(path, "CREATE TABLE recipes (name)");
        }),
        "a newer version's": await make("newer", (path) =>
            rowsOf(path, "INSERT INTO migrations VALUES (9999, '9999_from_the_future', 'x', 0)"),
        ),
    };
    const before = await readFile(databaseOf(server));
    for (const [what, path] of Object.entries(wrong)) {
        const { code, stdout, stderr } = await restore(server.dataDir, path, "--force");
        assert.equal(code, 1, `${what}: ${stdout}`);
        assert.equal(stderr.trim().split("\n").length, 1, `${what}: ${stderr}`);
        assert.match(stderr, /^chatter: /, what);
    }
    assert.deepEqual(await readFile(databaseOf(server)), before);
    assert.ok(!(await readdir(server.dataDir)).some((name) => /partial|before-restore/.test(name)));
});

test("of PostgreSQL both commands say in one line what to use instead", async (t) => {
    const env = {
        DATA_DIR: await temporaryFolder(t),
        DATABASE_URL: "postgresql://chatter:the-password@localhost:1/chatter",
    };
    for (const [args, tool] of [[["backup", "x"], "pg_dump"], [["restore", "x"], "pg_restore"]]) {
        const { code, stderr } = await runChatter(args, { env });
        assert.equal(code, 1);
        assert.equal(stderr.trim().split("\n").length, 1, stderr);
        assert.ok(stderr.includes(tool) && !stderr.includes("the-password"), stderr);
    }
});
