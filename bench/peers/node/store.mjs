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
    )`;

// Named, so that each connection of the pool prepares it once.
const insertion = {
    name: "insert-message",
    text: `
        INSERT INTO messages (room_id, author, client_id, content) VALUES ($1, $2, $3, $4)
        ON CONFLICT (author, client_id) DO UPDATE SET client_id = excluded.client_id
        RETURNING id, created_at`,
};

export async function openStore(connectionString) {
    const pool = new pg.Pool({ connectionString, max: 10 });
    await pool.query(schema);
    return {
        async insert({ roomId, author, content, clientId }) {
            const { rows } = await pool.query({ ...insertion, values: [roomId, author, clientId, content] });
            const { id, created_at: createdAt } = rows[0];
            return { id, roomId, author: { username: author }, content, clientId, createdAt };
        },
    };
}
