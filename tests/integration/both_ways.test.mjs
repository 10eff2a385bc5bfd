// What is said means the same over REST and over sockets.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { samples, upload } from "../support/images.mjs";
import { makeRoom, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer, temporaryFolder } from "../support/server.mjs";
import { ask, connect, hears } from "../support/sockets.mjs";

const file = fileScope();
let server;
let ada;
let bob;

before(async () => {
    server = await startServer(file);
    await register(server); // the first is an admin, who may more
    [ada, bob] = [await register(server), await register(server)];
    for (const person of [ada, bob]) person.socket = await connect(file, server, person);
});

const encoded = encodeURIComponent;

/** Each resolves to the message, or to the code of what refuses it. */
const ways = {
    REST: {
        send: (person, roomId, draft) => overRest(person, "POST", roomId, "", draft),
        edit: (person, { roomId, id }, content) => overRest(person, "PATCH", roomId, `/${id}`, { content }),
        react: (person, { roomId, id }, emoji) => overRest(person, "PUT", roomId, `/${id}/reactions/${encoded(emoji)}`),
        pin: (person, { roomId, id }) => overRest(person, "PUT", roomId, `/${id}/pin`),
    },
    sockets: {
        send: (person, roomId, draft) => overSocket(person, "message:send", { roomId, ...draft }),
        edit: (person, message, content) => overSocket(person, "message:edit", { ...nameOf(message), content }),
        react: (person, message, emoji) => overSocket(person, "reaction:add", { ...nameOf(message), emoji }),
        pin: (person, message) => overSocket(person, "message:pin", nameOf(message)),
    },
};

async function overRest(person, method, roomId, path, json) {
    const answer = await person.call(method, `/api/rooms/${roomId}/messages${path}`, { json });
    return answer.json.message ?? answer.json.code;
}

async function overSocket(person, event, payload) {
    const answer = await ask(person.socket, event, payload);
    return answer.message ?? answer.error.code;
}

const nameOf = ({ roomId, id: messageId }) => ({ roomId, messageId });
const told = (person, event, id) => hears(person.socket, event, ({ message }) => message.id === id);
const history = async (person, roomId) => (await person.call("GET", `/api/rooms/${roomId}/messages`)).json.messages;
const membershipOf = async (person, id) => (await person.call("GET", `/api/rooms/${id}`)).json.room.membership;

for (const [name, { send, edit, react, pin }] of Object.entries(ways)) {
    test(`over ${name} a text is kept as it was sent`, async () => {
        const room = await makeRoom(ada, [bob]);
        const texts = ["  not trimmed \n", "e\u0301 is not \u00e9", "\u202eright to left", "a\r\nb\tc", "**bold** <b>&amp;</b>",
            "👩‍👩‍👧‍👦\u200b", "\ufeff{\"json\":1}", "x".repeat(4000), "😀".repeat(4000)];
        for (const content of texts) {
            const message = await send(ada, room.id, { content });
            assert.equal(message.content, content);
            assert.equal((await told(bob, "message:new", message.id)).message.content, content);
        }
        assert.deepEqual((await history(bob, room.id)).map(({ content }) => content), texts);
        const message = await edit(ada, (await history(ada, room.id))[0], "  changed ");
        assert.equal((await told(bob, "message:updated", message.id)).message.content, "  changed ");
        const { edits } = (await ada.call("GET", `/api/rooms/${room.id}/messages/${message.id}/edits`)).json;
        assert.deepEqual(edits.map(({ content }) => content), [texts[0]]);
    });

    test(`over ${name} a reply quotes its original, for as long as that is there`, async () => {
        const room = await makeRoom(ada, [bob]);
        const original = await send(ada, room.id, { content: "the original" });
        const reply = await send(bob, room.id, { content: "indeed", replyTo: original.id });
        const quoted = { id: original.id, seq: 1, author: original.author, excerpt: "the original" };
        assert.deepEqual(reply.replyTo, quoted);
        assert.deepEqual((await told(ada, "message:new", reply.id)).message, reply);
        assert.equal(await send(bob, (await makeRoom(bob)).id, { content: "x", replyTo: original.id }), "validation_failed");
        await ada.call("DELETE", `/api/rooms/${room.id}/messages/${original.id}`);
        assert.deepEqual((await history(bob, room.id)).at(-1).replyTo, { ...quoted, excerpt: "" });
    });

    test(`over ${name} an image message comes with its dimensions, and is text where the address is no image's`, async (t) => {
        const room = await makeRoom(ada, [bob]);
        const { url, width, height } = (await upload(ada, (await samples(await temporaryFolder(t))).png)).json;
        const message = await send(ada, room.id, { content: `[img]${url}` });
        assert.deepEqual([message.image.width, message.image.height], [width, height]);
        assert.deepEqual((await told(bob, "message:new", message.id)).message, message);
        for (const content of ["[img]https://evil.example/x.png", ` [img]${url}`]) {
            const plain = await send(ada, room.id, { content });
            assert.deepEqual([plain.content, plain.image], [content, undefined]);
        }
        const other = await send(ada, room.id, { content: "text" });
        assert.equal((await edit(ada, other, `[img]${url}`)).image.width, width);
        assert.equal((await edit(ada, other, "text again")).image, undefined);
    });

    test(`over ${name} mentions count for those who are named, as the text is now`, async () => {
        const room = await makeRoom(ada, [bob]);
        const counts = async (person) => {
            const { unreadCount, mentionCount } = await membershipOf(person, room.id);
            return [unreadCount, mentionCount];
        };
        const message = await send(ada, room.id, { content: `@${bob.user.username.toUpperCase()}, @nobody and @${ada.user.username}` });
        assert.deepEqual([await counts(ada), await counts(bob)], [[0, 0], [1, 1]]);
        await edit(ada, message, "nobody");
        assert.deepEqual(await counts(bob), [1, 0]);
        await edit(ada, message, "@all");
        assert.deepEqual(await counts(bob), [1, 1]);
        assert.equal((await send(bob, room.id, { content: "@room" })).content, "@room");
        assert.deepEqual(await counts(ada), [1, 0], "a member mentions nobody at once");
        await ada.call("DELETE", `/api/rooms/${room.id}/messages/${message.id}`);
        assert.deepEqual(await counts(bob), [0, 0]);
    });

    test(`over ${name} an archived room takes nothing, and an announcement room only what moderators say`, async () => {
        const room = await makeRoom(ada, [bob]);
        const message = await send(bob, room.id, { content: "text" });
        const set = async (json) => assert.equal((await ada.call("PATCH", `/api/rooms/${room.id}`, { json })).status, 200);
        await set({ archived: true });
        const refusals = await Promise.all([
            send(ada, room.id, { content: "x" }), edit(bob, message, "x"), react(bob, message, "👍"), pin(ada, message),
        ]);
        assert.deepEqual(refusals, Array(4).fill("room_archived"));
        await set({ archived: false, posting: "moderators" });
        const root = await send(ada, room.id, { content: "news" });
        for (const draft of [{ content: "x" }, { content: "x", replyTo: root.id }, { content: "x", threadOf: root.id }])
            assert.equal(await send(bob, room.id, draft), "forbidden");
        assert.equal((await react(bob, root, "🎉")).reactions[0].count, 1);
    });

    test(`over ${name} three people talk in their one direct room, and nobody else hears of it`, async () => {
        const eve = await register(server);
        const json = { kind: "direct", userIds: [bob.user.id, eve.user.id] };
        const made = await ada.call("POST", "/api/rooms", { json });
        const again = await eve.call("POST", "/api/rooms", { json: { kind: "direct", userIds: [bob.user.id, ada.user.id] } });
        assert.deepEqual([made.status, again.status, again.json.room.id], [201, 200, made.json.room.id]);
        assert.equal(made.json.room.members.length, 3);
        const message = await send(ada, made.json.room.id, { content: "hello" });
        assert.deepEqual((await told(bob, "message:new", message.id)).message, message);
        const outsider = await register(server);
        outsider.socket = await connect(file, server, outsider);
        assert.equal(await send(outsider, made.json.room.id, { content: "hello" }), "not_found");
    });
}
