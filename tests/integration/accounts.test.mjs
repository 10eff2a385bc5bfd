// Signing up, in and out; sessions; who may ask from where.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertProblem, request } from "../support/http.mjs";
import { cookieOf, login, newName, oneTo, password, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { runChatter, startServer, temporaryFolder } from "../support/server.mjs";
import { connect, hears } from "../support/sockets.mjs";
import { addressesOfNewDatabase } from "../support/store.mjs";
import { claimsOf } from "../support/tokens.mjs";

const file = fileScope();
let server;
let first;

before(async () => {
    server = await startServer(file);
    first = await register(server);
});

const call = (method, path, options) => request(server, method, path, options);

test("registering answers the user, a token and a cookie", async () => {
    const username = newName();
    const json = { username: username.toUpperCase(), password, displayName: "Zoë 👩‍🚀", email: "zoe@example.org" };
    const answer = await call("POST", "/api/auth/register", { json });

    assert.equal(answer.status, 201, answer.text);
    const { user, token } = answer.json;
    assert.equal(user.username, username);
    assert.equal(user.displayName, "Zoë 👩‍🚀");
    assert.equal(user.email, "zoe@example.org");
    assert.equal(user.avatarUrl, null);
    assert.equal(user.role, "member");
    assert.equal(user.deactivated, false);
    assert.match(user.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.ok(!answer.text.includes(password));
    assert.equal(answer.headers["cache-control"], "no-store");

    const line = answer.headers["set-cookie"].find((header) => header.startsWith("token="));
    assert.equal(cookieOf(answer), token);
    const attributes = line.split("; ").slice(1);
    for (const wanted of ["HttpOnly", "SameSite=Lax", "Path=/"]) assert.ok(attributes.includes(wanted), line);
    assert.ok(!attributes.includes("Secure"), "only in production");
    const claims = claimsOf(token);
    assert.equal(claims.sub, user.id);
    assert.equal(typeof claims.sid, "string");
    assert.ok(claims.exp > claims.iat);
});

test("the first user is admin, the next are not", async () => {
    assert.equal(first.user.role, "admin");
    assert.equal((await register(server)).user.role, "member");
});

test("a username is taken once, whatever its case, however many ask at once", async () => {
    const username = newName();
    const answers = await Promise.all(
        oneTo(8).map((n) =>
            call("POST", "/api/auth/register", { json: { username: n % 2 ? username : username.toUpperCase(), password } }),
        ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(7).fill(409)]);
    for (const answer of answers.filter(({ status }) => status === 409)) assertProblem(answer, 409, "username_taken");
});

test("signing in works with the right password only, and tells nobody which names exist", async () => {
    const { user } = await register(server);
    const again = await login(server, user.username.toUpperCase());
    assert.equal(again.user.id, user.id);
    const wrong = await call("POST", "/api/auth/login", { json: { username: user.username, password: "wrong password" } });
    const unknown = await call("POST", "/api/auth/login", { json: { username: newName(), password } });
    assertProblem(wrong, 401, "invalid_credentials");
    assertProblem(unknown, 401, "invalid_credentials");
    assert.equal(wrong.json.detail, unknown.json.detail);
});

test("password hashing does not hold up anything else", async () => {
    const passwords = 10;
    let isHashing = true;
    const hashing = Promise.all(oneTo(passwords).map(() => register(server))).finally(() => {
        isHashing = false;
    });
    let answered = 0;
    while (isHashing) {
        assert.equal((await call("GET", "/api/health")).status, 200);
        answered += 1;
    }
    await hashing;
    // Hashed where requests are answered, they would let one check at most through between two of them.
    assert.ok(answered > 2 * passwords, `${answered} health checks were answered while passwords were hashed`);
});

test("signing out ends the session at once and clears the cookie", async () => {
    const ada = await register(server);
    assert.equal((await ada.call("GET", "/api/auth/me")).json.user.id, ada.user.id);

    const answer = await call("POST", "/api/auth/logout", { cookie: ada.cookie });

    assert.equal(answer.status, 204);
    assert.match(answer.headers["set-cookie"].join(), /token=;.*Max-Age=0/);
    assertProblem(await ada.call("GET", "/api/auth/me"), 401, "unauthorized");
});

test("a session that is ended from another one hears of it", async (t) => {
    const ada = await register(server);
    const elsewhere = await login(server, ada.user.username);
    const socket = await connect(t, server, elsewhere);
    const { sessions } = (await elsewhere.call("GET", "/api/auth/sessions")).json;
    const { id } = sessions.find(({ current }) => current);

    assert.equal((await ada.call("DELETE", `/api/auth/sessions/${id}`)).status, 204);

    assert.deepEqual(await hears(socket, "session:revoked"), {});
});

test("sessions are listed, the present one marked, and can be ended one by one", async () => {
    const phone = await register(server);
    const desk = await login(server, phone.user.username);
    const { sessions } = (await desk.call("GET", "/api/auth/sessions")).json;
    assert.equal(sessions.length, 2);
    const other = sessions.find(({ current }) => !current);
    assert.equal(sessions.filter(({ current }) => current).length, 1);
    for (const key of ["id", "createdAt", "lastUsedAt", "userAgent", "address"]) assert.ok(key in other, key);
    assert.match(other.address, /^(127\.0\.0\.1|::1)$/);

    assert.equal((await desk.call("DELETE", `/api/auth/sessions/${other.id}`)).status, 204);

    assertProblem(await phone.call("GET", "/api/auth/me"), 401);
    assert.equal((await desk.call("GET", "/api/auth/me")).status, 200);
    assertProblem(await desk.call("DELETE", `/api/auth/sessions/${other.id}`), 404, "not_found");
});

test("nobody ends or sees another's sessions", async () => {
    const [ada, eve] = [await register(server), await register(server)];
    const [{ id }] = (await ada.call("GET", "/api/auth/sessions")).json.sessions;
    assertProblem(await eve.call("DELETE", `/api/auth/sessions/${id}`), 404, "not_found");
    assert.equal((await ada.call("GET", "/api/auth/me")).status, 200);
});

test("users are found by name; their address is theirs", async () => {
    const mark = newName("seeker");
    const json = { username: mark, password, displayName: "Quentin", email: "q@example.org" };
    assert.equal((await call("POST", "/api/auth/register", { json })).status, 201);
    const eve = await register(server);

    const { users } = (await eve.call("GET", `/api/users?query=${mark}`)).json;

    assert.deepEqual(users.map(({ username }) => username), [mark]);
    assert.ok(!("email" in users[0]));
    assert.equal((await eve.call("GET", `/api/users/${users[0].id}`)).json.user.displayName, "Quentin");
    assert.equal((await first.call("GET", `/api/users/${users[0].id}`)).json.user.email, "q@example.org");
    assert.deepEqual((await eve.call("GET", "/api/users?query=%25")).json.users, []);
});

test("a change that rides on the cookie must come from the client's own origin", async () => {
    const { cookie, token } = await register(server);
    const create = (headers, credential = { headers: { cookie: `token=${cookie}`, ...headers } }) =>
        call("POST", "/api/rooms", { json: { kind: "public", name: newName() }, ...credential });

    for (const headers of [{}, { origin: "https://evil.example" }, { origin: "null" }, { origin: `${server.url}/` },
        { origin: server.url.replace("http:", "https:") }, { "sec-fetch-site": "cross-site" },
        { "sec-fetch-site": "same-site" }, { origin: "https://evil.example", "sec-fetch-site": "same-origin" }]) {
        assertProblem(await create(headers), 403, "bad_origin");
    }
    for (const headers of [{ origin: server.url }, { "sec-fetch-site": "same-origin" }]) {
        assert.equal((await create(headers)).status, 201);
    }
    assert.equal((await create({}, { token, headers: { origin: "https://evil.example" } })).status, 201);
    const reading = await call("GET", "/api/rooms", { headers: { cookie: `token=${cookie}`, origin: "https://evil.example" } });
    assert.equal(reading.status, 200);
    assert.equal(reading.headers["access-control-allow-origin"], undefined);
});

test("registering and signing in refuse a foreign page only", async () => {
    const attempt = (headers) =>
        call("POST", "/api/auth/login", { json: { username: first.user.username, password }, headers });
    for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }]) {
        assertProblem(await attempt(headers), 403, "bad_origin");
    }
    for (const headers of [{}, { origin: server.url }, { "sec-fetch-site": "same-origin" }]) {
        assert.equal((await attempt(headers)).status, 200);
    }
});

test("in production the cookie is Secure and the log is JSON", async (t) => {
    const env = {
        ...(await addressesOfNewDatabase()).env,
        NODE_ENV: "production",
        JWT_SECRET: "9f1c27e05b6a4d83a2c7f4e1d08b5a36",
        CLIENT_ORIGIN: "https://chat.example.com",
        DATA_DIR: await temporaryFolder(t),
    };
    const deployed = await runChatter(["migrate", "deploy"], { env });
    assert.equal(deployed.code, 0, deployed.stderr);
    const production = await startServer(t, { env });
    const json = { username: newName(), password };
    const answer = await request(production, "POST", "/api/auth/register", { json });
    assert.equal(answer.status, 201, answer.text);
    assert.match(answer.headers["set-cookie"].join(), /; Secure\b/);
    for (const line of production.output.trim().split("\n")) JSON.parse(line);
});

test("with registration closed nobody signs up but the first, who administers it", async (t) => {
    const closed = await startServer(t, { env: { REGISTRATION: "closed" } });
    const told = async () => (await request(closed, "GET", "/api/auth/registration")).json.registration;
    assert.equal(await told(), "open");
    assert.equal((await register(closed)).user.role, "admin");
    assert.equal(await told(), "closed");
    const json = { username: newName(), password };
    assertProblem(await request(closed, "POST", "/api/auth/register", { json }), 403, "registration_closed");
});

test("sessions outlive a restart", async () => {
    await server.stop();
    await server.start();
    assert.equal((await first.call("GET", "/api/auth/me")).json.user.id, first.user.id);
});
