// The audit log: who did what to whom, and what is not in it.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertProblem, request } from "../support/http.mjs";
import { login, makeRoom, newName, oneTo, password, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect } from "../support/sockets.mjs";

const file = fileScope();
let server;
let admin;
let ada;
let bob;

before(async () => {
    server = await startServer(file);
    admin = await register(server);
    [ada, bob] = [await register(server), await register(server)];
});

async function read(filters = {}) {
    const answer = await admin.call("GET", `/api/admin/audit?${new URLSearchParams(filters)}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
}

/** The only entry of `action` about `targetId`. */
async function entry(action, targetId) {
    const { entries } = await read({ action, targetId });
    assert.equal(entries.length, 1, `${action}: ${JSON.stringify(entries)}`);
    return entries[0];
}

test("only admins read it", async () => {
    assertProblem(await ada.call("GET", "/api/admin/audit"), 403, "forbidden");
    assertProblem(await request(server, "GET", "/api/admin/audit"), 401, "unauthorized");
});

test("an entry says when, who, what, to whom and whence", async () => {
    const { id, happenedAt, ...rest } = await entry("user.register", ada.user.id);
    assert.ok(id);
    assert.ok(Math.abs(Date.parse(happenedAt) - Date.now()) < 60_000);
    const { username, displayName, avatarUrl } = ada.user;
    assert.match(rest.address, /^(::1|127\.0\.0\.1)$/);
    delete rest.address;
    assert.deepEqual(rest, {
        actor: { id: ada.user.id, username, displayName, avatarUrl },
        action: "user.register",
        targetKind: "user",
        targetId: ada.user.id,
        detail: { username, role: "member" },
    });
});

test("signing in and out is noted", async () => {
    const eve = await register(server);
    const phone = await login(server, eve.user.username);
    assert.equal((await phone.call("POST", "/api/auth/logout")).status, 204);
    const signedIn = await entry("user.sign_in", eve.user.id);
    const ended = await entry("session.revoke", eve.user.id);
    assert.equal(signedIn.actor.id, eve.user.id);
    assert.equal(ended.detail.sessionId, signedIn.detail.sessionId);
});

test("a new password of one's own is noted, and so is signing out elsewhere", async () => {
    const eve = await register(server);
    await login(server, eve.user.username);
    assert.equal((await eve.call("DELETE", "/api/auth/sessions")).status, 204);
    assert.equal((await eve.call("DELETE", "/api/auth/sessions")).status, 204);
    assert.deepEqual((await entry("session.revoke", eve.user.id)).detail, { sessions: 1 });
    const json = { currentPassword: password, newPassword: `${password} 2` };
    assert.equal((await eve.call("POST", "/api/auth/password", { json })).status, 204);
    const changed = await entry("user.change_password", eve.user.id);
    assert.deepEqual([changed.actor.id, changed.detail], [eve.user.id, {}]);
    assert.match(changed.address, /^(::1|127\.0\.0\.1)$/);
});

test("many wrong passwords are one entry, without the name that was typed", async () => {
    const eve = await register(server);
    const attempt = (username) =>
        request(server, "POST", "/api/auth/login", { json: { username, password: "not the password" } });
    for (const answer of await Promise.all(oneTo(5).map(() => attempt(eve.user.username)))) {
        assertProblem(answer, 401, "invalid_credentials");
    }
    assertProblem(await attempt("typed-into-the-wrong-box"), 401, "invalid_credentials");

    const failed = await entry("user.fail_sign_in", eve.user.id);
    assert.deepEqual([failed.actor, failed.detail], [null, { attempts: 1 }]);
    const everything = await admin.call("GET", "/api/admin/audit?limit=200");
    for (const secret of ["typed-into-the-wrong-box", "not the password"]) assert.ok(!everything.text.includes(secret));
    const { entries } = await read({ action: "user.fail_sign_in" });
    assert.ok(entries.some(({ targetId }) => targetId === ""), "that of the unknown name");
});

test("what becomes of a room is noted, what is said there is not", async () => {
    const room = await makeRoom(ada, [bob]);
    const path = `/api/rooms/${room.id}`;
    const message = await post(bob, room.id, "words that nobody audits");
    const name = newName("renamed");
    assert.equal((await ada.call("PATCH", path, { json: { name, posting: "moderators" } })).status, 200);
    assert.equal((await ada.call("PATCH", path, { json: { archived: true } })).status, 200);
    assert.equal((await ada.call("PATCH", path, { json: { archived: false } })).status, 200);
    const role = { json: { role: "moderator" } };
    assert.equal((await ada.call("PUT", `${path}/members/${bob.user.id}`, role)).status, 200);
    assert.equal((await ada.call("DELETE", `${path}/messages/${message.id}`)).status, 204);
    assert.equal((await ada.call("DELETE", `${path}/members/${bob.user.id}`)).status, 204);
    const { invite } = (await ada.call("POST", `${path}/invites`, { json: {} })).json;
    assert.equal((await ada.call("DELETE", `/api/invites/${invite.id}`)).status, 204);
    assert.equal((await ada.call("DELETE", path)).status, 204);

    assert.deepEqual((await entry("room.rename", room.id)).detail, { from: room.name, to: name });
    assert.deepEqual((await entry("room.set_posting", room.id)).detail, { name, posting: "moderators" });
    assert.equal((await entry("room.archive", room.id)).actor.id, ada.user.id);
    await entry("room.unarchive", room.id);
    assert.deepEqual((await entry("room.delete", room.id)).detail, { name });
    assert.deepEqual((await entry("member.change_role", bob.user.id)).detail, { roomId: room.id, role: "moderator" });
    assert.deepEqual((await entry("member.remove", bob.user.id)).detail, { roomId: room.id });
    const deleted = await entry("message.delete", message.id);
    assert.deepEqual(deleted.detail, { roomId: room.id, authorId: bob.user.id });
    assert.deepEqual((await entry("invite.create", invite.id)).detail, { roomId: room.id });
    await entry("invite.revoke", invite.id);
    const everything = (await admin.call("GET", "/api/admin/audit?limit=200")).text;
    for (const secret of [invite.code, "words that nobody audits", password, ada.token]) assert.ok(!everything.includes(secret));
});

test("a deletion over a socket has an address too, and one's own is not noted", async (t) => {
    const room = await makeRoom(ada, [bob]);
    const [own, foreign] = [await post(bob, room.id, "own"), await post(bob, room.id, "foreign")];
    const [adas, bobs] = [await connect(t, server, ada), await connect(t, server, bob)];
    const ofBob = await ask(bobs, "message:delete", { roomId: room.id, messageId: own.id });
    const ofAda = await ask(adas, "message:delete", { roomId: room.id, messageId: foreign.id });
    assert.ok(ofBob.ok && ofAda.ok);
    assert.match((await entry("message.delete", foreign.id)).address, /^(::1|127\.0\.0\.1)$/);
    assert.equal((await read({ action: "message.delete", targetId: own.id })).entries.length, 0);
});

test("pages go from the newest to the oldest and leave nothing out", async () => {
    const person = await register(server);
    for (const _ of oneTo(6)) await login(server, person.user.username);
    const all = (await read({ actorId: person.user.id })).entries;
    assert.equal(all.length, 7);
    const paged = [];
    for (let nextBefore; nextBefore !== null; ) {
        const page = await read({ actorId: person.user.id, limit: "3", ...(nextBefore && { before: nextBefore }) });
        paged.push(...page.entries);
        nextBefore = page.nextBefore;
    }
    assert.deepEqual(paged, all);
    const times = all.map(({ happenedAt }) => happenedAt);
    assert.deepEqual(times, times.toSorted().toReversed());
});

test("wrong filters are refused by name", async () => {
    for (const [query, field] of [["action=user.dance", "action"], ["before=x", "before"], ["actorId=x", "actorId"],
        ["limit=0", "limit"], ["limit=201", "limit"], [`targetId=${"x".repeat(65)}`, "targetId"]]) {
        const answer = await admin.call("GET", `/api/admin/audit?${query}`);
        assertProblem(answer, 422, "validation_failed");
        assert.deepEqual(answer.json.errors.map((error) => error.field), [field]);
    }
});

test("nobody can change it, not even in the database", { skip: process.env.CHATTER_TEST_STORE === undefined && "with PostgreSQL" }, async () => {
    for (const sql of ["DELETE FROM audit_log", "UPDATE audit_log SET address = ''"]) {
        await assert.rejects(async () => server.execute(sql), /the audit log only grows/);
    }
});
