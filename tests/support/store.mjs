// Which store the servers of a run keep their rooms in, by CHATTER_TEST_STORE: sqlite, postgres, or pgbouncer, which is
// PostgreSQL behind a pooler. The same tests hold of all of them.

import { startPgBouncer } from "./pgbouncer.mjs";
import { startPostgres } from "./postgres.mjs";
import { fileScope } from "./scope.mjs";

export const store = process.env.CHATTER_TEST_STORE ?? "sqlite";
if (!["sqlite", "postgres", "pgbouncer"].includes(store)) throw new Error(`CHATTER_TEST_STORE: no store '${store}'`);

/** An option of `test` for what is true of a SQLite file only, and why. */
export const onSqliteOnly = (reason) => ({ skip: store !== "sqlite" && `SQLite only: ${reason}` });

/** Options of `startServer` for a server on a SQLite file, whatever the run is about. */
export const onSqliteFile = { env: { DATABASE_URL: "" } };

// One cluster for all servers of a file; each has a database of its own.
const file = store === "sqlite" ? undefined : fileScope();
let cluster;

/** A new database of the run's kind: {env} for the server, rowsOf(sql) and execute(sql). For SQLite the server makes its own: {}. */
export async function addressesOfNewDatabase() {
    if (store === "sqlite") return {};
    cluster ??= startCluster();
    const { postgres, port } = await cluster;
    const name = await postgres.createDatabase();
    return {
        env: { DATABASE_URL: postgres.url(name, { port }), DIRECT_URL: postgres.url(name) },
        rowsOf: (sql) => postgres.query(name, sql),
        execute: (sql) => postgres.execute(name, sql),
    };
}

async function startCluster() {
    const atTheEnd = { after: file.finally };
    const postgres = await startPostgres(atTheEnd);
    const { port } = store === "pgbouncer" ? await startPgBouncer(atTheEnd, postgres) : postgres;
    return { postgres, port };
}
