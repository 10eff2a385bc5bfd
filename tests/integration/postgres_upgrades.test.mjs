// A rolling upgrade: `migrate deploy` of the new version comes first and only adds, so that servers of the version
// before go on, and even start anew, until the new ones have taken over. CHATTER_PREVIOUS_BINARY is a server of the
// version before; with it, it is shown by that server too.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { assertIsServed, dataOf, migrationsOf, newInhabitants } from "../support/earlier_versions.mjs";
import { request } from "../support/http.mjs";
import { assertWhole, startLoad } from "../support/load.mjs";
import { makeRoom, oneTo, register } from "../support/people.mjs";
import { owner, startPostgres } from "../support/postgres.mjs";
import { fileScope } from "../support/scope.mjs";
import { runChatter, startServer, temporaryFolder } from "../support/server.mjs";
import { signed } from "../support/tokens.mjs";
import { eventually } from "../support/wait.mjs";

const repo = join(dirname(fileURLToPath(import.meta.url)), "../..");
const postgresFolder = "server/src/store/postgres";
const sharedFolder = "server/src/store/queries";
const production = {
    NODE_ENV: "production",
    JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30",
    CLIENT_ORIGIN: "https://chat.example.com",
};

const file = fileScope();
let postgres;
let dataDir;
let files; // of the migrations, in their order

before(async () => {
    postgres = await startPostgres(file);
    dataDir = await temporaryFolder(file);
    files = await migrationsOf("postgres");
});

const deploy = (env) => runChatter(["migrate", "deploy"], { env: { DATA_DIR: dataDir, ...env } });
const isReady = async (server) => (await request(server, "GET", "/api/ready")).status === 200;

/** A new database to which `set` has been applied, and written down as the first versions did. */
async function databaseWith(set) {
    const name = await postgres.createDatabase();
    const applied = set.map(
        (one) =>
            `${one.text}; INSERT INTO schema_migrations VALUES (${one.number}, '${one.name}', '${one.checksum}', 1);`,
    );
    const table =
        "CREATE TABLE schema_migrations (number bigint PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at bigint NOT NULL);";
    await postgres.execute(name, `SET ROLE ${owner.user}; ${table} ${applied.join("\n")}`);
    return { name, env: { DATABASE_URL: postgres.url(name) } };
}

test("every earlier schema with data in it is deployed, and everything is there", async (t) => {
    for (const [index, { number, name: last }] of files.slice(0, -1).entries()) {
        const { name, env } = await databaseWith(files.slice(0, index + 1));
        const made = newInhabitants();
        await postgres.execute(name, dataOf("postgres", number, made, "x").join(";\n"));
        const deployed = await deploy(env);
        assert.equal(deployed.code, 0, `${last}: ${deployed.stderr}`);
        assert.deepEqual(
            deployed.stdout.trim().split("\n"),
            files.slice(index + 1).map((one) => `applied ${one.name}`),
        );
        assert.deepEqual(await postgres.query(name, "SELECT seq::integer FROM messages WHERE changed"), [{ seq: 2 }]);

        const server = await startServer(t, { env: { ...env, ...production } });
        assert.equal(await isReady(server), true);
        const inAnHour = Math.floor(Date.now() / 1000) + 3600;
        const token = signed(
            { sub: made.bob, sid: made.session, iat: 1, exp: inAnHour },
            production.JWT_SECRET,
        );
        await assertIsServed(
            { call: (method, path, options) => request(server, method, path, { token, ...options }) },
            made,
        );
        await server.stop();
    }
});

// As a later version would: what is there stays, what is new may be left out.
const tomorrow = (needs) => `
    ALTER TABLE messages ADD COLUMN translated_at bigint;
    ALTER TABLE users ADD COLUMN locale text NOT NULL DEFAULT 'en';
    CREATE TABLE translations (room_id uuid NOT NULL REFERENCES rooms (id), seq bigint NOT NULL, PRIMARY KEY (room_id, seq));
    CREATE INDEX messages_translated ON messages (room_id) WHERE translated_at IS NOT NULL;
    INSERT INTO schema_migrations VALUES (9999, '9999_of_tomorrow', repeat('0', 64), 1, ${needs});`;

/** Many send to `server` while `upgrade` migrates its database; afterwards it is started anew, and they go on. */
async function upgradeUnderLoad(t, server, upgrade) {
    const people = await Promise.all(oneTo(3).map(() => register(server)));
    const room = await makeRoom(people[0], people.slice(1));
    const load = await startLoad(t, server, people, [room.id], "load");
    const more = async () => {
        const enough = load.acked.length + 200;
        await eventually("messages are acked", () => load.acked.length >= enough, 30_000);
    };
    await more();

    await upgrade();

    await more();
    assert.equal(await isReady(server), true);
    await server.stop();
    await server.start();
    await more();
    assert.equal(await isReady(server), true);
    await load.stop();
    await assertWhole(
        server,
        people[0],
        room.id,
        new Map(load.acked.map((message) => [message.id, message])),
    );
}

test("a server goes on under load, and starts anew, on the schema of a newer version that has only added", async (t) => {
    const { name, env } = await databaseWith(files);
    const server = await startServer(t, { env: { ...env, ...production } });
    await upgradeUnderLoad(t, server, async () => {
        // The table of migrations as the versions since then have it.
        assert.equal((await deploy(env)).code, 0);
        const migration = `SET ROLE ${owner.user}; ALTER TABLE schema_migrations ADD COLUMN IF NOT EXISTS needs bigint; ${tomorrow(0)}`;
        // One that changes several tables may have to give way to those who use them; `migrate deploy` tries again too.
        const apply = async () => {
            try {
                await postgres.execute(name, migration);
                return true;
            } catch (error) {
                assert.match(error.message, /deadlock detected/);
                return false;
            }
        };
        await eventually("it is migrated", apply, 60_000);
    });
    assert.match((await deploy(env)).stdout, /Nothing to do/);
    const { code, stdout } = await runChatter(["migrate", "status"], { env: { DATA_DIR: dataDir, ...env } });
    assert.equal(code, 0);
    assert.match(stdout, /9999_of_tomorrow, of a newer version/);
});

test("once a newer version has taken away what this one needs, it is not ready, and starts no more", async (t) => {
    const name = await postgres.createDatabase();
    const env = { DATABASE_URL: postgres.url(name) };
    const server = await startServer(t, { env });
    await postgres.execute(name, tomorrow(9998));
    await eventually("the server is not ready", async () => !(await isReady(server)));
    const { code, stderr } = await runChatter(["serve"], { env: { DATA_DIR: dataDir, PORT: "0", ...env } });
    assert.equal(code, 1);
    assert.match(stderr, /9999_of_tomorrow/);
});

const needsSomething = () => /^-- Needs: /m.test(files.at(-1).text);

test("the last migration only adds to the tables of the set before, or says what it needs", async (t) => {
    if (needsSomething()) return t.skip("it takes away what only older versions use");
    const columns = (name) =>
        postgres.query(
            name,
            `SELECT table_name || '.' || column_name AS column, data_type, is_nullable = 'YES' OR column_default IS NOT NULL
                 OR is_identity = 'YES' OR is_generated = 'ALWAYS' AS optional
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'schema_migrations'`,
        );
    const [was, is] = await Promise.all(
        [files.slice(0, -1), files].map(async (set) => columns((await databaseWith(set)).name)),
    );
    const byName = new Map(is.map((one) => [one.column, one]));
    for (const { column, data_type, optional } of was) {
        assert.equal(byName.get(column)?.data_type, data_type, column);
        assert.ok(byName.get(column).optional || !optional, `${column} may be left out, as before`);
        byName.delete(column);
    }
    const tables = new Set(was.map(({ column }) => column.split(".")[0]));
    const inTheWay = [...byName.values()].filter(
        ({ column, optional }) => tables.has(column.split(".")[0]) && !optional,
    );
    assert.deepEqual(inTheWay, [], "who does not know a new column leaves it out");
});

/** The statements of the version before the last migration, by name; nothing where the repository has no history. */
async function statementsBefore() {
    const git = async (...args) =>
        (await promisify(execFile)("git", args, { cwd: repo, maxBuffer: 1 << 26 })).stdout.trim();
    const path = `${postgresFolder}/migrations/${files.at(-1).name}.sql`;
    try {
        const added = await git("log", "--diff-filter=A", "--format=%H", "-1", "--", path);
        const version = added ? `${added}^` : "HEAD";
        const list = (
            await git("ls-tree", "--name-only", version, `${postgresFolder}/queries/`, `${sharedFolder}/`)
        ).split("\n");
        return await Promise.all(list.map(async (one) => [one, await git("show", `${version}:${one}`)]));
    } catch {
        return undefined;
    }
}

test("every statement of the version before is understood by the schema of this one", async (t) => {
    if (needsSomething()) return t.skip("it takes away what only older versions use");
    const statements = await statementsBefore();
    if (!statements) return t.skip("there is no history of the repository here");
    const asked = statements.filter(([, text]) =>
        /^(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(text.replace(/^--.*\n/gm, "").trim()),
    );
    const understoodBy = async (migrations) => {
        const { name } = await databaseWith(migrations);
        await postgres.execute(name, "ALTER TABLE schema_migrations ADD COLUMN IF NOT EXISTS needs bigint");
        const isUnderstood = ([, text]) =>
            postgres.execute(name, `SET ROLE ${owner.user}; PREPARE statement AS ${text}`).then(() => true, () => false);
        const answers = [];
        for (const one of asked) answers.push(await isUnderstood(one));
        return asked.filter((_, n) => answers[n]).map(([path]) => path);
    };
    // Without the types that the server gives its parameters, some few are understood by no schema.
    const before = await understoodBy(files.slice(0, -1));
    assert.ok(before.length > 0.9 * asked.length && before.length > 30, `${before.length} of ${statements.length}`);
    assert.deepEqual(await understoodBy(files), before);
});

const previous = process.env.CHATTER_PREVIOUS_BINARY;

test("the server of the version before goes on under load, and starts anew, on the schema of this one", {
    skip: !previous && "no CHATTER_PREVIOUS_BINARY",
}, async (t) => {
    const name = await postgres.createDatabase();
    const env = { DATABASE_URL: postgres.url(name) };
    const server = await startServer(t, { env, command: previous });
    const numbers = async () => (await postgres.query(name, "SELECT number FROM schema_migrations")).length;
    const before = await numbers();
    await upgradeUnderLoad(t, server, async () => {
        const { code, stderr } = await deploy(env);
        assert.equal(code, 0, stderr);
        assert.ok((await numbers()) > before, "there was something to migrate");
    });
});
