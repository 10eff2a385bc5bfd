// The rows themselves, read beside the running server.

import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The rows of a query as objects, from the server's PostgreSQL, or the one SQLite file in its data folder. */
export async function query(server, sql) {
    if (server.rowsOf) return server.rowsOf(sql);
    const files = readdirSync(server.dataDir).filter((name) => /\.(db|sqlite3?)$/.test(name));
    if (files.length !== 1) throw new Error(`expected one database in the data folder, found: ${files.join(", ")}`);
    return rowsOf(join(server.dataDir, files[0]), sql);
}

/** Runs statements that change rows, behind the server's back. */
export const execute = (server, sql) => (server.execute ? server.execute(sql) : query(server, sql));

/** The same of any SQLite file. */
export async function rowsOf(path, sql) {
    const { stdout } = await run("sqlite3", ["-json", "-cmd", ".timeout 5000", path, sql], { maxBuffer: 1 << 28 });
    return stdout.trim() ? JSON.parse(stdout) : [];
}

/** Adds many messages to a room in a SQLite file at once, as if its first author had sent them. */
export async function addMessages(path, roomId, count) {
    const room = `x'${roomId.replaceAll("-", "")}'`;
    await rowsOf(
        path,
        `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
         INSERT INTO messages (room_id, seq, id, version, author_id, client_id, content, created_at)
         SELECT r.id, r.last_seq + i, randomblob(16), r.version + i,
             (SELECT author_id FROM messages WHERE room_id = r.id LIMIT 1), 'bulk ' || i, 'bulk message ' || i, i
         FROM n, rooms r WHERE r.id = ${room};
         UPDATE rooms SET last_seq = last_seq + ${count}, version = version + ${count} WHERE id = ${room};`,
    );
}
