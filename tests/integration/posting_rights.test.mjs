// Who may say something: announcements, blocks, archives.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { execute } from "../support/database.mjs";
import { assertProblem } from "../support/http.mjs";
import { makeRoom, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect } from "../support/sockets.mjs";

const file = fileScope();
let server;
let ada;
let bob;
let eve;

before(async () => {
    server = await startServer(file);
    [ada, bob, eve] = [await register(server), await register(server), await register(server)];
});

const send = (person, room, more = {}) =>
    person.call("POST", `/api/rooms/${room.id}/messages`, { json: { content: "text", ...more } });
const change = async (person, room, json) =>
    assert.equal((await person.call("PATCH", `/api/rooms/${room.id}`, { json })).status, 200);
const open = async (person, ...others) =>
    (await person.call("POST", "/api/rooms", { json: { kind: "direct", userIds: others.map(({ user }) => user.id) } })).json
        .room;

test("in an announcement room moderators post, others read and react", async (t) => {
    const room = await makeRoom(ada, [bob]);
    await change(ada, room, { posting: "moderators" });
    const socket = await connect(t, server, bob);

    assertProblem(await send(bob, room), 403, "forbidden");
    assert.equal((await ask(socket, "message:send", { roomId: room.id, content: "x" })).error.code, "forbidden");
    const message = await post(ada, room.id, "news");
    assert.equal((await ask(socket, "reaction:add", { roomId: room.id, messageId: message.id, emoji: "🎉" })).ok, true);

    const path = `/api/rooms/${room.id}/members/${bob.user.id}`;
    assert.equal((await ada.call("PUT", path, { json: { role: "moderator" } })).status, 200);
    assert.equal((await send(bob, room)).status, 201);
});

test("in an archived room nothing is said, edited or reacted to, but deleted still", async () => {
    const room = await makeRoom(ada, [bob]);
    const message = await post(bob, room.id, "text");
    await change(ada, room, { archived: true });
    const path = `/api/rooms/${room.id}/messages/${message.id}`;
    const answers = [
        send(bob, room),
        bob.call("PATCH", path, { json: { content: "other" } }),
        bob.call("PUT", `${path}/reactions/${encodeURIComponent("👍")}`),
    ];
    for (const answer of await Promise.all(answers)) assertProblem(answer, 409, "room_archived");
    assert.equal((await bob.call("DELETE", path)).status, 204);
});

test("whoever is blocked by the other one of a direct room says nothing there, by no way", async () => {
    const [two, three] = [await open(ada, bob), await open(ada, bob, eve)];
    const early = await post(bob, two.id, "before");
    const nameOf = ({ user }) => `'${user.username}'`;
    await execute(
        server,
        `INSERT INTO blocks (blocker_id, blocked_id, created_at)
         SELECT a.id, b.id, 1 FROM users a, users b WHERE a.username = ${nameOf(ada)} AND b.username = ${nameOf(bob)}`,
    );
    assertProblem(await send(bob, two), 403, "blocked");
    const path = `/api/rooms/${two.id}/messages/${early.id}`;
    assertProblem(await bob.call("PATCH", path, { json: { content: "still here" } }), 403, "blocked");
    assert.equal((await bob.call("DELETE", path)).status, 204);
    assert.equal((await send(ada, two)).status, 201, "the one who blocks may");
    assert.equal((await send(bob, three)).status, 201, "in a room of three they are not alone");
});
