// An upgrade of a SQLite installation from every version of its schema that there ever was, with data in it, and the way
// back.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { assertIsServed, dataOf, migrationsOf, newInhabitants } from "../support/earlier_versions.mjs";
import { request } from "../support/http.mjs";
import { cookieOf, newName, oneTo, password, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { runChatter, startServer, temporaryFolder } from "../support/server.mjs";
import { onSqliteOnly } from "../support/store.mjs";
import { eventually } from "../support/wait.mjs";

const run = promisify(execFile);
const folder = join(dirname(fileURLToPath(import.meta.url)), "../../server/src/store/sqlite");
const here = onSqliteOnly("the files of SQLite; postgres_upgrades.test.mjs has those of PostgreSQL");
const file = fileScope();
let files; // of the migrations, in their order
let passwordHash;

before(async () => {
    files = await migrationsOf("sqlite");
    if (here.skip) return;
    const server = await startServer(file);
    const { user } = await register(server, newName("ada"));
    const database = join(server.dataDir, "chatter.db");
    passwordHash = await sql(
        database,
        `SELECT password_hash FROM users WHERE id = X'${user.id.replaceAll("-", "")}'`,
    );
    await server.stop();
});

async function sql(database, text) {
    const { stdout } = await run("sqlite3", ["-bail", database, text], { maxBuffer: 1 << 26 });
    return stdout.trim();
}

/** A data folder whose database has had the migrations up to the one at `index`, and people who use it. */
async function installationOf(t, index) {
    const dataDir = await temporaryFolder(t);
    const database = join(dataDir, "chatter.db");
    const made = newInhabitants();
    const table = await readFile(join(folder, "queries/create_migrations_table.sql"), "utf8");
    const applied = files
        .slice(0, index + 1)
        .map(
            ({ number, name, text, checksum }) =>
                `${text}; INSERT INTO migrations VALUES (${number}, '${name}', '${checksum}', 1)`,
        );
    const script = join(dataDir, "made.sql");
    await writeFile(
        script,
        [table, ...applied, ...dataOf("sqlite", files[index].number, made, passwordHash)].join(";\n") + ";\n",
    );
    await run("sqlite3", ["-bail", database, `.read ${script}`]);
    const env = { DATA_DIR: dataDir, DATABASE_URL: "" };
    return { env, database, ...made };
}

const snapshotsIn = async (dataDir) =>
    (await readdir(dataDir)).filter((name) => /^chatter\.db\.before-migration-\w+$/.test(name));

/** Everything in a database, in a form that can be compared. */
const contentOf = (database) => sql(database, ".dump");

async function assertServes(t, made) {
    const server = await startServer(t, { env: made.env });
    const answer = await request(server, "POST", "/api/auth/login", { json: { username: "bob", password } });
    assert.equal(answer.status, 200, answer.text);
    const bob = {
        call: (method, path, options) =>
            request(server, method, path, { token: answer.json.token, ...options }),
    };
    assert.ok(cookieOf(answer));
    await assertIsServed(bob, made);
    assert.equal((await server.stop()).code, 0);
}

test(
    "every earlier schema with data in it is upgraded, after a snapshot that brings all of it back",
    here,
    async (t) => {
        for (const [index, { name }] of files.slice(0, -1).entries()) {
            const made = await installationOf(t, index);
            const before = await contentOf(made.database);
            const deployed = await runChatter(["migrate", "deploy"], { env: made.env });
            assert.equal(deployed.code, 0, `${name}: ${deployed.stderr}`);
            const [first, ...applied] = deployed.stdout.trim().split("\n");
            assert.deepEqual(
                applied,
                files.slice(index + 1).map((one) => `applied ${one.name}`),
            );
            const [snapshot] = await snapshotsIn(made.env.DATA_DIR);
            assert.equal(first, `As it was before: ${join(made.env.DATA_DIR, snapshot)}`);
            assert.equal(await contentOf(join(made.env.DATA_DIR, snapshot)), before);
            assert.equal(await sql(made.database, "SELECT seq FROM messages WHERE changed"), "2");
            await assertServes(t, made);

            const back = await runChatter(["migrate", "rollback"], { env: made.env });
            assert.equal(back.code, 0, back.stderr);
            assert.equal(await contentOf(made.database), before, `${name}: the way back`);
            const [, aside] = /What was there, with all that came since: (.*)/.exec(back.stdout);
            assert.match(await contentOf(aside), /after the upgrade/);
            const status = await runChatter(["migrate", "status"], { env: made.env });
            assert.equal(status.code, 1, "this version would migrate it again");
        }
    },
);

test("a server outside production makes the snapshot too, and few are kept", here, async (t) => {
    const made = await installationOf(t, 0);
    const { DATA_DIR: dataDir } = made.env;
    const older = oneTo(4).map((n) => `chatter.db.before-migration-2020010${n}T000000Z`);
    for (const name of [
        ...older,
        "chatter.db.before-migration-20200101T000000Z.partial",
        "chatter.db.before-migration-mine",
    ])
        await writeFile(join(dataDir, name), "");
    const server = await startServer(t, { env: made.env });
    await eventually("the log says so", () => /Copied the database before its migrations/.test(server.log));
    const left = await snapshotsIn(dataDir);
    assert.deepEqual(
        left.filter((name) => older.includes(name)),
        older.slice(-2),
    );
    assert.equal(left.length, 4, `the newest three, and what only looks alike: ${left}`);
    assert.ok(!(await readdir(dataDir)).some((name) => name.endsWith(".partial")));

    const refused = await runChatter(["migrate", "rollback"], { env: made.env });
    assert.equal(refused.code, 1, "a server that runs is left alone");
    await server.stop();
});

test(
    "nothing is migrated when the snapshot cannot be made, and a new database needs none",
    here,
    async (t) => {
        const made = await installationOf(t, 0);
        const before = await contentOf(made.database);
        await sql(
            made.database,
            "CREATE TABLE filler (bytes BLOB); INSERT INTO filler VALUES (zeroblob(4000000))",
        );
        const command = `ulimit -f 1500; trap '' XFSZ; exec "$CHATTER" migrate deploy`;
        const env = {
            ...process.env,
            ...made.env,
            CHATTER: process.env.CHATTER_BINARY ?? join(folder, "../../../dist/chatter"),
        };
        const failed = await run("bash", ["-c", command], { env }).catch((error) => error);
        assert.equal(failed.code, 1, failed.stdout);
        assert.match(
            failed.stderr,
            /^chatter: Nothing was migrated, because .*chatter\.db could not be copied before: [^\n]+\n$/,
        );
        await sql(made.database, "DROP TABLE filler");
        assert.equal(await contentOf(made.database), before);
        assert.deepEqual(await snapshotsIn(made.env.DATA_DIR), []);

        const dataDir = await temporaryFolder(t);
        const fresh = await runChatter(["migrate", "deploy"], {
            env: { DATA_DIR: dataDir, DATABASE_URL: "" },
        });
        assert.equal(fresh.code, 0);
        assert.deepEqual(await snapshotsIn(dataDir), []);
        const nothing = await runChatter(["migrate", "rollback"], {
            env: { DATA_DIR: dataDir, DATABASE_URL: "" },
        });
        assert.equal(nothing.code, 1);
        assert.match(nothing.stderr, /There is no snapshot beside/);
    },
);
