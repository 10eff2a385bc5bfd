// docs/permissions.md, walked cell by cell with real requests over REST and sockets.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { newName, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect } from "../support/sockets.mjs";

const docs = new URL("../../docs/", import.meta.url);
const file = fileScope();
let server;
let people;

/** The rows of the first table: {action, cells: {"public outsider": "403", …}, author, admins, announcements}. */
function readTable() {
    const columns = [
        ...["outsider", "member", "moderator", "owner"].map((role) => `public ${role}`),
        ...["member", "moderator", "owner"].map((role) => `private ${role}`),
        "direct member",
    ];
    return readFileSync(new URL("permissions.md", docs), "utf8")
        .split("\n")
        .filter((line) => line.startsWith("| `") && line.split("|").length === 14)
        .map((line) => {
            const [action, ...rest] = line.split("|").slice(1, -1).map((text) => text.trim());
            const cells = Object.fromEntries(columns.map((column, index) => [column, rest[index]]));
            const [author, admins, announcements] = rest.slice(columns.length);
            return { action: action.replaceAll("`", ""), cells, author, admins, announcements };
        });
}

const table = readTable();

before(async () => {
    server = await startServer(file);
    const names = ["admin", "founder", "owner", "moderator", "member", "victim", "warden", "outsider", "newcomer"];
    people = {};
    for (const name of names) people[name] = await register(server, newName(name));
    for (const name of names) people[name].socket = await connect(file, server, people[name]);
});

/** Everybody but the outsider, the newcomer and, unless he is `more`, the admin is in it. */
async function makeRoom(kind, more = []) {
    const { founder, owner, moderator, member, victim, warden } = people;
    const userIds = [owner, moderator, member, victim, warden, ...more].map(({ user }) => user.id);
    const answer = await founder.call("POST", "/api/rooms", { json: { kind, name: newName("room"), userIds } });
    assert.ok([200, 201].includes(answer.status), answer.text);
    const { room } = answer.json;
    if (kind === "direct") return room;
    for (const [who, role] of [[owner, "owner"], [moderator, "moderator"], [warden, "moderator"]]) {
        const put = await founder.call("PUT", `/api/rooms/${room.id}/members/${who.user.id}`, { json: { role } });
        assert.equal(put.status, 200, put.text);
    }
    return room;
}

const overRest = (method, path, json) => async (actor, room) => {
    const answer = await actor.call(method, `/api/rooms/${room.id}${path(actor)}`, { json });
    return answer.status < 300 ? "yes" : `${answer.status} ${answer.json.code}`;
};

const statusOf = { forbidden: 403, not_found: 404, direct_room_closed: 409 };

const overSocket = (event, payload) => async (actor, room) => {
    const ack = await ask(actor.socket, event, { roomId: room.id, ...payload });
    return ack.ok ? "yes" : `${statusOf[ack.error.code]} ${ack.error.code}`;
};

const here = () => "";
const at = (path) => () => path;
const memberPath = (name) => () => `/members/${people[name].user.id}`;

async function revokeInviteOf(maker, actor, room) {
    const made = await maker.call("POST", `/api/rooms/${room.id}/invites`, { json: {} });
    // Nobody invites into a direct room: there is nothing to revoke, and nothing to list.
    if (made.status !== 201) return overRest("GET", at("/invites"))(actor, room);
    const answer = await actor.call("DELETE", `/api/invites/${made.json.invite.id}`);
    return answer.status < 300 ? "yes" : `${answer.status} ${answer.json.code}`;
}

/** The id of a message of the actor, who may post; else, or unless it is to be `own`, of the founder. */
async function messageId(actor, room, own) {
    const post = (author) => author.call("POST", `/api/rooms/${room.id}/messages`, { json: { content: "hi" } });
    const answer = own ? await post(actor) : undefined;
    return (answer?.status === 201 ? answer : await post(people.founder)).json.message.id;
}

const onMessageOverRest = (method, path, { json, own = false } = {}) => async (actor, room) => {
    const id = await messageId(actor, room, own);
    return overRest(method, () => `/messages/${id}${path}`, json)(actor, room);
};

const onMessageOverSocket = (event, { own = false, ...payload } = {}) => async (actor, room) => {
    const id = await messageId(actor, room, own);
    return overSocket(event, { messageId: id, ...payload })(actor, room);
};

async function postInThread(actor, room) {
    const threadOf = await messageId(actor, room);
    return overRest("POST", at("/messages"), { content: "hi", threadOf })(actor, room);
}

/** Whoever may not mention everybody posts plain text: that nobody is mentioned then, counts as 403 here. */
async function mentionRoom(actor, room) {
    const mentions = async () => {
        const seen = await people.victim.call("GET", `/api/rooms/${room.id}`);
        return seen.json.room.membership.mentionCount;
    };
    const before = await mentions();
    const posted = await overRest("POST", at("/messages"), { content: "@room listen" })(actor, room);
    return posted !== "yes" || (await mentions()) === before + 1 ? posted : "403 forbidden";
}

/** How each action is tried: in each of these ways, each in a room of its own unless it changes nothing. */
const tries = {
    see_room: [
        ...["", "/members", "/messages", "/pins"].map((path) => overRest("GET", at(path))),
        onMessageOverRest("GET", ""),
        onMessageOverRest("GET", "/thread"),
        onMessageOverRest("PUT", "/saved"),
        onMessageOverRest("DELETE", "/saved"),
    ],
    join_room: [overRest("POST", at("/join"))],
    leave_room: [overRest("POST", at("/leave")), overRest("DELETE", (actor) => `/members/${actor.user.id}`)],
    edit_room: [overRest("PATCH", here, { topic: "another" }), overRest("PATCH", here, {})],
    archive_room: [overRest("PATCH", here, { archived: true })],
    set_posting: [overRest("PATCH", here, { posting: "moderators" })],
    delete_room: [overRest("DELETE", here)],
    add_member: [overRest("PUT", memberPath("newcomer"), {})],
    change_role: [
        overRest("PUT", memberPath("victim"), { role: "moderator" }),
        overRest("PUT", memberPath("newcomer"), { role: "moderator" }),
    ],
    step_down: [overRest("PUT", (actor) => `/members/${actor.user.id}`, { role: "member" })],
    remove_member: [overRest("DELETE", memberPath("victim"))],
    remove_moderator: [overRest("DELETE", memberPath("warden")), overRest("DELETE", memberPath("founder"))],
    create_invite: [overRest("POST", at("/invites"), {})],
    list_invites: [overRest("GET", at("/invites"))],
    revoke_invite: [(actor, room) => revokeInviteOf(people.founder, actor, room)],
    set_notifications: [overRest("PUT", at("/notifications"), { muted: true })],
    mark_read: [overRest("PUT", at("/read"), { seq: 0 }), overSocket("room:read", { seq: 0 })],
    keep_draft: [
        overRest("GET", at("/draft")),
        (actor, room) => saveDraft(actor, room, (draft) => overRest("PUT", at("/draft"), draft)),
        (actor, room) => saveDraft(actor, room, (draft) => overSocket("draft:save", draft)),
    ],
    type: [overSocket("typing", { typing: true })],
    edit_message: [
        onMessageOverRest("PATCH", "", { json: { content: "changed" }, own: true }),
        onMessageOverSocket("message:edit", { content: "changed", own: true }),
    ],
    delete_message: [onMessageOverRest("DELETE", ""), onMessageOverSocket("message:delete")],
    react: [
        onMessageOverRest("PUT", `/reactions/${encodeURIComponent("👍")}`),
        onMessageOverRest("DELETE", `/reactions/${encodeURIComponent("👍")}`),
        onMessageOverSocket("reaction:add", { emoji: "👍" }),
        onMessageOverSocket("reaction:remove", { emoji: "👍" }),
    ],
    read_edits: [onMessageOverRest("GET", "/edits")],
    pin_message: [
        onMessageOverRest("PUT", "/pin"),
        onMessageOverRest("DELETE", "/pin"),
        onMessageOverSocket("message:pin"),
        onMessageOverSocket("message:unpin"),
    ],
    mention_room: [mentionRoom],
    post_message: [
        overRest("POST", at("/messages"), { content: "hi" }),
        overSocket("message:send", { content: "hi" }),
        postInThread,
    ],
};

/** What the API has no way to do yet, by the path that it will be done on: a path that is there must be tried. */
const notYet = {};

test("every action of the table is tried, or cannot be done yet", () => {
    assert.ok(table.length > 20);
    const actions = table.map(({ action }) => action);
    assert.deepEqual([...Object.keys(tries), ...Object.keys(notYet)].sort(), actions.toSorted());
    const openapi = readFileSync(new URL("openapi.yaml", docs), "utf8");
    for (const path of Object.values(notYet)) assert.ok(!openapi.includes(`\n  ${path}:\n`), `${path} can be tried`);
});

test("every event that a client may send stands in the table of events", () => {
    const asyncapi = readFileSync(new URL("asyncapi.yaml", docs), "utf8");
    const documented = [...asyncapi.matchAll(/^ +name: ack of (\S+)$/gm)].map(([, name]) => name);
    const permissions = readFileSync(new URL("permissions.md", docs), "utf8");
    const events = [...permissions.matchAll(/^\| `([a-z]+(?::[a-z]+)?)` \| [^|]*\|$/gm)].map(([, name]) => name);
    assert.deepEqual(events.sort(), documented.sort());
});

/** As `way` saves it, upon what is there: the same people have one direct room, and its draft. */
async function saveDraft(actor, room, way) {
    const kept = await actor.call("GET", `/api/rooms/${room.id}/draft`);
    return way({ content: "half", version: kept.json.draft?.version ?? 0 })(actor, room);
}

const saidOf = { yes: "yes", 403: "403 forbidden", 404: "404 not_found", 409: "409 direct_room_closed" };

/** Asserts what `actor` hears who tries `action` in a new room of `kind` in every way there is. */
async function assertCell({ action }, kind, actor, cell, { more, prepare } = {}) {
    for (const attempt of tries[action]) {
        const room = await makeRoom(kind, more);
        await prepare?.(room);
        const heard = await attempt(actor, room);
        assert.equal(heard, saidOf[cell], `${action} in a ${kind} room, ${attempt}`);
    }
}

for (const kind of ["public", "private", "direct"]) {
    for (const row of table.filter(({ action }) => tries[action])) {
        test(`${row.action} in a ${kind} room is for those whom the table names`, async () => {
            for (const name of ["outsider", "member", "moderator", "owner"]) {
                const cell = row.cells[`${kind} ${kind === "direct" && name !== "outsider" ? "member" : name}`] ?? "404";
                // A plain member has no role to step down from.
                if (row.action === "step_down" && name === "member" && kind !== "direct") continue;
                await assertCell(row, kind, people[name], cell);
            }
        });
    }
}

test("the server's admins do as owners what the table says, in rooms that they see", async () => {
    const { admin } = people;
    for (const row of table.filter(({ action }) => tries[action])) {
        // An admin outside a room who gives themself a role is added.
        if (row.action === "step_down") continue;
        const asOwner = row.admins === "as owners";
        await assertCell(row, "public", admin, row.cells[asOwner ? "public owner" : "public outsider"]);
        await assertCell(row, "private", admin, "404");
        await assertCell(row, "private", admin, row.cells[asOwner ? "private owner" : "private member"], { more: [admin] });
    }
});

test("in an announcement room only those post whom the table names", async () => {
    const prepare = async (room) => {
        const answer = await people.founder.call("PATCH", `/api/rooms/${room.id}`, { json: { posting: "moderators" } });
        assert.equal(answer.status, 200, answer.text);
    };
    for (const row of table.filter(({ action, announcements }) => tries[action] && announcements)) {
        assert.equal(row.announcements, "moderator");
        await assertCell(row, "private", people.member, "403", { prepare });
        await assertCell(row, "private", people.moderator, "yes", { prepare });
        await assertCell(row, "private", people.owner, "yes", { prepare });
    }
});

test("whoever made a link into a room may end it, as the table says", async () => {
    const row = table.find(({ action }) => action === "revoke_invite");
    assert.equal(row.author, "also");
    const room = await makeRoom("public", []);
    assert.equal(await revokeInviteOf(people.member, people.member, room), "yes");
    assert.equal(await revokeInviteOf(people.member, people.victim, room), saidOf[row.cells["public member"]]);
});

test("a message is edited by its author alone, and deleted and its past read by its author too", async () => {
    const authorOf = (name) => table.find(({ action }) => action === name).author;
    assert.deepEqual(["edit_message", "delete_message", "read_edits"].map(authorOf), ["only", "also", "also"]);
    const room = await makeRoom("private");
    const edit = onMessageOverRest("PATCH", "", { json: { content: "changed" } });
    const remove = onMessageOverRest("DELETE", "", { own: true });
    for (const name of ["member", "moderator", "owner"])
        assert.equal(await edit(people[name], room), saidOf[403], `${name} edits what another wrote`);
    assert.equal(await remove(people.member, room), "yes");
    assert.equal(await onMessageOverRest("GET", "/edits", { own: true })(people.member, room), "yes");
});

/** What of a room, in which the founder has just posted, `actor` is told who has seen nothing of it. */
async function syncedBy(actor, room) {
    const posted = await people.founder.call("POST", `/api/rooms/${room.id}/messages`, { json: { content: "hi" } });
    const { message } = posted.json;
    const synced = await ask(actor.socket, "sync", { rooms: { [room.id]: message.version - 1 } });
    assert.equal(synced.ok, true);
    return {
        contents: synced.rooms[room.id]?.messages.map(({ content }) => content),
        isLeft: synced.left.includes(room.id),
        isElsewhere: synced.joined.some(({ id }) => id === room.id),
    };
}

for (const kind of ["public", "private", "direct"]) {
    test(`of a ${kind} room its members are told by a sync, and everybody else that it is not theirs`, async () => {
        const room = await makeRoom(kind);
        for (const name of ["outsider", "admin"])
            assert.deepEqual(await syncedBy(people[name], room), { contents: undefined, isLeft: true, isElsewhere: false }, name);
        for (const name of ["member", "moderator", "owner"])
            assert.deepEqual(await syncedBy(people[name], room), { contents: ["hi"], isLeft: false, isElsewhere: false }, name);
    });
}

test("nobody does anything in a room without being signed in", async () => {
    const room = await makeRoom("public");
    const nobody = { ...people.outsider, call: (method, path, options) => people.outsider.call(method, path, { ...options, token: undefined }) };
    for (const [action, ways] of Object.entries(tries)) {
        if (action === "type" || action === "revoke_invite") continue;
        assert.equal(await ways[0](nobody, room), "401 unauthorized", action);
    }
});
