// `chatter doctor` on PostgreSQL, directly, behind a pooler, and where nobody answers.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { before, test } from "node:test";
import { startPgBouncer } from "../support/pgbouncer.mjs";
import { startPostgres } from "../support/postgres.mjs";
import { fileScope } from "../support/scope.mjs";
import { runChatter } from "../support/server.mjs";

const file = fileScope();
let postgres;
let direct;
let pooled;

before(async () => {
    postgres = await startPostgres(file);
    const bouncer = await startPgBouncer(file, postgres);
    const name = await postgres.createDatabase();
    direct = postgres.url(name);
    pooled = postgres.url(name, { port: bouncer.port });
    assert.equal((await runChatter(["migrate", "deploy"], { env: { DATABASE_URL: direct } })).code, 0);
});

/** What the doctor finds about these addresses, by name of the item. */
async function examine(env) {
    const { stdout, stderr } = await runChatter(["doctor", "--json"], { env: { ...env, PORT: "1" } });
    assert.equal(stderr, "");
    assert.ok(!stdout.includes("owner's"), "no password is shown");
    return Object.fromEntries(JSON.parse(stdout).items.map((item) => [item.name, item]));
}

test("a database that answers and is migrated passes", async () => {
    const items = await examine({ DATABASE_URL: direct });
    for (const name of ["database", "migrations", "database_urls", "database_encryption"]) {
        assert.equal(items[name].outcome, "passed", JSON.stringify(items[name]));
    }
    assert.equal(items.backup.outcome, "skipped");

    const empty = postgres.url(await postgres.createDatabase());
    const { migrations } = await examine({ DATABASE_URL: empty });
    assert.equal(migrations.outcome, "failed");
});

test("pooled and direct addresses are told apart", async () => {
    const alone = await examine({ DATABASE_URL: pooled });
    assert.equal(alone.database_urls.outcome, "failed");
    assert.match(alone.database_urls.advice, /DIRECT_URL/);
    const both = await examine({ DATABASE_URL: pooled, DIRECT_URL: direct });
    assert.equal(both.database_urls.outcome, "passed", JSON.stringify(both.database_urls));
    const same = await examine({ DATABASE_URL: pooled, DIRECT_URL: pooled });
    assert.equal(same.database_urls.outcome, "failed");
});

test("a replica that is none fails", async () => {
    const { replica } = await examine({ DATABASE_URL: direct, DATABASE_REPLICA_URL: direct });
    assert.equal(replica.outcome, "failed");
});

test("a database that is not there, or says nothing, costs seconds and is named", async (t) => {
    const silent = createServer(() => {});
    t.after(() => silent.close());
    await new Promise((resolve) => silent.listen(0, "127.0.0.1", resolve));
    for (const port of [1, silent.address().port]) {
        const startedAt = performance.now();
        const items = await examine({ DATABASE_URL: postgres.url("chatter_1", { port }) });
        assert.equal(items.database.outcome, "failed");
        assert.match(items.database.found, /127\.0\.0\.1/);
        assert.equal(items.migrations.outcome, "skipped");
        assert.ok(performance.now() - startedAt < 18_000);
    }
});
