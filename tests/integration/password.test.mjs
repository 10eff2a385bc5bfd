// A new password, and the sessions that end with the old one.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertProblem, request } from "../support/http.mjs";
import { login, oneTo, password, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { connect, hears } from "../support/sockets.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let server;

before(async () => {
    server = await startServer(file);
});

const wanted = "battery staple correct";

const change = (person, currentPassword, newPassword) =>
    person.call("POST", "/api/auth/password", { json: { currentPassword, newPassword } });

const logIn = (username, secret) =>
    request(server, "POST", "/api/auth/login", { json: { username, password: secret } });

const fieldsOf = (answer) => answer.json.errors.map(({ field }) => field);

test("a new password works, the old one does not, and the other sessions end at once, sockets included", async (t) => {
    const desk = await register(server);
    const [phone, tablet] = [await login(server, desk.user.username), await login(server, desk.user.username)];
    const [desks, phones] = [await connect(t, server, desk), await connect(t, server, phone)];
    // Both have just been seen alive: nothing that is remembered of them may outlive their sessions.
    for (const person of [phone, tablet]) assert.equal((await person.call("GET", "/api/auth/me")).status, 200);

    const answer = await change(desk, password, wanted);

    assert.equal(answer.status, 204, answer.text);
    for (const person of [phone, tablet]) assertProblem(await person.call("GET", "/api/auth/me"), 401, "unauthorized");
    await hears(phones, "session:revoked");
    await eventually("the socket is closed", () => !phones.connected);
    assert.equal((await desk.call("GET", "/api/auth/me")).status, 200);
    assert.ok(desks.connected);
    const { sessions } = (await desk.call("GET", "/api/auth/sessions")).json;
    assert.deepEqual(sessions.map(({ current }) => current), [true]);
    assertProblem(await logIn(desk.user.username, password), 401, "invalid_credentials");
    assert.equal((await logIn(desk.user.username, wanted)).status, 200);
});

test("only who knows the password changes it, to one that is long enough", async () => {
    const ada = await register(server);
    const wrong = await change(ada, "wrong password", wanted);
    assertProblem(wrong, 422, "validation_failed");
    assert.deepEqual(fieldsOf(wrong), ["currentPassword"]);
    for (const short of ["1234567", "a".repeat(257), "with\0nul-in-it"]) {
        const answer = await change(ada, password, short);
        assertProblem(answer, 422, "validation_failed");
        assert.deepEqual(fieldsOf(answer), ["newPassword"]);
    }
    const without = await ada.call("POST", "/api/auth/password", { json: {} });
    assert.deepEqual(fieldsOf(without), ["currentPassword", "newPassword"]);
    assertProblem(await request(server, "POST", "/api/auth/password", { json: {} }), 401, "unauthorized");
    assert.equal((await logIn(ada.user.username, password)).status, 200);
    assert.ok(!server.output.includes(password) && !server.output.includes("wrong password"));
});

test("of many changes at once with the same password one counts", async () => {
    const ada = await register(server);
    const answers = await Promise.all(oneTo(4).map((n) => change(ada, password, `${wanted} ${n}`)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 422, 422, 422]);
    const chosen = answers.findIndex(({ status }) => status === 204) + 1;
    assert.equal((await logIn(ada.user.username, `${wanted} ${chosen}`)).status, 200);
});

test("a sign-in with the old password that is under way is over with the change", async () => {
    const ada = await register(server);
    const [changed, ...signedIn] = await Promise.all([
        change(ada, password, wanted),
        ...oneTo(6).map(() => logIn(ada.user.username, password)),
    ]);
    assert.equal(changed.status, 204);
    for (const { status, json } of signedIn) {
        assert.ok([200, 401].includes(status));
        if (status === 200) assertProblem(await request(server, "GET", "/api/auth/me", { token: json.token }), 401);
    }
    assert.equal((await ada.call("GET", "/api/auth/sessions")).json.sessions.length, 1);
});

test("all other sessions are ended by one request", async (t) => {
    const desk = await register(server);
    const [phone, other] = [await login(server, desk.user.username), await register(server)];
    const phones = await connect(t, server, phone);

    assert.equal((await desk.call("DELETE", "/api/auth/sessions")).status, 204);

    await hears(phones, "session:revoked");
    assertProblem(await phone.call("GET", "/api/auth/me"), 401, "unauthorized");
    assert.equal((await desk.call("GET", "/api/auth/me")).status, 200);
    assert.equal((await other.call("GET", "/api/auth/me")).status, 200);
    assert.equal((await desk.call("DELETE", "/api/auth/sessions")).status, 204, "when there is no other");
});
