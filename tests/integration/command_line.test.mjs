// The command line: help, configuration, errors, migrations.

import assert from "node:assert/strict";
import { chmod, copyFile, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { before, test } from "node:test";
import { request } from "../support/http.mjs";
import { makeRoom, post, register, wholeHistory } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { binary, runChatter, startServer, temporaryFolder } from "../support/server.mjs";
import { onSqliteOnly, store } from "../support/store.mjs";

const file = fileScope();
const madeHere = onSqliteOnly("the database in the data folder; for PostgreSQL, postgres_migrations.test.mjs has the same");
let server;

before(async () => {
    server = await startServer(file);
});

/** Runs `chatter serve`, which is expected not to serve, and gives the lines it complains with. */
async function refusedStart(env) {
    const { code, stdout, stderr } = await runChatter(["serve"], { env: { PORT: "0", ...env } });
    assert.equal(code, 1, `${stdout}${stderr}`);
    return stderr.trim().split("\n");
}

test("--help lists every command, --version says which", async () => {
    const help = await runChatter(["--help"]);
    assert.equal(help.code, 0);
    for (const command of ["serve", "config show", "db push", "db move", "migrate deploy", "migrate status", "migrate rollback",
        "backup FILE", "restore FILE", "export DIR", "import DIR", "user create NAME", "user promote NAME",
        "user deactivate NAME", "user reset-password NAME", "doctor", "healthcheck"]) {
        assert.ok(help.stdout.includes(command), `${command}:\n${help.stdout}`);
    }
    const version = await runChatter(["--version"]);
    assert.equal(version.code, 0);
    assert.match(version.stdout, /\d+\.\d+\.\d+/);
});

test("misuse is exit 2 with a word of help on stderr", async () => {
    for (const args of [["nonsense"], ["serve", "nonsense"], ["--nonsense"], ["migrate"], ["migrate", "nonsense"]]) {
        const { code, stdout, stderr } = await runChatter(args);
        assert.equal(code, 2, args.join(" "));
        assert.equal(stdout, "");
        assert.ok(stderr.length > 0);
    }
});

test("config show tells every setting and no secret", async (t) => {
    const folder = await temporaryFolder(t);
    const secrets = {
        JWT_SECRET: "the-secret-of-the-tests-longer-than-32-characters",
        DATABASE_URL: "postgresql://user:database-password@localhost/chatter",
        REDIS_URL: "redis://:redis-password@localhost",
        S3_SECRET_ACCESS_KEY: "the-key-of-the-object-store",
    };
    const env = { ...secrets, DATA_DIR: folder, LOG_LEVEL: "warn" };
    const { code, stdout, stderr } = await runChatter(["config", "show"], { env });

    assert.equal(code, 0, stderr);
    for (const name of ["PORT", "DATABASE_URL", "JWT_SECRET", "CLIENT_ORIGIN", "NODE_ENV", "DATA_DIR", "LOG_LEVEL",
        "HOST", "TRUST_PROXY", "CLIENT_DIST", "RATE_LIMIT", "REGISTRATION"]) {
        assert.match(stdout, new RegExp(`\\b${name}\\b`));
    }
    assert.ok(stdout.includes(folder));
    for (const secret of ["the-secret-of", "database-password", "redis-password", "the-key-of"]) {
        assert.ok(!`${stdout}${stderr}`.includes(secret), secret);
    }
});

test("bad settings are all told at once, one line each, with name and example", async (t) => {
    const env = {
        DATA_DIR: await temporaryFolder(t),
        PORT: "70000",
        LOG_LEVEL: "shouting",
        RATE_LIMIT: "maybe",
        REGISTRATION: "perhaps",
        NODE_ENV: "prod",
        CLIENT_ORIGIN: "http://localhost:3000/",
    };
    const lines = await refusedStart(env);
    for (const name of Object.keys(env).filter((name) => name !== "DATA_DIR")) {
        assert.equal(lines.filter((line) => line.includes(name)).length, 1, `${name}:\n${lines.join("\n")}`);
    }
});

test("production asks for a strong secret and the client's origin", async (t) => {
    const folder = await temporaryFolder(t);
    const lines = await refusedStart({ NODE_ENV: "production", DATA_DIR: folder });
    assert.ok(lines.some((line) => line.includes("JWT_SECRET")), lines.join("\n"));
    assert.ok(lines.some((line) => line.includes("CLIENT_ORIGIN")), lines.join("\n"));
    const good = { NODE_ENV: "production", DATA_DIR: folder, JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30" };
    const weak = await refusedStart({ ...good, CLIENT_ORIGIN: "https://chat.example.com", JWT_SECRET: "a-secret-too-short" });
    assert.ok(weak.length === 1 && weak[0].includes("JWT_SECRET"), weak.join("\n"));
    assert.ok(!weak[0].includes("a-secret-too-short"), "a secret is not repeated");
    for (const CLIENT_ORIGIN of ["http://chat.example.com", "https://chat.example.com/", "https://chat.example.com/x",
        "chat.example.com", "*"]) {
        const complaints = await refusedStart({ ...good, CLIENT_ORIGIN });
        assert.ok(complaints.some((line) => line.includes("CLIENT_ORIGIN")), `${CLIENT_ORIGIN}: ${complaints}`);
    }
});

test("a taken port refuses the start and is named, whoever has it", async (t) => {
    const lines = await refusedStart({ PORT: String(server.port), DATA_DIR: await temporaryFolder(t) });
    assert.equal(lines.length, 1, lines.join("\n"));
    assert.ok(lines[0].includes(String(server.port)), lines[0]);
    assert.equal((await request(server, "GET", "/api/health")).status, 200);

    const other = createServer().listen(0);
    t.after(() => other.close());
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address();
    const more = await refusedStart({ PORT: String(port), DATA_DIR: await temporaryFolder(t) });
    assert.ok(more.at(-1).includes(String(port)), more.join("\n"));
});

test("a data folder that cannot be written is named", async (t) => {
    const folder = await temporaryFolder(t);
    const file = join(folder, "a file");
    await writeFile(file, "");
    for (const DATA_DIR of [join(file, "below"), "/proc/chatter"]) {
        const lines = await refusedStart({ DATA_DIR });
        assert.equal(lines.length, 1, lines.join("\n"));
        assert.ok(lines[0].includes(DATA_DIR), lines[0]);
    }
});

test("the made secret is kept for its owner alone, and never told", async () => {
    const secrets = [];
    for (const name of await readdir(server.dataDir)) {
        const { mode } = await stat(join(server.dataDir, name));
        if (/secret|jwt/i.test(name)) secrets.push([name, mode & 0o777]);
    }
    assert.equal(secrets.length, 1);
    assert.equal(secrets[0][1], 0o600);
    assert.ok(!server.output.includes((await readFile(join(server.dataDir, secrets[0][0]), "utf8")).trim()));
});

test("the start-up line says where, with which store and how many workers", () => {
    const line = server.output.split("\n").find((text) => text.includes(server.url));
    assert.ok(line, server.output);
    assert.match(line, store === "sqlite" ? /sqlite/i : /postgresql/i);
    assert.match(line, /worker/i);
});

test("production serves no database whose migrations are pending", madeHere, async (t) => {
    const env = {
        NODE_ENV: "production",
        DATA_DIR: await temporaryFolder(t),
        JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30",
        CLIENT_ORIGIN: "https://chat.example.com",
    };
    const lines = await refusedStart(env);
    assert.ok(lines.length === 1 && lines[0].includes("chatter migrate deploy"), lines.join("\n"));
});

test("migrate status and deploy, and db push, make and describe a database", madeHere, async (t) => {
    const folder = await temporaryFolder(t);
    const env = { DATA_DIR: folder };
    const before = await runChatter(["migrate", "status"], { env });
    const deployed = await runChatter(["migrate", "deploy"], { env });
    const after = await runChatter(["migrate", "status"], { env });
    const again = await runChatter(["migrate", "deploy"], { env });
    const pushed = await runChatter(["db", "push"], { env });

    assert.equal(deployed.code, 0, deployed.stderr);
    assert.equal(after.code, 0, after.stderr);
    assert.notEqual(before.stdout, after.stdout);
    assert.equal(again.code, 0, again.stderr);
    assert.equal(pushed.code, 0, pushed.stderr);
    assert.match(before.stdout, /0001/);
    assert.match(after.stdout, /0001/);
});

test("the binary serves all it needs from an empty folder with no other file present", async (t) => {
    const folder = await temporaryFolder(t);
    const copy = join(folder, "chatter");
    await copyFile(binary, copy);
    await chmod(copy, 0o755);
    const moved = await startServer(t, { command: copy });
    assert.match((await request(moved, "GET", "/")).text, /<div id="root">/);
    const ada = await register(moved);
    const room = await makeRoom(ada);
    await post(ada, room.id, "from a bare folder");
    assert.equal((await wholeHistory(ada, room.id)).length, 1);
});
