// PostgreSQL as the benchmarks and the tests run it: where Debian keeps it, as which user, and a new cluster.

import { spawnSync } from "node:child_process";
import { chownSync, existsSync, readdirSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";

/** The folder of the newest PostgreSQL's programs, or nothing where it is not installed. */
export function postgresBin() {
    const root = "/usr/lib/postgresql";
    const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
    return versions.map((version) => join(root, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
}

/** What to write before a command: PostgreSQL and PgBouncer refuse to run as root, and die with who started them. */
export function unprivileged() {
    const asPostgres = userInfo().uid === 0 ? ["--reuid=postgres", "--regid=postgres", "--init-groups"] : [];
    return ["setpriv", "--pdeathsig=KILL", ...asPostgres];
}

/** Gives `folder` to the user that `unprivileged` runs commands as. */
export function giveToDatabase(folder) {
    if (userInfo().uid !== 0) return;
    const id = (option) => Number(spawnSync("id", [option, "postgres"], { encoding: "utf8" }).stdout);
    chownSync(folder, id("-u"), id("-g"));
}

/** Runs one of PostgreSQL's programs to its end, as the database's user. Throws what it said when it failed. */
export function runAsDatabase(program, args, cwd) {
    const [file, ...rest] = [...unprivileged(), join(postgresBin(), program), ...args];
    const { status, error, stdout, stderr } = spawnSync(file, rest, { encoding: "utf8", cwd });
    if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr + stdout}`);
}

/** Makes a cluster in the empty folder `data`, with this superuser. `more` are further arguments of initdb. */
export function makeCluster(data, superuser, more = []) {
    giveToDatabase(data);
    runAsDatabase("initdb", ["-D", data, "-U", superuser, "-E", "UTF8", "--no-instructions", ...more], data);
}
