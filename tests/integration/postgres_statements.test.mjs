// What PostgreSQL is asked does not grow with what there is: as many statements for somebody in five hundred rooms as
// for somebody in five, for a long page as for a short one, in a room of ten thousand as in one of three.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { makeRoom, newName, oneTo, post, register } from "../support/people.mjs";
import { startPostgres } from "../support/postgres.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect } from "../support/sockets.mjs";

const file = fileScope();
let postgres;
let database;
let server;
let few; // in 5 rooms
let many; // in 500

before(async () => {
    postgres = await startPostgres(file, { more: { shared_preload_libraries: "pg_stat_statements" } });
    database = await postgres.createDatabase();
    await postgres.execute(database, "CREATE EXTENSION pg_stat_statements");
    server = await startServer(file, { env: { DATABASE_URL: postgres.url(database), DIRECT_URL: postgres.url(database) } });
    const peer = await register(server);
    [few, many] = [await register(server), await register(server)];
    for (const [person, count] of [[few, 5], [many, 500]]) person.rooms = await putIntoRooms(person, peer, count);
    const socket = await connect(file, server, peer);
    for (const person of [few, many]) {
        const say = (roomId, more) => ask(socket, "message:send", { roomId, content: "hello @all", ...more }, 60_000);
        const firsts = await Promise.all(person.rooms.map((id) => say(id)));
        person.messages = firsts.map(({ message }) => message);
        await Promise.all(person.messages.map(({ id, roomId }) => say(roomId, { replyTo: id })));
        const react = ({ id, roomId }) => ask(socket, "reaction:add", { roomId, messageId: id, emoji: "👍" }, 60_000);
        await Promise.all(person.messages.map(react));
    }
    await postgres.execute(database, "ANALYZE");
});

/** The ids of new rooms of all kinds with these two in them. */
async function putIntoRooms(person, peer, count) {
    const rows = await postgres.execute(
        database,
        `WITH made AS (
             INSERT INTO rooms (id, kind, name, name_key, topic, topic_key, direct_key, member_count, created_at)
             SELECT gen_random_uuid(), n % 3, 'Room ' || n || '${person.user.id}', 'room ' || n || '${person.user.id}', '', '',
                    CASE WHEN n % 3 = 2 THEN sha256(convert_to(n || '${person.user.id}', 'UTF8')) END, 2, n
             FROM generate_series(1, ${count}) n
             RETURNING id)
         INSERT INTO memberships (room_id, user_id, role, joined_at, last_read_seq)
         SELECT id, u, 0, 0, 0 FROM made CROSS JOIN unnest(ARRAY['${person.user.id}', '${peer.user.id}']::uuid[]) u
         RETURNING room_id`,
    );
    return [...new Set(rows.split("\n"))];
}

// What the server asks by itself, whenever its time has come: for the search index, for sessions that were ended
// elsewhere, and to keep when people were last seen.
const ofTheServer = /search_indexer|r\.version > coalesce|search_segments WHERE state|UPDATE search_segments|session_endings|last_seen_at/;

/** Resolves to {statements: {text: calls}, rows, blocks} of what the server asks while `work` runs. */
async function askedFor(work) {
    await postgres.execute(database, "SELECT pg_stat_statements_reset()");
    await work();
    const all = await postgres.query(
        database,
        `SELECT query, calls, rows, shared_blks_hit + shared_blks_read AS blocks FROM pg_stat_statements
         WHERE userid = 'chatter'::regrole AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    const asked = all.filter(({ query }) => !ofTheServer.test(query));
    assert.ok(asked.length > 0, "the counting counts");
    const sum = (name) => asked.reduce((total, row) => total + row[name], 0);
    return {
        statements: Object.fromEntries(asked.map(({ query, calls }) => [query, calls])),
        rows: sum("rows"),
        blocks: sum("blocks"),
    };
}

/**
 * Asserts that `work` asks the same statements of both, each as often, and `check(first, second)`; once before, so that
 * both are warm, and again when the server has asked something by itself meanwhile.
 */
async function assertSame(one, other, work, check = () => {}) {
    for (const subject of [one, other]) await work(subject);
    for (let attempt = 1; ; attempt += 1) {
        const [first, second] = [await askedFor(() => work(one)), await askedFor(() => work(other))];
        try {
            assert.deepEqual(second.statements, first.statements);
            check(first, second);
            return;
        } catch (error) {
            if (attempt === 3) throw error;
        }
    }
}

async function get(person, path) {
    const answer = await person.call("GET", path);
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
}

test("somebody in 500 rooms connects with as many statements as somebody in 5", async (t) => {
    let rooms = 0;
    await assertSame(few, many, async (person) => {
        const socket = await connect(t, server, person);
        rooms = socket.heard.find(([event]) => event === "ready")[1].rooms.length;
        socket.disconnect();
    });
    assert.equal(rooms, 500);
});

test("rooms, drafts and saved messages are listed with as many statements, few or many", async () => {
    for (const [person, count] of [[few, 2], [many, 60]]) {
        for (const { id, roomId } of person.messages.slice(0, count)) {
            const saved = await person.call("PUT", `/api/rooms/${roomId}/messages/${id}/saved`);
            const kept = await person.call("PUT", `/api/rooms/${roomId}/draft`, { json: { content: "x", version: 0 } });
            assert.deepEqual([saved.status, kept.status], [204, 200]);
        }
    }
    for (const [path, length] of [
        ["/api/rooms", ({ rooms }) => rooms.length],
        ["/api/rooms?scope=public&query=room", ({ rooms }) => rooms.length],
        ["/api/drafts", ({ drafts }) => drafts.length],
        ["/api/saved?limit=100", ({ results }) => results.length],
    ]) {
        const lengths = new Map();
        await assertSame(few, many, async (person) => lengths.set(person, length(await get(person, path))));
        assert.ok(lengths.get(many) >= 50, path);
    }
});

test("one catches up with as many statements, in whatever many rooms something has changed", async (t) => {
    for (const person of [few, many]) person.socket = await connect(t, server, person);
    const seen = (person, version) => ({ rooms: Object.fromEntries(person.rooms.map((id) => [id, version])) });
    for (const version of [0, 1, 3]) {
        let changed;
        await assertSame(few, many, async (person) => {
            const answer = await ask(person.socket, "sync", seen(person, version));
            changed = Object.values(answer.rooms);
        });
        assert.equal(changed.length, version === 3 ? 0 : 500);
        for (const { messages, truncated } of changed) assert.deepEqual([messages.length, truncated], [2, false]);
    }
});

test("all is marked as read with as many statements", async () => {
    const readAll = async (person) => assert.equal((await person.call("POST", "/api/rooms/read")).status, 204);
    const unread = async (person) => (await get(person, "/api/rooms")).rooms.filter(({ membership }) => membership.unreadCount).length;
    assert.deepEqual([await unread(few), await unread(many)], [5, 500]);
    const [first, second] = [await askedFor(() => readAll(few)), await askedFor(() => readAll(many))];
    assert.deepEqual(second.statements, first.statements);
    assert.deepEqual([await unread(few), await unread(many)], [0, 0]);
});

test("a hundred messages are found in a hundred rooms with no more statements than a few in five", async () => {
    const find = (person) => get(person, "/api/search?q=hello&limit=100");
    const total = ({ statements }) => Object.values(statements).reduce((sum, calls) => sum + calls, 0);
    let found;
    const [ofFew, ofMany] = [await askedFor(() => find(few)), await askedFor(async () => (found = await find(many)))];
    assert.equal(found.results.length, 100);
    assert.ok(new Set(found.results.map(({ room }) => room.id)).size >= 50);
    // One more names the people of direct rooms, where any were found.
    assert.ok(total(ofMany) <= total(ofFew) + 1, `${JSON.stringify(ofFew.statements)} ${JSON.stringify(ofMany.statements)}`);
});

test("a long page of history takes as many statements as a short one", async () => {
    const ada = await register(server);
    const room = await makeRoom(ada);
    const { id } = await post(ada, room.id, "first");
    const socket = await connect(file, server, ada);
    const reply = (n) => ask(socket, "message:send", { roomId: room.id, content: `${n}`, replyTo: id }, 60_000);
    for (const { message } of await Promise.all(oneTo(120).map(reply)))
        await ask(socket, "reaction:add", { roomId: room.id, messageId: message.id, emoji: "👍" });
    let length;
    let before = 122;
    await assertSame(2, 100, async (limit) => {
        // Pages are kept as they are: another bound each time makes another page.
        before -= 1;
        length = (await get(ada, `/api/rooms/${room.id}/messages?before=${before}&limit=${limit}`)).messages.length;
    });
    assert.equal(length, 100);
});

test("a room is begun with many people, and an edit names many, with as many statements as for few", async (t) => {
    const owner = await register(server);
    const people = [];
    for (const _ of oneTo(40)) people.push(await register(server));
    const socket = await connect(t, server, owner);
    let room;
    await assertSame(2, 40, async (count) => {
        const userIds = people.slice(0, count).map(({ user }) => user.id);
        const answer = await owner.call("POST", "/api/rooms", { json: { kind: "private", name: newName("room"), userIds } });
        assert.equal(answer.status, 201, answer.text);
        ({ room } = answer.json);
        assert.equal(room.memberCount, count + 1);
    });
    // Each edit takes back the names of the one before.
    let edits = 0;
    await assertSame(2, 40, async (count) => {
        const { message } = await ask(socket, "message:send", { roomId: room.id, content: "first" });
        for (const _ of oneTo(2)) {
            edits += 1;
            const content = `${edits} ${people.slice(0, count).map(({ user }) => `@${user.username}`).join(" ")}`;
            assert.ok((await ask(socket, "message:edit", { roomId: room.id, messageId: message.id, content })).ok);
        }
    });
    assert.ok((await get(people[39], `/api/rooms/${room.id}`)).room.membership.mentionCount > 0);
});

test("in a room of ten thousand, joining, posting and listing take no more than in one of three", async (t) => {
    const owner = await register(server);
    const [small, crowd] = [await makeRoom(owner), await makeRoom(owner)];
    for (const [room, count] of [[small, 2], [crowd, 9_999]]) {
        await postgres.execute(
            database,
            `WITH made AS (
                 INSERT INTO users (id, username, display_name, display_name_key, role, password_hash, created_at)
                 SELECT gen_random_uuid(), '${newName()}' || n, 'User ' || n, 'user ' || n, 0, '', 0
                 FROM generate_series(1, ${count}) n
                 RETURNING id)
             INSERT INTO memberships (room_id, user_id, role, joined_at, last_read_seq)
             SELECT '${room.id}', id, 0, 0, 0 FROM made;
             UPDATE rooms SET member_count = ${count + 1} WHERE id = '${room.id}'`,
        );
    }
    await postgres.execute(database, "VACUUM ANALYZE users, memberships, rooms");
    const newcomers = new Map();
    for (const room of [small, crowd]) newcomers.set(room, await Promise.all(oneTo(4).map(() => register(server))));
    const socket = await connect(t, server, owner);

    const inEither = {
        join: async (room) => {
            const answer = await newcomers.get(room).pop().call("POST", `/api/rooms/${room.id}/join`);
            assert.equal(answer.status, 200, answer.text);
        },
        "post over REST": (room) => post(owner, room.id, "hello @room"),
        "post over a socket": async (room) => assert.ok((await ask(socket, "message:send", { roomId: room.id, content: "hi" })).ok),
        "list members": async (room) => assert.ok((await get(owner, `/api/rooms/${room.id}/members?limit=3`)).members.length >= 3),
        "look at it": (room) => get(owner, `/api/rooms/${room.id}`),
        "mark it as read": async (room) => {
            const { lastSeq: seq } = (await get(owner, `/api/rooms/${room.id}`)).room;
            assert.equal((await owner.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq } })).status, 200);
        },
    };
    for (const [name, work] of Object.entries(inEither)) {
        await assertSame(small, crowd, work, (inSmall, inCrowd) => {
            assert.equal(inCrowd.rows, inSmall.rows, `${name}: rows`);
            // An index of ten thousand is a page or two higher than one of three.
            assert.ok(inCrowd.blocks <= inSmall.blocks + 50, `${name}: ${inSmall.blocks} and ${inCrowd.blocks} pages`);
        });
    }
    const { memberCount } = (await get(owner, `/api/rooms/${crowd.id}`)).room;
    assert.equal(memberCount, 10_004 - newcomers.get(crowd).length);
});
