// What admins do to people: roles, deactivation, passwords, sessions.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertProblem, request } from "../support/http.mjs";
import { login, makeRoom, newName, oneTo, password, post, register, wholeHistory } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect, hears, refusal, socketOf } from "../support/sockets.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let server;
let admin;

before(async () => {
    server = await startServer(file);
    admin = await register(server);
});

const change = (who, person, json) => who.call("PATCH", `/api/admin/users/${person.user.id}`, { json });
const signIn = (username, word) => request(server, "POST", "/api/auth/login", { json: { username, password: word } });

async function deactivate(person) {
    const answer = await change(admin, person, { deactivated: true });
    assert.equal(answer.status, 200, answer.text);
    return answer.json.user;
}

test("only admins administer", async () => {
    const [ada, bob] = [await register(server), await register(server)];
    const path = `/api/admin/users/${bob.user.id}`;
    for (const [method, where, json] of [["GET", "/api/admin/users"], ["PATCH", path, { role: "admin" }],
        ["POST", `${path}/password`, {}], ["GET", `${path}/sessions`], ["DELETE", `${path}/sessions`]]) {
        assertProblem(await ada.call(method, where, { json }), 403, "forbidden");
    }
    assert.equal((await bob.call("GET", "/api/auth/me")).json.user.role, "member");
});

test("everybody is listed with email, page by page, and found by a part of a name", async () => {
    const prefix = newName("listed");
    const names = oneTo(5).map((n) => `${prefix}-${n}`);
    for (const username of names) {
        const json = { username, password, email: `${username}@Example.org` };
        assert.equal((await request(server, "POST", "/api/auth/register", { json })).status, 201);
    }
    const found = [];
    for (let cursor = ""; cursor !== null; ) {
        const query = new URLSearchParams({ query: `${prefix}-`.toUpperCase(), limit: "2", ...(cursor && { cursor }) });
        const page = (await admin.call("GET", `/api/admin/users?${query}`)).json;
        found.push(...page.users);
        cursor = page.nextCursor;
    }
    assert.deepEqual(found.map(({ username }) => username), names);
    assert.equal(found[0].email, `${names[0]}@Example.org`);
    const byEmail = (await admin.call("GET", `/api/admin/users?query=${names[3]}@example`)).json.users;
    assert.deepEqual(byEmail.map(({ username }) => username), [names[3]]);
    for (const query of ["limit=0", "limit=201", "cursor=No!", `query=${"x".repeat(101)}`]) {
        assertProblem(await admin.call("GET", `/api/admin/users?${query}`), 422, "validation_failed");
    }
});

test("an admin is made and unmade, and may at once what admins may", async () => {
    const ada = await register(server);
    const room = await makeRoom(await register(server));
    assertProblem(await ada.call("PATCH", `/api/rooms/${room.id}`, { json: { topic: "x" } }), 403, "forbidden");
    assert.equal((await change(admin, ada, { role: "admin" })).json.user.role, "admin");
    assert.equal((await ada.call("PATCH", `/api/rooms/${room.id}`, { json: { topic: "x" } })).status, 200);
    assert.equal((await ada.call("GET", "/api/admin/users")).status, 200);
    assert.equal((await change(ada, ada, { role: "member" })).json.user.role, "member");
    assertProblem(await ada.call("GET", "/api/admin/users"), 403, "forbidden");
});

test("the last active admin stays", async (t) => {
    const other = await startServer(t);
    const [first, second] = [await register(other), await register(other)];
    assertProblem(await change(first, first, { role: "member" }), 409, "last_admin");
    assertProblem(await change(first, first, { deactivated: true }), 409, "last_admin");
    assert.equal((await change(first, second, { role: "admin" })).status, 200);
    const both = await Promise.all([change(first, first, { role: "member" }), change(second, second, { deactivated: true })]);
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409]);
});

test("whoever is deactivated is out everywhere at once, and what they wrote stays", async (t) => {
    const [ada, bob] = [await register(server), await register(server)];
    const phone = await login(server, bob.user.username);
    const room = await makeRoom(bob, [ada]);
    const message = await post(bob, room.id, "stays");
    const sockets = [await connect(t, server, bob), await connect(t, server, phone)];
    const adas = await connect(t, server, ada);

    const gone = await deactivate(bob);

    assert.equal(gone.deactivated, true);
    for (const socket of sockets) {
        await hears(socket, "session:revoked");
        await eventually("the socket is closed", () => !socket.connected);
    }
    await hears(adas, "user:updated", ({ user }) => user.id === bob.user.id && user.deactivated);
    for (const device of [bob, phone]) assertProblem(await device.call("GET", "/api/auth/me"), 401, "unauthorized");
    assert.equal((await refusal(socketOf(t, server, bob))).data.code, "unauthorized");
    assertProblem(await signIn(bob.user.username, password), 403, "account_deactivated");
    assertProblem(await signIn(bob.user.username, "wrong password"), 401, "invalid_credentials");
    const [kept] = await wholeHistory(ada, room.id);
    assert.deepEqual([kept.id, kept.content, kept.author.id], [message.id, "stays", bob.user.id]);
    assert.equal((await ada.call("GET", `/api/users/${bob.user.id}`)).json.user.deactivated, true);
    const { users } = (await ada.call("GET", `/api/users?query=${bob.user.username}`)).json;
    assert.ok(!users.some(({ id }) => id === bob.user.id), "nobody is offered them");

    assert.equal((await change(admin, bob, { deactivated: false })).json.user.deactivated, false);
    assertProblem(await bob.call("GET", "/api/auth/me"), 401, "unauthorized");
    const again = await login(server, bob.user.username);
    assert.equal((await again.call("GET", "/api/rooms")).json.rooms[0].id, room.id);
});

test("nobody can add or write to whoever is deactivated", async (t) => {
    const [ada, bob] = [await register(server), await register(server)];
    const direct = await makeRoom(ada, [bob], { kind: "direct" });
    const room = await makeRoom(ada);
    await deactivate(bob);
    assertProblem(await ada.call("PUT", `/api/rooms/${room.id}/members/${bob.user.id}`, { json: {} }), 404, "not_found");
    const json = { content: "Are you there?" };
    assertProblem(await ada.call("POST", `/api/rooms/${direct.id}/messages`, { json }), 403, "blocked");
    const socket = await connect(t, server, ada);
    assert.equal((await ask(socket, "message:send", { roomId: direct.id, ...json })).error.code, "blocked");
    const eve = await register(server);
    assertProblem(
        await eve.call("POST", "/api/rooms", { json: { kind: "direct", userIds: [bob.user.id] } }),
        422,
        "validation_failed",
    );
    assert.equal((await ada.call("GET", `/api/rooms/${direct.id}/messages`)).status, 200);
});

test("a new password ends every session, and is made when none is given", async (t) => {
    const ada = await register(server);
    const socket = await connect(t, server, ada);
    const path = `/api/admin/users/${ada.user.id}/password`;
    const made = await admin.call("POST", path, { json: {} });
    assert.equal(made.status, 200, made.text);
    assert.ok(made.json.password.length >= 16);
    await hears(socket, "session:revoked");
    assertProblem(await ada.call("GET", "/api/auth/me"), 401, "unauthorized");
    assertProblem(await signIn(ada.user.username, password), 401, "invalid_credentials");
    assert.equal((await signIn(ada.user.username, made.json.password)).status, 200);

    const chosen = "a password of the admin's choice";
    assert.equal((await admin.call("POST", path, { json: { password: chosen } })).json.password, chosen);
    assert.equal((await signIn(ada.user.username, chosen)).status, 200);
    assertProblem(await admin.call("POST", path, { json: { password: "short" } }), 422, "validation_failed");
});

test("sessions are listed and ended, all of them", async (t) => {
    const ada = await register(server);
    const phone = await login(server, ada.user.username);
    const sockets = [await connect(t, server, ada), await connect(t, server, phone)];
    const path = `/api/admin/users/${ada.user.id}/sessions`;
    const { sessions } = (await admin.call("GET", path)).json;
    assert.deepEqual(sessions.map(({ current }) => current), [false, false]);
    assert.equal((await admin.call("DELETE", path)).status, 204);
    for (const socket of sockets) await hears(socket, "session:revoked");
    assert.deepEqual((await admin.call("GET", path)).json.sessions, []);
    assert.equal((await admin.call("DELETE", path)).status, 204);
    assert.equal((await signIn(ada.user.username, password)).status, 200);
});

test("admins delete messages in public rooms, and see nothing of private ones", async () => {
    const [ada, bob] = [await register(server), await register(server)];
    const open = await makeRoom(ada, [bob]);
    const secret = await makeRoom(ada, [bob], { kind: "private" });
    const [public_, private_] = [await post(bob, open.id, "x"), await post(bob, secret.id, "x")];
    assert.equal((await admin.call("DELETE", `/api/rooms/${open.id}/messages/${public_.id}`)).status, 204);
    assertProblem(await admin.call("DELETE", `/api/rooms/${secret.id}/messages/${private_.id}`), 404, "not_found");
});

test("what is asked must make sense", async () => {
    const nobody = { user: { id: "0197f000-0000-7000-8000-000000000000" } };
    assertProblem(await change(admin, nobody, { role: "admin" }), 404, "not_found");
    assertProblem(await change(admin, { user: { id: "x" } }, { role: "admin" }), 404, "not_found");
    assertProblem(await change(admin, admin, { role: "king" }), 422, "validation_failed");
    assertProblem(await change(admin, admin, { deactivated: "yes" }), 422, "validation_failed");
    for (const [method, tail, json] of [["POST", "password", {}], ["GET", "sessions"], ["DELETE", "sessions"]]) {
        assertProblem(await admin.call(method, `/api/admin/users/${nobody.user.id}/${tail}`, { json }), 404, "not_found");
    }
});
