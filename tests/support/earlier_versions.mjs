// What the people of an earlier version left in its database, and that this version serves it.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { oneTo, post, wholeHistory } from "./people.mjs";

const stores = join(dirname(fileURLToPath(import.meta.url)), "../../server/src/store");

/** How the databases write ids and bytes; their tables are alike but for where an image's bytes are. */
const ways = {
    sqlite: { bytes: (hex) => `X'${hex}'`, id: (id) => `X'${id.replaceAll("-", "")}'`, firstPiece: "" },
    postgres: { bytes: (hex) => `'\\x${hex}'`, id: (id) => `'${id}'`, firstPiece: "0, " },
};

/** The migrations of a store, in their order: {number, name, text, checksum}. */
export async function migrationsOf(kind) {
    const folder = join(stores, kind, "migrations");
    const read = async (name) => {
        const text = await readFile(join(folder, name), "utf8");
        const checksum = createHash("sha256").update(text).digest("hex");
        return { number: Number(name.slice(0, 4)), name: name.replace(/\.sql$/, ""), text, checksum };
    };
    return Promise.all((await readdir(folder)).sort().map(read));
}

function newId() {
    const bytes = Buffer.from(crypto.getRandomValues(new Uint8Array(16)));
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The ids of those people and of what is theirs; bob is signed in by `session`. */
export function newInhabitants() {
    const names = ["ada", "bob", "room", "direct", "image", "session"];
    return { ...Object.fromEntries(names.map((name) => [name, newId()])), messages: oneTo(4).map(newId) };
}

/** The statements that they have left behind in a version with the migrations up to `number`. */
export function dataOf(kind, number, { ada, bob, room, direct, image, session, messages }, passwordHash) {
    const { bytes, id, firstPiece } = ways[kind];
    const [adaId, bobId, roomId, directId, imageId] = [ada, bob, room, direct, image].map(id);
    const statements = [
        `INSERT INTO users (id, username, display_name, display_name_key, email, role, password_hash, created_at) VALUES
            (${adaId}, 'ada', 'Ada Lovelace', 'ada lovelace', 'ada@example.com', 1, '${passwordHash}', 1),
            (${bobId}, 'bob', 'Bob', 'bob', NULL, 0, '${passwordHash}', 2)`,
        `INSERT INTO sessions VALUES (${id(session)}, ${bobId}, 1, 1, 4000000000000, 'Browser', '::1')`,
        `INSERT INTO rooms (id, kind, name, name_key, topic, topic_key, direct_key, member_count, last_seq, version, last_message_at, created_at)
            VALUES (${roomId}, 0, 'General', 'general', 'Everything', 'everything', NULL, 2, 4, 6, 4, 1),
                   (${directId}, 2, '', '', '', '', ${bytes("00ff")}, 2, 0, 0, NULL, 1)`,
        ...[roomId, directId].map(
            (one) => `INSERT INTO memberships (room_id, user_id, role, joined_at, last_read_seq, exempt_count)
                VALUES (${one}, ${adaId}, 2, 1, 0, 0), (${one}, ${bobId}, 0, 1, 0, 0)`,
        ),
        `UPDATE memberships SET last_read_seq = 4 WHERE room_id = ${roomId} AND user_id = ${adaId}`,
        `INSERT INTO images VALUES (${imageId}, ${adaId}, 'image/png', 1, 1, '', 1)`,
        `INSERT INTO image_bytes VALUES (${imageId}, ${firstPiece}${bytes("89504e470d0a1a0a")})`,
        ...messages.map(
            (
                message,
                index,
            ) => `INSERT INTO messages (room_id, seq, id, version, author_id, client_id, content, reply_to_seq, image_id, created_at, edited_at, deleted_at)
                VALUES (${roomId}, ${index + 1}, ${id(message)}, ${[1, 5, 3, 6][index]}, ${adaId}, 'c${index}', '${["first", "edited", `[img]/api/images/${image}`, ""][index]}',
                    ${index === 1 ? 1 : "NULL"}, ${index === 2 ? imageId : "NULL"}, ${index + 1}, ${index === 1 ? 9 : "NULL"}, ${index === 3 ? 9 : "NULL"})`,
        ),
        `INSERT INTO mentions VALUES (${bobId}, ${roomId}, 1)`,
        `INSERT INTO reactions VALUES (${roomId}, 1, '👍', ${bobId}, 5)`,
    ];
    if (number >= 5)
        statements.push(
            `UPDATE users SET status_text = 'at sea', last_seen_at = 5 WHERE id = ${bobId}`,
            `UPDATE messages SET pinned_at = 5, pinned_by = ${adaId} WHERE seq = 1`,
            `INSERT INTO message_edits VALUES (${roomId}, 2, 5, 'before', 9)`,
            `INSERT INTO drafts VALUES (${bobId}, ${roomId}, 1, 'unsent', 5)`,
            `INSERT INTO saved_messages VALUES (${bobId}, ${roomId}, 1, 5)`,
            `INSERT INTO invites VALUES (${id(newId())}, 'code', ${roomId}, ${adaId}, 1, NULL, 5, 1, NULL)`,
            `INSERT INTO audit_log VALUES (${id(newId())}, 1, ${adaId}, 'user_promoted', 'user', '${bob}', '{}', '')`,
        );
    // As an edit does: a trigger notes that it is no longer as it was posted.
    if (number >= 12) statements.push(`UPDATE messages SET version = 5 WHERE room_id = ${roomId} AND seq = 2`);
    return statements;
}

/** That all of it is there for `bob`, who then goes on writing. */
export async function assertIsServed(bob, { room, image, messages }) {
    const history = await wholeHistory(bob, room);
    assert.deepEqual(
        history.map(({ id }) => id),
        messages,
    );
    assert.deepEqual(
        history.map(({ content }) => content),
        ["first", "edited", `[img]/api/images/${image}`, ""],
    );
    assert.deepEqual(
        history[0].reactions.map(({ emoji, count }) => [emoji, count]),
        [["👍", 1]],
    );
    assert.equal(history[1].replyTo.seq, 1);
    assert.ok(history[3].deletedAt);
    const { rooms } = (await bob.call("GET", "/api/rooms")).json;
    const general = rooms.find(({ id }) => id === room);
    assert.deepEqual(
        [rooms.length, general.membership.unreadCount, general.membership.mentionCount],
        [2, 4, 1],
    );
    assert.equal((await bob.call("GET", `/api/images/${image}`)).bytes.toString("hex"), "89504e470d0a1a0a");
    await post(bob, room, "after the upgrade");
}
