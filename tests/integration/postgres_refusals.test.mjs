// A PostgreSQL that does not let the server in: one clear line that says why, never the password, and no need to start
// the server again once it does.

import assert from "node:assert/strict";
import { join } from "node:path";
import { before, test } from "node:test";
import { freePort } from "../../script/lib/free-port.mjs";
import { request } from "../support/http.mjs";
import { makeRoom, oneTo, register } from "../support/people.mjs";
import { startPgBouncer } from "../support/pgbouncer.mjs";
import { guest, owner, startPostgres } from "../support/postgres.mjs";
import { fileScope } from "../support/scope.mjs";
import { runChatter, startServer, temporaryFolder } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let postgres;
let bouncer;
let name; // of a database that is migrated

before(async () => {
    postgres = await startPostgres(file);
    bouncer = await startPgBouncer(file, postgres);
    name = await postgres.createDatabase();
    const env = { DATA_DIR: await temporaryFolder(file), DATABASE_URL: postgres.url(name) };
    const { code, stderr } = await runChatter(["migrate", "deploy"], { env });
    assert.equal(code, 0, stderr);
});

const wrong = { user: owner.user, password: "not the pass/word" };
const limit = (count) => postgres.execute("postgres", `ALTER ROLE ${owner.user} CONNECTION LIMIT ${count}`);

// `url` that does not work, what is `said` of it; `mend` lets the server in.
const refusals = {
    "a wrong password": { url: () => postgres.url(name, wrong), said: /password/ },
    "a wrong password, through PgBouncer": { url: () => postgres.url(name, { ...wrong, port: bouncer.port }), said: /password/ },
    "a user that is not there": { url: () => postgres.url(name, { ...wrong, user: "nobody" }), said: /password|user/ },
    "a host that is not there": { url: () => postgres.url(name, { host: "no-such-host.invalid" }), said: /host/ },
    "a port at which nothing listens": { url: async () => postgres.url(name, { port: await freePort() }), said: /listen|refused/i },
    "a database that is not there": {
        url: () => postgres.url("not_yet"),
        said: /database/,
        mend: () => postgres.execute("postgres", `CREATE DATABASE not_yet OWNER ${owner.user} TEMPLATE ${name}`),
    },
    "a database that is not there, through PgBouncer": {
        url: () => postgres.url("nor_this", { port: bouncer.port }),
        said: /database/,
    },
    "too many connections": {
        before: () => limit(0),
        url: () => postgres.url(name),
        said: /connections/,
        mend: () => limit(-1),
    },
    "TLS asked of a server without": { url: () => postgres.url(name, { query: "?sslmode=require" }), said: /TLS|SSL/ },
};

/** The lines that warn of the database. */
function warnings(output) {
    return output.split("\n").filter((line) => /warn|error/i.test(line) && /database|postgresql/i.test(line));
}

function assertNoPassword(output) {
    for (const { password } of [owner, guest, wrong]) {
        assert.ok(!output.includes(password) && !output.includes(encodeURIComponent(password)), output);
    }
}

for (const [what, { before: prepare, url, said, mend }] of Object.entries(refusals)) {
    test(`${what}: migrating fails, and says why in one line`, async (t) => {
        await prepare?.();
        const env = { DATA_DIR: await temporaryFolder(t), DATABASE_URL: await url() };
        const { code, stderr } = await runChatter(["migrate", "deploy"], { env });
        assert.equal(code, 1, stderr);
        assert.match(stderr, said);
        assert.equal(stderr.trim().split("\n").length, 1, stderr);
        assertNoPassword(stderr);
    });

    test(`${what}: the server starts, is not ready, and says why in one line`, async (t) => {
        await prepare?.();
        if (mend) t.after(() => mend().catch(() => {}));
        const env = { DATABASE_URL: await url() };
        const server = await startServer(t, { env });

        await eventually("the log says why", () => warnings(server.output).some((line) => said.test(line)), 20_000);
        for (const _ of oneTo(5)) {
            const ready = await request(server, "GET", "/api/ready");
            assert.equal(ready.status, 503, ready.text);
            assertNoPassword(ready.text);
        }
        assert.equal((await request(server, "GET", "/api/health")).status, 200);
        assert.equal(warnings(server.output).length, 1, server.output);

        if (!mend) return assertNoPassword(server.output);
        await mend();
        await eventually("the server is ready", async () => (await request(server, "GET", "/api/ready")).status === 200, 30_000);
        assertNoPassword(server.output);
    });
}

test("a user that may make no tables is told so by migrate deploy", async (t) => {
    const empty = await postgres.createDatabase();
    const env = { DATA_DIR: await temporaryFolder(t), DATABASE_URL: postgres.url(empty, guest) };
    const { code, stderr } = await runChatter(["migrate", "deploy"], { env });
    assert.equal(code, 1, stderr);
    assert.match(stderr, /privilege|permission/i);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
    assertNoPassword(stderr);
});

test("a user that may read no tables is not ready, and becomes so when it may", async (t) => {
    const granted = `GRANT ALL ON ALL TABLES IN SCHEMA public TO ${guest.user}`;
    const server = await startServer(t, { env: { DATABASE_URL: postgres.url(name, guest) } });
    await eventually("the log says why", () => warnings(server.output).some((line) => /privilege|permission/i.test(line)), 20_000);
    assert.equal((await request(server, "GET", "/api/ready")).status, 503);
    assertNoPassword(server.output);

    await postgres.execute(name, granted);

    await eventually("the server is ready", async () => (await request(server, "GET", "/api/ready")).status === 200, 30_000);
});

test("over TLS, with the checks that sslmode asks for; a certificate that fails them is refused in one line", async (t) => {
    const cluster = await startPostgres(t);
    const authority = await cluster.turnOnTls();
    const stranger = await (await startPostgres(t)).turnOnTls();
    const database = await cluster.createDatabase();
    const url = (host, mode, root) => cluster.url(database, { host, query: `?sslmode=${mode}${root ? `&sslrootcert=${encodeURIComponent(root)}` : ""}` });
    const dataDir = await temporaryFolder(t);
    const migrate = (DATABASE_URL) => runChatter(["migrate", "deploy"], { env: { DATA_DIR: dataDir, DATABASE_URL } });

    for (const accepted of [url("127.0.0.1", "require"), url("127.0.0.1", "verify-ca", authority), url("localhost", "verify-full", authority)]) {
        const { code, stderr } = await migrate(accepted);
        assert.equal(code, 0, stderr);
        const server = await startServer(t, { env: { DATABASE_URL: accepted } });
        assert.equal((await request(server, "GET", "/api/ready")).status, 200);
        await makeRoom(await register(server));
        const sessions = await cluster.query("postgres", `SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = '${owner.user}'`);
        assert.ok(sessions.length > 0 && sessions.every(({ ssl }) => ssl));
        await server.stop();
    }

    const refused = [
        [url("localhost", "verify-full", stranger), /certificate/],
        [url("localhost", "verify-ca", stranger), /certificate/],
        [url("127.0.0.1", "verify-full", authority), /certificate is for another host/],
        [url("localhost", "verify-full", join(dataDir, "nowhere.crt")), /root certificate/],
    ];
    for (const [address, said] of refused) {
        const { code, stderr } = await migrate(address);
        assert.equal(code, 1, address);
        assert.match(stderr, said);
        assert.equal(stderr.trim().split("\n").length, 1, stderr);
        assertNoPassword(stderr);
    }

    const server = await startServer(t, { env: { DATABASE_URL: refused[0][0] } });
    await eventually("the log says why", () => warnings(server.output).some((line) => /certificate/.test(line)), 20_000);
    assert.equal((await request(server, "GET", "/api/ready")).status, 503);
    assertNoPassword(server.output);
});
