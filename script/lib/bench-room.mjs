// Rooms with many messages, written straight into the database: through the API, millions would take minutes.

export const pageSize = 50;
const textBytes = 200;

/** Where the newest page of a room is, or the one before the message numbered `before`. */
export const pagePath = (room, before) =>
    `/api/rooms/${room}/messages?limit=${pageSize}${before ? `&before=${before}` : ""}`;

/**
 * Lets the room of this id have `count` messages, in the store `column`, by SQL that `run` runs.
 * A room that has as many already stays as it is. The server may run meanwhile, but must not be writing there.
 */
export async function fillRoom({ column, room, run, count }) {
    const filling = { postgres: fillPostgres, sqlite: fillSqlite, node: fillNode }[column];
    await run(filling(room, count));
}

// The room's first member is the author of all. Words of very different frequency, so that some are common and some
// are rare; the same ones in both stores.
const fillPostgres = (room, count) => `
    BEGIN;
    INSERT INTO messages (room_id, seq, id, version, author_id, client_id, content, created_at)
    SELECT room.id, n, gen_random_uuid(), room.version + n - room.last_seq, author.user_id, 'filled ' || room.id || n,
           ${words("n", (x) => `(${x})::text`)}, 1700000000000 + n
    FROM rooms room
    CROSS JOIN LATERAL (SELECT user_id FROM memberships WHERE room_id = room.id ORDER BY joined_at LIMIT 1) author
    CROSS JOIN LATERAL generate_series(room.last_seq + 1, ${count}) n
    WHERE room.id = '${room}';
    UPDATE rooms SET version = version + greatest(0, ${count} - last_seq), last_seq = greatest(last_seq, ${count}),
                     last_message_at = 1700000000000 + ${count}
    WHERE id = '${room}';
    UPDATE memberships SET last_read_seq = ${count}, exempt_count = 0 WHERE room_id = '${room}';
    COMMIT;
    ANALYZE messages;`;

const fillSqlite = (room, count) => `
    PRAGMA busy_timeout = 10000;
    BEGIN IMMEDIATE;
    WITH RECURSIVE room AS (SELECT * FROM rooms WHERE id = ${blob(room)}),
    numbers(n) AS (SELECT last_seq + 1 FROM room UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
    INSERT INTO messages (room_id, seq, id, version, author_id, client_id, content, created_at)
    SELECT room.id, n, randomblob(16), room.version + n - room.last_seq,
           (SELECT user_id FROM memberships WHERE room_id = room.id ORDER BY joined_at LIMIT 1),
           'filled ' || hex(room.id) || n, ${words("n", (x) => `(${x})`)}, 1700000000000 + n
    FROM room, numbers WHERE n <= ${count};
    UPDATE rooms SET version = version + max(0, ${count} - last_seq), last_seq = max(last_seq, ${count}),
                     last_message_at = 1700000000000 + ${count}
    WHERE id = ${blob(room)};
    UPDATE memberships SET last_read_seq = ${count}, exempt_count = 0 WHERE room_id = ${blob(room)};
    COMMIT;
    ANALYZE;`;

const fillNode = (room, count) => `
    INSERT INTO messages (room_id, author, client_id, content)
    SELECT '${room}', 'person-0', 'filled ${room}' || n, ${words("n", (x) => `(${x})::text`)}
    FROM generate_series((SELECT count(*) FROM messages WHERE room_id = '${room}') + 1, ${count}) n;
    ANALYZE messages;`;

const blob = (id) => `x'${id.replaceAll("-", "")}'`;

// The nth message holds a word of each of these many: every seventh message the first of the first, and so on.
const vocabularies = [7, 101, 1009, 10007, 100003];
const filler = "lorem ipsum dolor sit amet ".repeat(20).slice(0, textBytes - 45).trim();
const spread = 7919;

const word = (index, n) => `w${index}x${n}y`;
const random = (count) => Math.floor(Math.random() * count);

/** Words to search for: that every seventh message holds; that one of 100,003 holds; and one of the first message. */
export const oneOf = {
    common: () => word(0, random(vocabularies[0])),
    rare: () => word(4, random(vocabularies[4])),
    first: word(4, spread % vocabularies[4]),
};

/** An SQL expression for a text that depends on the integer expression `n`; `text` makes text of an integer. */
function words(n, text) {
    const parts = vocabularies.map((count, index) => `'w${index}x' || ${text(`${n} * ${spread} % ${count}`)} || 'y '`);
    return `${parts.join(" || ")} || '${filler}'`;
}
