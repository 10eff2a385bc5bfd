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
