// `chatter doctor`, which goes through the production checklist, and `chatter healthcheck`.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod, mkdir, readFile, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { before, test } from "node:test";
import { freePort } from "../../script/lib/free-port.mjs";
import { mountSmallDisk } from "../support/disk.mjs";
import { startRedis } from "../support/redis.mjs";
import { fileScope } from "../support/scope.mjs";
import { binary, runChatter, startServer, temporaryFolder } from "../support/server.mjs";
import { makeCertificate, startTlsProxy } from "../support/tls.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
const secret = "4f9c2b7d8e1a6053c7f2d9b84e6a1c30";
const target = { port: 0 };
let tls;
let origin;
let server;
let env;

// An installation as the checklist wants it, on a SQLite file.
before(async () => {
    tls = await makeCertificate(await temporaryFolder(file));
    ({ origin } = await startTlsProxy(file, tls, target));
    const settings = {
        NODE_ENV: "production",
        JWT_SECRET: secret,
        CLIENT_ORIGIN: origin,
        HOST: "127.0.0.1",
        DATABASE_URL: "",
        DATA_DIR: await temporaryFolder(file),
        pm_id: "0", // as PM2 would start it
    };
    await succeeds(["migrate", "deploy"], settings);
    server = await startServer(file, { env: settings });
    target.port = server.port;
    env = { ...settings, PORT: String(server.port), SSL_CERT_FILE: tls.authority };
    await succeeds(["backup", join(await temporaryFolder(file), "backup.db")], env);
});

async function succeeds(args, env) {
    const { code, stdout, stderr } = await runChatter(args, { env });
    assert.equal(code, 0, `${stdout}${stderr}`);
}

/** What the doctor finds, changed settings and further arguments given: {code, items by name, text}. */
async function examine(changes = {}, args = []) {
    const { code, stdout, stderr } = await runChatter(["doctor", "--json", ...args], { env: { ...env, ...changes } });
    assert.equal(stderr, "");
    const report = JSON.parse(stdout);
    assert.equal(code, report.failed === 0 ? 0 : 1, stdout);
    assert.equal(report.items.length, report.passed + report.failed + report.skipped);
    for (const { outcome, advice } of report.items) if (outcome === "failed") assert.ok(advice, stdout);
    return { code, items: Object.fromEntries(report.items.map((item) => [item.name, item])), text: stdout };
}

/** Asserts that the changes make these items fail, and no others. */
async function fails(names, changes, args) {
    const { code, items } = await examine(changes, args);
    const failed = Object.values(items).filter(({ outcome }) => outcome === "failed");
    assert.deepEqual(failed.map(({ name }) => name).sort(), [...names].sort(), JSON.stringify(failed, null, 1));
    assert.equal(code, 1);
    return items;
}

test("an installation as it should be passes, each item with what was found", async () => {
    const { code, items, text } = await examine();
    assert.equal(code, 0, text);
    for (const name of ["settings", "node_env", "jwt_secret", "client_origin", "database", "migrations", "server", "https",
        "websocket", "uploads", "port", "supervisor", "log", "file_limit", "image_library", "data_folder", "disk_space",
        "backup"]) {
        assert.equal(items[name]?.outcome, "passed", JSON.stringify(items[name] ?? name));
    }
    for (const name of ["database_urls", "database_encryption", "replica", "redis", "object_store"]) {
        assert.equal(items[name]?.outcome, "skipped", JSON.stringify(items[name] ?? name));
    }
});

test("for people it writes a line an item, with what to do below a failed one", async () => {
    const good = await runChatter(["doctor"], { env });
    assert.equal(good.code, 0, good.stdout);
    assert.match(good.stdout, /^✓ Migrations +all \d+ applied$/m);
    assert.match(good.stdout, /^– Redis +not configured$/m);
    assert.match(good.stdout, /^\d+ passed, 0 failed, \d+ not applicable or not seen$/m);

    const bad = await runChatter(["doctor"], { env: { ...env, NODE_ENV: "development" } });
    assert.equal(bad.code, 1);
    assert.match(bad.stdout, /^✗ NODE_ENV .*\n +→ Set NODE_ENV=production$/m);
});

test("a secret that is missing, weak, made of words or the development one fails", async (t) => {
    await fails(["jwt_secret"], { JWT_SECRET: "" });
    await fails(["jwt_secret"], { JWT_SECRET: "short" });
    await fails(["jwt_secret"], { JWT_SECRET: "change-me-0123456789-abcdefghijklm" });
    const development = await startServer(t, { env: { DATABASE_URL: "" } });
    const made = await readFile(join(development.dataDir, "jwt_secret"), "utf8");
    const { items } = await examine({ DATA_DIR: development.dataDir, JWT_SECRET: made.trim() });
    assert.equal(items.jwt_secret.outcome, "failed");
});

test("settings that are wrong do not keep the rest from being looked at", async () => {
    const wrong = { LOG_LEVEL: "shouting", WORKERS: "none", CLIENT_ORIGIN: `${origin}/` };
    const items = await fails(["settings", "client_origin"], wrong);
    assert.match(items.settings.found, /WORKERS.*LOG_LEVEL/);
    assert.equal(items.https.outcome, "skipped");
    assert.equal(items.migrations.outcome, "passed");
});

test("a database without its migrations, or without its file, fails", async (t) => {
    const folder = await temporaryFolder(t);
    await fails(["database", "migrations", "backup"], { DATA_DIR: folder });
    await fails(["database", "migrations", "backup", "data_folder"], { DATA_DIR: join(folder, "nowhere") });
});

test("a certificate that browsers would refuse fails, and so does one that ends soon", async (t) => {
    const items = await fails(["https"], { SSL_CERT_FILE: "/dev/null" });
    assert.match(items.https.found, /certificate is not trusted/);

    const soon = await makeCertificate(await temporaryFolder(t), { days: 3 });
    const ending = await startTlsProxy(t, soon, target);
    const changes = { CLIENT_ORIGIN: ending.origin, SSL_CERT_FILE: soon.authority };
    // The server still has its own origin, and refuses a WebSocket that comes from another.
    const found = await fails(["https", "websocket"], changes);
    assert.match(found.https.found, /2 days/);
    const foreign = await makeCertificate(await temporaryFolder(t), { names: ["elsewhere.example"] });
    const other = await startTlsProxy(t, foreign, target);
    await fails(["https"], { CLIENT_ORIGIN: other.origin, SSL_CERT_FILE: foreign.authority });
});

test("a proxy that passes no WebSocket, or no large body, fails", async (t) => {
    const poor = await startTlsProxy(t, tls, target, { upgrades: false, bodyBytesMax: 1024 * 1024 });
    const items = await fails(["websocket", "uploads"], { CLIENT_ORIGIN: poor.origin });
    assert.match(items.uploads.advice, /client_max_body_size/);
});

test("an address that answers as somebody else, or not at all, fails", async (t) => {
    const nobody = await startTlsProxy(t, tls, { port: 1 });
    const items = await fails(["https"], { CLIENT_ORIGIN: nobody.origin });
    assert.equal(items.websocket.outcome, "skipped");
});

test("a proxy that never answers costs seconds, not patience", async (t) => {
    const silent = createServer(() => {});
    t.after(() => silent.close());
    await new Promise((resolve) => silent.listen(0, resolve));
    const startedAt = performance.now();
    const items = await fails(["https"], { CLIENT_ORIGIN: `https://localhost:${silent.address().port}` });
    assert.match(items.https.found, /within the time limit/);
    assert.ok(performance.now() - startedAt < 15_000);
});

test("a port that every address of the machine serves does not pass", async () => {
    const { items } = await examine({ HOST: "" });
    assert.notEqual(items.port.outcome, "passed", JSON.stringify(items.port));
});

test("a server that nobody restarts, whose log goes nowhere and that may open few files fails", async (t) => {
    const folder = await temporaryFolder(t);
    const changes = { DATA_DIR: folder, PORT: String(await freePort()) };
    await succeeds(["migrate", "deploy"], { ...env, ...changes });
    const { pm_id, ...alone } = { ...env, ...changes };
    const child = spawn("bash", ["-c", 'ulimit -n 1024; exec "$0" serve >/dev/null', binary], { env: { PATH: process.env.PATH, ...alone } });
    t.after(() => child.kill("SIGKILL"));
    await eventually("it serves", async () => (await runChatter(["healthcheck"], { env: alone })).code === 0);

    const { items } = await examine(changes);
    assert.deepEqual([items.log.outcome, items.file_limit.outcome], ["failed", "failed"], JSON.stringify(items));
    assert.match(items.file_limit.found, /^1024 open files/);
    assert.match(items.file_limit.advice, /LimitNOFILE/);
    // Where systemd runs the tests, it counts as the one that restarts it.
    const { outcome, found } = items.supervisor;
    assert.ok(outcome === "failed" || found.startsWith("systemd"), JSON.stringify(items.supervisor));
});

test("the age of the last backup is known from `chatter backup`, or from a folder", async (t) => {
    const folder = await temporaryFolder(t);
    await fails(["backup"], {}, ["--backups", folder]);
    const copy = join(folder, "chatter.db");
    await writeFile(copy, "");
    assert.equal((await examine({}, ["--backups", folder])).items.backup.outcome, "passed");
    const week = Date.now() / 1000 - 7 * 24 * 3600;
    await utimes(copy, week, week);
    const items = await fails(["backup"], {}, ["--backups", folder]);
    assert.match(items.backup.found, /7 days ago/);
});

test("a data folder that others can read fails", async (t) => {
    const folder = join(await temporaryFolder(t), "data");
    await mkdir(folder);
    await succeeds(["migrate", "deploy"], { DATA_DIR: folder });
    await succeeds(["backup", join(folder, "copy")], { DATA_DIR: folder });
    await chmod(folder, 0o755);
    await fails(["data_folder"], { DATA_DIR: folder });
});

test("a disk with little room left fails", async (t) => {
    const disk = mountSmallDisk(t, 16);
    if (!disk) return t.skip("no disk can be mounted here");
    const folder = join(disk, "data");
    await mkdir(folder, { mode: 0o700 });
    await succeeds(["migrate", "deploy"], { DATA_DIR: folder });
    await succeeds(["backup", join(folder, "copy")], { DATA_DIR: folder });
    await fails(["disk_space"], { DATA_DIR: folder });
});

test("Redis passes while it answers, and fails when it does not or wants another password", async (t) => {
    const redis = await startRedis(t, { password: "planted-in-redis" });
    assert.equal((await examine({ REDIS_URL: redis.url })).items.redis.outcome, "passed");
    const { text } = await examine({ REDIS_URL: redis.url.replace("planted-in", "wrong-in") });
    assert.ok(!text.includes("-in-redis"), text);
    await fails(["redis"], { REDIS_URL: redis.url.replace("planted-in", "wrong-in") });
    await redis.kill();
    await fails(["redis"], { REDIS_URL: redis.url });
});

test("no secret is shown, whatever is wrong with it", async () => {
    const secrets = {
        JWT_SECRET: "change-me-the-plain-secret-0123456789",
        DATABASE_URL: "postgresql://user:database-password@127.0.0.1:1/chatter",
        DIRECT_URL: "postgresql://user:direct-password@127.0.0.1:1/chatter",
        DATABASE_REPLICA_URL: "postgresql://user:replica-password@127.0.0.1:1/chatter",
        REDIS_URL: "redis://:redis-password@127.0.0.1:1",
        S3_ENDPOINT: "https://user:endpoint-password@127.0.0.1:1",
        S3_SECRET_ACCESS_KEY: "the-key-of-the-object-store",
    };
    const { text } = await examine(secrets);
    for (const shown of ["plain-secret", "database-password", "direct-password", "replica-password", "redis-password",
        "endpoint-password", "the-key-of"]) {
        assert.ok(!text.includes(shown), shown);
    }
});

test("healthcheck is 0 while the server serves, 1 when it does not or says nothing", async (t) => {
    assert.equal((await runChatter(["healthcheck"], { env })).code, 0);
    assert.equal((await runChatter(["healthcheck", "--ready"], { env })).code, 0);

    const refused = await runChatter(["healthcheck"], { env: { ...env, PORT: "1" } });
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /refused/);

    const silent = createServer(() => {});
    t.after(() => silent.close());
    await new Promise((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const hung = await runChatter(["healthcheck"], { env: { ...env, PORT: String(silent.address().port) } });
    assert.equal(hung.code, 1);
});
