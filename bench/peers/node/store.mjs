// Messages in PostgreSQL, through a pool of ten connections.

import pg from "pg";

const schema = `
    CREATE TABLE IF NOT EXISTS messages (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        room_id text NOT NULL,
        author text NOT NULL,
        client_id text NOT NULL,
        content text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (author, client_id)
    );
    CREATE INDEX IF NOT EXISTS messages_by_room ON messages (room_id, id)`;

// Named, so that each connection of the pool prepares it once.
const insertion = {
    name: "insert-message",
    text: `
        INSERT INTO messages (room_id, author, client_id, content) VALUES ($1, $2, $3, $4)
        ON CONFLICT (author, client_id) DO UPDATE SET client_id = excluded.client_id
        RETURNING id, created_at`,
};

const page = {
    name: "read-page",
    text: `
        SELECT id, author, client_id, content, created_at FROM messages
        WHERE room_id = $1 AND id < $2
        ORDER BY id DESC LIMIT $3`,
};

const idMax = "9223372036854775807";

export async function openStore(connectionString) {
    const pool = new pg.Pool({ connectionString, max: 10 });
    await pool.query(schema);
    return {
        async insert({ roomId, author, content, clientId }) {
            const { rows } = await pool.query({ ...insertion, values: [roomId, author, clientId, content] });
            const { id, created_at: createdAt } = rows[0];
            return { id, roomId, author: { username: author }, content, clientId, createdAt };
        },

        /** The newest messages before the one numbered `before`, in ascending order, and whether there are older ones. */
        async readPage(roomId, before = idMax, limit = 50) {
            const { rows } = await pool.query({ ...page, values: [roomId, before, limit + 1] });
            const hasBefore = rows.length > limit;
            const messages = rows.slice(0, limit).reverse().map((row) => toMessage(roomId, row));
            return { messages, hasBefore, hasAfter: before !== idMax };
        },
    };
}

function toMessage(roomId, { id, author, client_id: clientId, content, created_at: createdAt }) {
    return {
        id,
        roomId,
        seq: Number(id),
        version: Number(id),
        author: { id: author, username: author, displayName: author, avatarUrl: null },
        content,
        clientId,
        replyTo: null,
        createdAt,
        editedAt: null,
        deletedAt: null,
        reactions: [],
    };
}
