// Migrating PostgreSQL: directly, however many do it at once, and never over what was changed behind our back.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { freePort } from "../../script/lib/free-port.mjs";
import { request } from "../support/http.mjs";
import { makeRoom, oneTo, post, register, wholeHistory } from "../support/people.mjs";
import { startPgBouncer } from "../support/pgbouncer.mjs";
import { startPostgres } from "../support/postgres.mjs";
import { fileScope } from "../support/scope.mjs";
import { runChatter, startServer, temporaryFolder } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let postgres;
let bouncer;
let dataDir;

before(async () => {
    postgres = await startPostgres(file);
    bouncer = await startPgBouncer(file, postgres);
    dataDir = await temporaryFolder(file);
});

/** A new database, and the environment in which the server finds it through PgBouncer and migrations directly. */
async function newDatabase() {
    const name = await postgres.createDatabase();
    const DATABASE_URL = postgres.url(name, { port: bouncer.port });
    return { name, env: { DATA_DIR: dataDir, DATABASE_URL, DIRECT_URL: postgres.url(name) } };
}

const migrate = (verb, env) => runChatter(["migrate", verb], { env });

async function deploy(env) {
    const { code, stdout, stderr } = await migrate("deploy", env);
    assert.equal(code, 0, stderr);
    return stdout;
}

const appliedIn = (name) => postgres.query(name, "SELECT * FROM schema_migrations ORDER BY number");

test("status lists what is pending and deploy applies it, by DIRECT_URL alone", async () => {
    const { env } = await newDatabase();
    const unreachable = { ...env, DATABASE_URL: `postgresql://nobody@127.0.0.1:${await freePort()}/nothing` };
    const before = await migrate("status", unreachable);
    assert.equal(before.code, 1, before.stderr);
    assert.match(before.stdout, /pending .*0001_/);

    assert.match(await deploy(unreachable), /applied 0001_/);

    const after = await migrate("status", unreachable);
    assert.equal(after.code, 0, after.stderr);
    assert.match(after.stdout, /applied .*0001_/);
    assert.doesNotMatch(after.stdout, /pending/);
    assert.doesNotMatch(await deploy(unreachable), /applied 0001_/);
});

test("without DIRECT_URL migrations go to DATABASE_URL, through PgBouncer too", async () => {
    const { env } = await newDatabase();
    await deploy({ ...env, DIRECT_URL: undefined });
    assert.equal((await migrate("status", env)).code, 0);
});

test("db push brings an empty database to the present schema, and one that has it nowhere else", async () => {
    const { name, env } = await newDatabase();
    for (const _ of oneTo(2)) {
        const { code, stdout, stderr } = await runChatter(["db", "push"], { env });
        assert.equal(code, 0, stderr);
        assert.ok(!`${stdout}${stderr}`.includes(encodeURIComponent("pass/word")), "no password is told");
    }
    assert.ok((await appliedIn(name)).length > 0);
    assert.equal((await migrate("status", env)).code, 0);
});

test("of many migrators at once each migration is applied by one, and all are content", async () => {
    const { name, env } = await newDatabase();
    const outputs = await Promise.all(oneTo(5).map(() => deploy(env)));
    const applied = outputs.flatMap((output) => [...output.matchAll(/applied (\d{4}_\w+)/g)].map((match) => match[1]));
    assert.deepEqual(applied.toSorted(), (await appliedIn(name)).map((row) => row.name));
});

test("two servers that start at once on an empty database both serve it", async (t) => {
    const { env } = await newDatabase();
    const { DATA_DIR: _, ...addresses } = env;
    const servers = await Promise.all(oneTo(2).map(() => startServer(t, { env: addresses })));
    for (const server of servers) assert.equal((await request(server, "GET", "/api/ready")).status, 200);
});

const changes = {
    "was edited after it was applied": ["UPDATE schema_migrations SET checksum = repeat('0', 64) WHERE number = 1", "0001_"],
    "is missing here": ["INSERT INTO schema_migrations VALUES (0, '0000_lost_since', repeat('0', 64), 0)", "0000_lost_since"],
    "is newer than this version": ["INSERT INTO schema_migrations VALUES (9999, '9999_of_tomorrow', repeat('0', 64), 0)", "9999_of_tomorrow"],
};
for (const [what, [change, named]] of Object.entries(changes)) {
    test(`a migration that ${what} is refused by name, in one line, and nothing is changed`, async () => {
        const { name, env } = await newDatabase();
        await deploy(env);
        await postgres.execute(name, change);
        const before = await appliedIn(name);
        for (const args of [["migrate", "deploy"], ["migrate", "status"], ["db", "push"], ["serve"]]) {
            const { code, stderr } = await runChatter(args, { env: { ...env, PORT: "0" } });
            assert.equal(code, 1, `${args.join(" ")}: ${stderr}`);
            assert.ok(stderr.includes(named), stderr);
            assert.equal(stderr.trim().split("\n").length, 1, stderr);
        }
        assert.deepEqual(await appliedIn(name), before);
    });
}

const production = {
    NODE_ENV: "production",
    JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30",
    CLIENT_ORIGIN: "https://chat.example.com",
};

test("production serves no database whose migrations are pending, and says what to run", async () => {
    const { name, env } = await newDatabase();
    const { code, stderr } = await runChatter(["serve"], { env: { ...env, ...production, PORT: "0" } });
    assert.equal(code, 1);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
    assert.ok(stderr.includes("chatter migrate deploy"), stderr);
    const tables = await postgres.query(name, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'");
    assert.deepEqual(tables, [], "production changes no schema by itself");
});

test("what was deployed serves in production through PgBouncer", async (t) => {
    const { env } = await newDatabase();
    await deploy(env);
    const { DATA_DIR: _, ...addresses } = env;
    const server = await startServer(t, { env: { ...addresses, ...production } });
    assert.equal((await request(server, "GET", "/api/ready")).status, 200);
    await eventually("it says where", () => /postgresql/i.test(server.output));
    const ada = await register(server);
    const room = await makeRoom(ada);
    await post(ada, room.id, "through the pooler");
    assert.equal((await wholeHistory(ada, room.id)).length, 1);
});
