// `chatter user`: beside a running server, and before the first one.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertProblem, request } from "../support/http.mjs";
import { login, newName, password, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { runChatter, startServer, temporaryFolder } from "../support/server.mjs";
import { connect, hears } from "../support/sockets.mjs";
import { addressesOfNewDatabase } from "../support/store.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let server;
let admin;

before(async () => {
    server = await startServer(file);
    admin = await register(server);
});

/** Runs `chatter user ARGS` on the server's database. */
const user = (args, input = "", on = server) =>
    runChatter(["user", ...args], { env: { DATA_DIR: on.dataDir, ...on.env }, input });

async function done(args, input, on) {
    const result = await user(args, input, on);
    assert.equal(result.code, 0, `${result.stdout}${result.stderr}`);
    assert.equal(result.stderr, "");
    return result.stdout;
}

async function failed(args, input, on) {
    const { code, stdout, stderr } = await user(args, input, on);
    assert.equal(code, 1, `${stdout}${stderr}`);
    assert.equal(stdout, "");
    return stderr;
}

const printedPassword = (stdout) => /^Password: (\S+)$/m.exec(stdout)?.[1];
const signIn = (username, word, on = server) =>
    request(on, "POST", "/api/auth/login", { json: { username, password: word } });

test("a user is made beside the running server and signs in with the password that is printed", async () => {
    const name = newName();
    const made = printedPassword(await done(["create", name.toUpperCase()]));
    assert.ok(made.length >= 16);
    const answer = await signIn(name, made);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.user.role, "member");
    assert.match(await failed(["create", name]), /taken/);
});

test("--admin and --password-stdin do what they say, and a given password is not printed", async () => {
    const name = newName();
    const stdout = await done(["create", name, "--admin", "--password-stdin"], `${password}\n`);
    assert.ok(!stdout.includes(password));
    assert.equal((await login(server, name)).user.role, "admin");
    for (const input of ["", "short\n", `${"x".repeat(10_000)}\n`]) {
        assert.match(await failed(["create", newName(), "--password-stdin"], input), /password/);
    }
});

test("promoting makes an admin of who is signed in", async () => {
    const ada = await register(server);
    assertProblem(await ada.call("GET", "/api/admin/users"), 403, "forbidden");
    await done(["promote", ada.user.username]);
    await eventually("the server knows", async () => (await ada.call("GET", "/api/admin/users")).status === 200);
    assert.match(await failed(["promote", newName()]), /no user/);
});

test("a new password ends every session: requests at once, sockets within a second", async (t) => {
    const ada = await register(server);
    const phone = await login(server, ada.user.username);
    const sockets = [await connect(t, server, ada), await connect(t, server, phone)];
    const bystander = await connect(t, server, admin);

    const made = printedPassword(await done(["reset-password", ada.user.username]));

    for (const socket of sockets) {
        await hears(socket, "session:revoked");
        await eventually("the socket is closed", () => !socket.connected);
    }
    for (const device of [ada, phone]) assertProblem(await device.call("GET", "/api/auth/me"), 401, "unauthorized");
    assertProblem(await signIn(ada.user.username, password), 401, "invalid_credentials");
    assert.equal((await signIn(ada.user.username, made)).status, 200);
    assert.ok(bystander.connected, "nobody else is disturbed");
    await done(["reset-password", ada.user.username, "--password-stdin"], `${password}\r\n`);
    assert.equal((await signIn(ada.user.username, password)).status, 200);
});

test("deactivating locks out at once, and never the last admin", async (t) => {
    const ada = await register(server);
    const socket = await connect(t, server, ada);
    await done(["deactivate", ada.user.username]);
    await hears(socket, "session:revoked");
    assertProblem(await ada.call("GET", "/api/auth/me"), 401, "unauthorized");
    assertProblem(await signIn(ada.user.username, password), 403, "account_deactivated");

    const other = await startServer(t);
    const only = await register(other);
    assert.match(await failed(["deactivate", only.user.username], "", other), /last admin/);
});

test("what the command line did is in the audit log, without an actor", async () => {
    const name = newName();
    await done(["create", name]);
    await done(["promote", name]);
    await done(["reset-password", name]);
    await done(["deactivate", name]);
    const { users } = (await admin.call("GET", `/api/admin/users?query=${name}`)).json;
    const { entries } = (await admin.call("GET", `/api/admin/audit?targetId=${users[0].id}`)).json;
    assert.deepEqual(
        entries.map(({ action, actor, address }) => [action, actor, address]),
        ["deactivate", "reset_password", "change_role", "create"].map((verb) => [`user.${verb}`, null, ""]),
    );
});

test("the first user of an installation is an admin, also when made before the first start", async (t) => {
    const addresses = await addressesOfNewDatabase();
    const env = { ...addresses.env, DATA_DIR: await temporaryFolder(t) };
    const first = { dataDir: env.DATA_DIR, env };
    assert.match(await done(["create", "founder", "--password-stdin"], `${password}\n`, first), /an admin/);
    await done(["create", "second", "--password-stdin"], `${password}\n`, first);
    const later = await startServer(t, { env: { DATABASE_URL: "", ...env } });
    assert.equal((await login(later, "founder")).user.role, "admin");
    assert.equal((await login(later, "second")).user.role, "member");
    assert.equal((await register(later)).user.role, "member");
});

test("a database that is not prepared is told of in one line", async (t) => {
    const env = {
        ...(await addressesOfNewDatabase()).env,
        DATA_DIR: await temporaryFolder(t),
        NODE_ENV: "production",
        JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30",
        CLIENT_ORIGIN: "https://chat.example.com",
    };
    const { code, stderr } = await runChatter(["user", "create", "founder"], { env });
    assert.equal(code, 1);
    assert.match(stderr, /^chatter: .*chatter migrate deploy\n$/);
});

test("misuse is exit 2", async () => {
    for (const args of [[], ["create"], ["create", "Not a name!"], ["promote"], ["promote", "x", "--admin"],
        ["deactivate", "some-body", "--password-stdin"], ["reset-password"], ["dance", "some-body"]]) {
        const { code, stdout, stderr } = await user(args);
        assert.equal(code, 2, `${args.join(" ")}\n${stdout}${stderr}`);
        assert.ok(stderr.length > 0);
    }
});
