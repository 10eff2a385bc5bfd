// Links into rooms and to register by: who makes them, whom they admit, when they end.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { execute } from "../support/database.mjs";
import { assertProblem, request } from "../support/http.mjs";
import { makeRoom, newName, oneTo, password, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { connect, hears } from "../support/sockets.mjs";

const file = fileScope();
let server;
let ada;
let bob;

before(async () => {
    server = await startServer(file);
    await register(server); // the first is an admin, who may more than the people of these tests
    [ada, bob] = [await register(server), await register(server)];
});

async function invite(person, roomId, json = {}) {
    const answer = await person.call("POST", `/api/rooms/${roomId}/invites`, { json });
    assert.equal(answer.status, 201, answer.text);
    return answer.json.invite;
}

const joinBy = (person, { code }) => person.call("POST", `/api/invites/${code}/join`);

test("a link leads into a private room, which hears who came", async (t) => {
    const room = await makeRoom(ada, [], { kind: "private" });
    const made = await invite(ada, room.id, { expiresInSeconds: 3600, maxUses: 5 });
    const { id, code, url, createdAt, expiresAt, ...rest } = made;
    assert.deepEqual(rest, { roomId: room.id, createdBy: ada.user.id, maxUses: 5, uses: 0, revoked: false });
    assert.ok(id && url.endsWith(`/invite/${code}`) && code.length >= 20);
    assert.equal(Date.parse(expiresAt) - Date.parse(createdAt), 3_600_000);
    const [adas, bobs] = [await connect(t, server, ada), await connect(t, server, bob)];

    const shown = await bob.call("GET", `/api/invites/${code}`);
    const joined = await joinBy(bob, made);

    assert.deepEqual([shown.json.room.name, shown.json.room.membership], [room.name, null]);
    assert.equal(joined.json.room.membership.role, "member");
    await hears(bobs, "room:added", (event) => event.room.id === room.id);
    await hears(adas, "member:joined", ({ member }) => member.user.id === bob.user.id);
    assert.equal((await joinBy(bob, made)).status, 200, "a member joins once");
    const { invites } = (await ada.call("GET", `/api/rooms/${room.id}/invites`)).json;
    assert.deepEqual(invites, [{ ...made, uses: 1 }]);
});

test("no more people come by a link than it allows, however many try at once", async () => {
    const room = await makeRoom(ada, [], { kind: "private" });
    const made = await invite(ada, room.id, { maxUses: 3 });
    const people = await Promise.all(oneTo(8).map(() => register(server)));
    const answers = await Promise.all(people.map((person) => joinBy(person, made)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 3);
    assert.equal(answers.filter(({ status }) => status === 404).length, 5);
    assert.equal((await ada.call("GET", `/api/rooms/${room.id}`)).json.room.memberCount, 4);
});

test("a revoked link leads nowhere, and so does that of somebody who was removed", async () => {
    const room = await makeRoom(ada, [bob], { kind: "private" });
    const eve = await register(server);
    assertProblem(await bob.call("POST", `/api/rooms/${room.id}/invites`, { json: {} }), 403, "forbidden");
    assertProblem(await eve.call("POST", `/api/rooms/${room.id}/invites`, { json: {} }), 404, "not_found");
    const made = await invite(ada, room.id);
    assertProblem(await eve.call("DELETE", `/api/invites/${made.id}`), 404, "not_found");
    assertProblem(await bob.call("DELETE", `/api/invites/${made.id}`), 403, "forbidden");
    assert.equal((await ada.call("DELETE", `/api/invites/${made.id}`)).status, 204);
    assertProblem(await joinBy(eve, made), 404, "not_found");
    assertProblem(await eve.call("GET", `/api/invites/${made.code}`), 404, "not_found");

    await ada.call("PUT", `/api/rooms/${room.id}/members/${bob.user.id}`, { json: { role: "moderator" } });
    const bobs = await invite(bob, room.id);
    await ada.call("DELETE", `/api/rooms/${room.id}/members/${bob.user.id}`);
    assertProblem(await joinBy(bob, bobs), 404, "not_found");
    assertProblem(await joinBy(eve, { code: "no-such-code" }), 404, "not_found");
});

test("a link's bounds are checked", async () => {
    const room = await makeRoom(ada);
    for (const json of [{ maxUses: 0 }, { maxUses: 1.5 }, { expiresInSeconds: 59 }, { expiresInSeconds: "60" }])
        assertProblem(await ada.call("POST", `/api/rooms/${room.id}/invites`, { json }), 422);
    assertProblem(await ada.call("POST", "/api/invites", { json: {} }), 403, "forbidden");
    assertProblem(await ada.call("GET", "/api/invites"), 403, "forbidden");
});

test("where registration is by invitation, an admin's link admits, into its room too", async (t) => {
    const closed = await startServer(t, { env: { REGISTRATION: "invite" } });
    const first = await register(closed);
    const signUp = (inviteCode) =>
        request(closed, "POST", "/api/auth/register", { json: { username: newName(), password, inviteCode } });
    assertProblem(await signUp(), 403, "registration_closed");
    assertProblem(await signUp("no-such-code"), 403, "registration_closed");
    const { invite: once } = (await first.call("POST", "/api/invites", { json: { maxUses: 1 } })).json;
    assert.equal(once.roomId, null);

    const signedUp = await Promise.all(oneTo(3).map(() => signUp(once.code)));

    assert.deepEqual(signedUp.map(({ status }) => status).sort(), [201, 403, 403]);
    const { token, user } = signedUp.find(({ status }) => status === 201).json;
    const member = { user, token, call: (method, path, options) => request(closed, method, path, { token, ...options }) };
    const room = await makeRoom(first, [member], { kind: "private" });
    const byAdmin = await invite(first, room.id);
    const newcomer = (await signUp(byAdmin.code)).json;
    const { rooms } = (await request(closed, "GET", "/api/rooms", { token: newcomer.token })).json;
    assert.deepEqual(rooms.map(({ id }) => id), [room.id]);
    const open = await makeRoom(member);
    assertProblem(await signUp((await invite(member, open.id)).code), 403, "registration_closed");
    assert.deepEqual((await first.call("GET", "/api/invites")).json.invites.map(({ uses }) => uses), [1]);
});

test("a link says when it ends, and then leads nowhere", async () => {
    const room = await makeRoom(ada);
    const made = await invite(ada, room.id, { expiresInSeconds: 60 });
    assert.equal((await bob.call("GET", `/api/invites/${made.code}`)).json.expiresAt, made.expiresAt);
    await execute(server, `UPDATE invites SET expires_at = ${Date.now() - 1} WHERE code = '${made.code}'`);
    const late = await register(server);
    assertProblem(await late.call("GET", `/api/invites/${made.code}`), 404, "not_found");
    assertProblem(await joinBy(late, made), 404, "not_found");
});
