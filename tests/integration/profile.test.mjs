// What people say of themselves, who is told when it changes, and old pages that show it.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertProblem } from "../support/http.mjs";
import { samples, upload } from "../support/images.mjs";
import { makeRoom, newName, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer, temporaryFolder } from "../support/server.mjs";
import { ask, connect, heard, hears } from "../support/sockets.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let server;
let ada;
let bob;

before(async () => {
    server = await startServer(file);
    await register(server); // the first is an admin, who sees more
    [ada, bob] = [await register(server), await register(server)];
});

const change = (person, json) => person.call("PATCH", "/api/users/me", { json });

async function changed(person, json) {
    const answer = await change(person, json);
    assert.equal(answer.status, 200, answer.text);
    return answer.json.user;
}

/** Resolves once `socket` has heard all that was told before now: what it says of itself comes after that. */
async function settled(person, socket) {
    const statusText = newName("mark");
    await changed(person, { statusText });
    await hears(socket, "user:updated", ({ user }) => user.statusText === statusText);
}

test("a person changes what is shown of them, each part by itself", async (t) => {
    const eve = await register(server);
    const picture = await upload(eve, (await samples(await temporaryFolder(t))).png);
    assert.equal(picture.status, 201, picture.text);
    const { url } = picture.json;

    const user = await changed(eve, { displayName: " Eve 👩‍🚀 ", avatarUrl: url, statusText: "On a train", email: "eve@example.org" });

    assert.deepEqual(user, { ...eve.user, displayName: "Eve 👩‍🚀", avatarUrl: url, statusText: "On a train", email: "eve@example.org" });
    const { email, ...shown } = user;
    assert.deepEqual((await bob.call("GET", `/api/users/${eve.user.id}`)).json.user, shown);
    assert.deepEqual(await changed(eve, {}), user);
    assert.deepEqual(await changed(eve, { chosenPresence: "dnd" }), { ...user, chosenPresence: "dnd" });
    assert.ok(!("chosenPresence" in (await bob.call("GET", `/api/users/${eve.user.id}`)).json.user));
    const cleared = await changed(eve, { avatarUrl: null, statusText: null, email: null, chosenPresence: "automatic" });
    assert.deepEqual(cleared, { ...eve.user, displayName: "Eve 👩‍🚀" });
    assert.deepEqual((await eve.call("GET", "/api/auth/me")).json.user, cleared);
});

test("what deceives, is too long or leads elsewhere is refused, field by field", async () => {
    const refused = [
        { displayName: "" },
        { displayName: "a".repeat(65) },
        { displayName: "a\u202eb" },
        { displayName: "a\u200bb" },
        { statusText: "a".repeat(101) },
        { statusText: "two\nlines" },
        { email: "nowhere" },
        { email: `${"a".repeat(250)}@b.org` },
        { chosenPresence: "busy" },
        { avatarUrl: "https://evil.example/track.png" },
        { avatarUrl: "/api/images/0190163d-8694-739b-aea5-966c26f8ad91" },
        { avatarUrl: "/api/images/../users" },
        { avatarUrl: 1 },
    ];
    for (const json of refused) {
        const answer = await change(ada, json);
        assertProblem(answer, 422, "validation_failed");
        assert.deepEqual(answer.json.errors.map(({ field }) => field), Object.keys(json));
    }
    assert.deepEqual((await ada.call("GET", "/api/auth/me")).json.user, ada.user);
    assertProblem(await bob.call("PATCH", `/api/users/${ada.user.id}`, { json: {} }), 405);
});

test("whoever shares a room hears it once, however many they share; nobody hears of nothing", async (t) => {
    const [eve, friend, stranger] = [await register(server), await register(server), await register(server)];
    for (let i = 0; i < 3; i += 1) await makeRoom(eve, [friend]);
    const [eves, friends, strangers] = [
        await connect(t, server, eve),
        await connect(t, server, friend),
        await connect(t, server, stranger),
    ];
    // Whoever watches whether somebody is here hears of that alone.
    assert.ok((await ask(strangers, "presence:watch", { userIds: [eve.user.id] })).ok);

    const displayName = newName("Eve");
    const user = await changed(eve, { displayName, email: "eve@example.org" });
    await changed(eve, { displayName });
    await changed(eve, { email: "other@example.org", chosenPresence: "away" });
    await settled(friend, friends);
    await settled(stranger, strangers);
    await settled(eve, eves);

    const { email, ...shown } = user;
    const about = (socket) => heard(socket, "user:updated").filter(({ user }) => user.id === eve.user.id);
    assert.deepEqual(about(friends).slice(0, 1), [{ user: shown }]);
    assert.equal(about(friends).filter(({ user }) => !user.statusText).length, 1);
    assert.deepEqual(about(strangers), []);
    assert.deepEqual(about(eves)[0], { user });
    assert.deepEqual(about(eves)[1], { user: { ...user, email: "other@example.org", chosenPresence: "away" } });
});

test("a new name or picture shows in old pages, whose ETag it changes; a status does not", async () => {
    const [eve, friend] = [await register(server), await register(server)];
    const room = await makeRoom(eve, [friend]);
    await post(eve, room.id, "hello");
    const path = `/api/rooms/${room.id}/messages`;
    const page = () => friend.call("GET", path);
    const etag = (await page()).headers.etag;

    await changed(eve, { statusText: "On a train" });
    assert.equal((await friend.call("GET", path, { headers: { "if-none-match": etag } })).status, 304);
    const displayName = newName("Eve");
    await changed(eve, { displayName });

    const after = await friend.call("GET", path, { headers: { "if-none-match": etag } });
    assert.equal(after.status, 200);
    assert.equal(after.json.messages[0].author.displayName, displayName);
});

test("a new name comes with the next message, ready and the list of members", async (t) => {
    const [eve, friend] = [await register(server), await register(server)];
    const room = await makeRoom(eve, [friend]);
    const socket = await connect(t, server, friend);
    const displayName = newName("Eve");
    await changed(eve, { displayName });
    const message = await post(eve, room.id, "hello");
    assert.equal(message.author.displayName, displayName);
    await hears(socket, "message:new", (event) => event.message.author.displayName === displayName);
    const { members } = (await friend.call("GET", `/api/rooms/${room.id}/members`)).json;
    assert.ok(members.some(({ user }) => user.displayName === displayName));
    const eves = await connect(t, server, eve);
    assert.equal(heard(eves, "ready")[0].user.displayName, displayName);
    assert.equal((await ask(eves, "message:send", { roomId: room.id, content: "x" })).message.author.displayName, displayName);
});

test("whoever watches a person sees at once as what they want to be seen", async (t) => {
    const [eve, friend] = [await register(server), await register(server)];
    await connect(t, server, eve);
    const friends = await connect(t, server, friend);
    const { presence } = await ask(friends, "presence:watch", { userIds: [eve.user.id] });
    assert.equal(presence[0].status, "online");
    const statuses = () => heard(friends, "presence").flatMap(({ changes }) => changes.map(({ status }) => status));
    const seen = [];
    for (const [chosenPresence, status] of [["dnd", "dnd"], ["away", "away"], ["offline", "offline"], ["automatic", "online"]]) {
        await changed(eve, { chosenPresence });
        seen.push(status);
        await eventually(`the watcher sees ${status}`, () => statuses().length >= seen.length);
    }
    assert.deepEqual(statuses(), seen);
});
