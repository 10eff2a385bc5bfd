// Real PostgreSQL: a cluster of its own in a temporary folder, at a free port, with passwords that are asked for; and
// streaming replicas of it. None outlives the test.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { appendFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../../script/lib/free-port.mjs";
import { giveToDatabase, makeCluster, postgresBin, runAsDatabase, unprivileged } from "../../script/lib/postgres.mjs";
import { Daemon } from "./daemon.mjs";
import { eventually } from "./wait.mjs";

const run = promisify(execFile);

/** The user that the server signs in as: it owns its database, and is no superuser. */
export const owner = { user: "chatter", password: "the owner's pass/word" };
/** One who may connect, and nothing else. */
export const guest = { user: "guest", password: "the guest's pass/word" };

const superuser = "postgres";
// As they are by default, but for what makes many clusters beside each other light.
const settings = { shared_buffers: "32MB", max_wal_size: "256MB", listen_addresses: "127.0.0.1" };

/**
 * Starts a cluster that is gone when the test `t` ends. `more` adds to its settings, `data` is an empty
 * folder for its tables, `wal` one for its log of transactions, if they are to be elsewhere.
 */
export async function startPostgres(t, { more = {}, data, wal } = {}) {
    const cluster = await temporaryCluster(t, Postgres, { more, data });
    const logElsewhere = wal ? ["--waldir", wal] : [];
    if (wal) giveToDatabase(wal);
    const access = ["--auth-host=scram-sha-256", "--auth-local=trust"];
    makeCluster(cluster.data, superuser, [...access, ...logElsewhere, "--no-sync"]);
    await cluster.start();
    for (const { user, password } of [owner, guest]) {
        await cluster.execute("postgres", `CREATE ROLE ${user} LOGIN PASSWORD ${literal(password)}`);
    }
    return cluster;
}

async function temporaryCluster(t, Kind, { more = {}, data }) {
    const folder = await mkdtemp(join(tmpdir(), "chatter-postgres-"));
    giveToDatabase(folder);
    const cluster = new Kind(folder, data ?? join(folder, "data"), await freePort(), more);
    t.after(async () => {
        await cluster.destroy();
        await rm(folder, { recursive: true, force: true, maxRetries: 10 });
    });
    if (!data) await mkdir(cluster.data, { mode: 0o700 });
    giveToDatabase(cluster.data);
    return cluster;
}

const literal = (text) => `'${text.replaceAll("'", "''")}'`;

class Postgres {
    constructor(folder, data, port, more) {
        this.folder = folder;
        this.data = data;
        this.port = port;
        this.databases = 0;
        const options = Object.entries({ ...settings, ...more }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
        const postgres = [join(postgresBin(), "postgres"), "-D", data, "-p", String(port), "-k", folder, ...options];
        this.daemon = new Daemon([...unprivileged(), ...postgres], /ready to accept (read-only )?connections/, {
            cwd: folder,
        });
    }

    get pid() {
        return this.daemon.pid;
    }

    /** Starts it, where it was before. After a kill its orphans may need a moment to see that they are. */
    start() {
        return eventually("PostgreSQL starts", () => this.daemon.start().then(() => true), 30_000);
    }

    /** SIGKILL to the postmaster, as a crash would end it; its children notice, and end by themselves. */
    async kill() {
        await this.daemon.end("SIGKILL");
    }

    /** Stops it at once, without a checkpoint; what it had answered is there at the next start. */
    async stop() {
        await this.daemon.end("SIGQUIT");
    }

    async destroy() {
        if (this.daemon.isRunning) return this.stop();
        // A killed postmaster left a lock of System V's shared memory, which a start would have taken over.
        const segment = this.#sharedMemory();
        if (segment) await run("ipcrm", ["-m", segment]).catch(() => {});
    }

    #sharedMemory() {
        try {
            return readFileSync(join(this.data, "postmaster.pid"), "utf8").split("\n")[6]?.trim().split(/\s+/)[1];
        } catch {
            return undefined;
        }
    }

    /** A new database of `owner`'s. Resolves to its name. */
    async createDatabase() {
        this.databases += 1;
        const name = `chatter_${this.databases}`;
        await this.execute("postgres", `CREATE DATABASE ${name} OWNER ${owner.user}`);
        return name;
    }

    /** The address at which the server finds `database`, at another port with a pooler between. */
    url(database, { user = owner.user, password = owner.password, port = this.port, host = "127.0.0.1", query = "" } = {}) {
        return `postgresql://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}${query}`;
    }

    /** The rows of a query as objects, seen by the superuser. */
    async query(database, sql) {
        const rows = await this.execute(database, `SELECT coalesce(json_agg(answer), '[]') FROM (${sql}) answer`);
        return JSON.parse(rows);
    }

    /** What psql prints for these statements, run by the superuser. */
    async execute(database, sql) {
        const address = ["-h", this.folder, "-p", String(this.port), "-U", superuser, "-d", database];
        const { stdout } = await run("psql", ["-XqAt", "-v", "ON_ERROR_STOP=1", ...address, "-c", sql], {
            maxBuffer: 1 << 28,
            timeout: 60_000,
        });
        return stdout.trim();
    }

    /** Starts a streaming replica, gone when the test `t` ends. Resolves once it follows. */
    async startReplica(t) {
        const replica = await temporaryCluster(t, Replica, { more: { wal_retrieve_retry_interval: "100ms" } });
        const source = ["-h", this.folder, "-p", String(this.port), "-U", superuser];
        const copying = ["-D", replica.data, "-R", "-X", "stream", "-c", "fast", "--no-sync"];
        runAsDatabase("pg_basebackup", [...source, ...copying], replica.folder);
        await replica.start();
        await replica.follows(this);
        return replica;
    }

    /**
     * Has it speak TLS as `localhost`, with a certificate of an authority of its own. Resolves to that authority's
     * certificate, a file, by which clients may know it.
     */
    async turnOnTls() {
        const [authority, authorityKey] = [join(this.folder, "authority.crt"), join(this.folder, "authority.key")];
        const make = (...args) => run("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...args]);
        await make("-subj", "/CN=Some authority", "-keyout", authorityKey, "-out", authority);
        const [key, certificate] = ["server.key", "server.crt"].map((name) => join(this.data, name));
        const forLocalhost = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"];
        await make("-CA", authority, "-CAkey", authorityKey, ...forLocalhost, "-keyout", key, "-out", certificate);
        for (const name of [key, certificate]) giveToDatabase(name);
        await appendFile(join(this.data, "postgresql.auto.conf"), "ssl = on\n");
        await this.execute("postgres", "SELECT pg_reload_conf()");
        await eventually("TLS is on", async () => (await this.execute("postgres", "SHOW ssl")) === "on");
        return authority;
    }
}

class Replica extends Postgres {
    /** From here on it answers with what was true by now. */
    async pauseReplay() {
        await this.execute("postgres", "SELECT pg_wal_replay_pause()");
        const state = () => this.execute("postgres", "SELECT pg_get_wal_replay_pause_state()");
        await eventually("the replay is paused", async () => (await state()) === "paused");
    }

    resumeReplay() {
        return this.execute("postgres", "SELECT pg_wal_replay_resume()");
    }

    /** Resolves when it knows all that the primary knows now. */
    async follows(primary) {
        const lsn = await primary.execute("postgres", "SELECT pg_current_wal_lsn()");
        const caughtUp = () => this.execute("postgres", `SELECT pg_last_wal_replay_lsn() >= ${literal(lsn)}::pg_lsn`);
        await eventually("the replica follows", async () => (await caughtUp()) === "t", 30_000);
    }
}
