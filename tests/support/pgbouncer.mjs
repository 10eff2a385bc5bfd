// Real PgBouncer in transaction mode, in front of a cluster: successive transactions of one client meet any session.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../script/lib/free-port.mjs";
import { giveToDatabase, unprivileged } from "../../script/lib/postgres.mjs";
import { Daemon } from "./daemon.mjs";
import { guest, owner } from "./postgres.mjs";

/** Starts PgBouncer in front of `cluster`; gone when the test `t` ends. It has a pid, start(), kill() and a port. */
export async function startPgBouncer(t, cluster) {
    const folder = await mkdtemp(join(tmpdir(), "chatter-pgbouncer-"));
    giveToDatabase(folder);
    const bouncer = new PgBouncer(folder, await freePort());
    t.after(async () => {
        await bouncer.kill();
        await rm(folder, { recursive: true, force: true });
    });
    await writeFile(join(folder, "users"), [owner, guest].map(({ user, password }) => `"${user}" "${password}"\n`).join(""));
    await writeFile(join(folder, "pgbouncer.ini"), configuration(folder, bouncer.port, cluster));
    await bouncer.start();
    return bouncer;
}

// server_login_retry is how long it waits after PostgreSQL has refused a login, as it does while it starts.
const configuration = (folder, port, cluster) => `
[databases]
* = host=127.0.0.1 port=${cluster.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(folder, "users")}
pool_mode = transaction
default_pool_size = 20
max_client_conn = 500
server_login_retry = 1
`;

class PgBouncer {
    constructor(folder, port) {
        this.port = port;
        const command = [...unprivileged(), "pgbouncer", join(folder, "pgbouncer.ini")];
        // Debian keeps it where only administrators look for programs.
        const env = { PATH: `${process.env.PATH}:/usr/sbin` };
        this.daemon = new Daemon(command, /process up: PgBouncer/, { cwd: folder, env });
    }

    get pid() {
        return this.daemon.pid;
    }

    start() {
        return this.daemon.start();
    }

    /** SIGKILL, as a crash would end it. */
    kill() {
        return this.daemon.end("SIGKILL");
    }
}
