// The servers that are measured: how each is started, pinned to its core, found, and stopped whatever happens.

import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const repo = fileURLToPath(new URL("../..", import.meta.url));
const built = join(repo, "server/build/release");
const generator = join(built, "bench/chatter-bench");

const startLimitMs = 30_000;
const stopLimitMs = 10_000;
const outputKept = 64 * 1024;

/** Everything that a run leaves behind goes here, and is gone at its end. */
export const folder = mkdtempSync(join(tmpdir(), "chatter-bench-"));

const running = new Set();

process.once("exit", () => {
    for (const child of running) child.kill(child.lastSignal);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});
for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]]) {
    process.once(signal, () => process.exit(code));
}

// With one core there is nothing to pin, and figures of throughput say little.
const coreOf = { server: 0, generator: 1 };
const pinned = (role, command) =>
    availableParallelism() < 2 ? command : ["taskset", "-c", String(coreOf[role]), ...command];

/** The servers by name. `command` and `env` are given what `start` was given. */
const kinds = {
    chat: { command: () => [join(built, "examples/chat"), "--port", "0"] },
    serve: {
        command: () => [join(repo, "server/dist/chatter"), "serve"],
        env: ({ dataDir }) => ({ DATA_DIR: dataDir, PORT: "0", WORKERS: "1", RATE_LIMIT: "off", LOG_LEVEL: "info" }),
        greeting: "ready",
    },
    node: {
        command: () => [process.execPath, join(repo, "bench/peers/node/server.mjs"), "0"],
        env: ({ databaseUrl }) => ({ NODE_ENV: "production", ...(databaseUrl && { DATABASE_URL: databaseUrl }) }),
    },
    floor: { command: () => [join(built, "bench/chatter-bench-floor"), "0"] },
};

/**
 * Starts a server on a free port, on its core. `fileLimit` is of descriptors; `dataDir` is for `serve`,
 * `databaseUrl` for `node`. Resolves to {pid, port, url, greeting, stop} when it says that it listens.
 */
export async function startServer(name, { fileLimit, ...options } = {}) {
    const kind = kinds[name];
    const limit = fileLimit ? ["prlimit", `--nofile=${fileLimit}:${fileLimit}`] : [];
    const child = start([...limit, ...pinned("server", kind.command(options))], kind.env?.(options));
    const port = await waitForOutput(child, /http:\/\/[^\s:/]+:(\d+)/);
    return {
        pid: child.pid,
        port: Number(port),
        url: `http://127.0.0.1:${port}`,
        greeting: kind.greeting,
        stop: () => stop(child),
    };
}

/** Runs the generator against `server`; resolves to its figures, with `problems` when something was wrong. */
export async function load(server, mode, options = {}) {
    const args = [mode, "--port", server.port, "--server-pid", server.pid, "--json"];
    if (server.greeting) args.push("--greeting", server.greeting);
    for (const [name, value] of Object.entries(options)) {
        if (value !== undefined) args.push(`--${name}`, value);
    }
    const child = start(pinned("generator", [generator, ...args.map(String)]));
    await child.closed;
    try {
        return JSON.parse(child.output);
    } catch {
        return { problems: [`the generator said: ${child.output.trim()}`] };
    }
}

/**
 * A PostgreSQL of its own, as Debian configures it by default, or nothing where it is not installed. Resolves to
 * {pid, url, stop}.
 */
export async function startPostgres() {
    const bin = postgresBin();
    if (!bin) return undefined;
    const data = join(folder, "postgres");
    mkdirSync(data, { mode: 0o700 });
    const asUser = unprivileged(data);
    const init = [...asUser, join(bin, "initdb"), "-D", data, "-U", "bench", "-A", "trust", "--no-instructions"];
    const made = spawnSync(init[0], init.slice(1), { encoding: "utf8", cwd: folder });
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
    const command = [...asUser, join(bin, "postgres"), "-D", data, "-k", data, "-c", "listen_addresses="];
    const child = start(pinned("server", command));
    // It ends at once, but gives back its shared memory.
    child.lastSignal = "SIGQUIT";
    await waitForOutput(child, /(ready to accept connections)/);
    return {
        pid: child.pid,
        url: `postgresql://bench@localhost/postgres?host=${encodeURIComponent(data)}`,
        stop: () => stop(child, "SIGINT"),
    };
}

function postgresBin() {
    const root = "/usr/lib/postgresql";
    const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
    return versions.map((version) => join(root, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
}

// PostgreSQL refuses to run as root; Debian's package brings the user that it runs as.
function unprivileged(data) {
    if (userInfo().uid !== 0) return [];
    const id = (option) => Number(spawnSync("id", [option, "postgres"], { encoding: "utf8" }).stdout);
    chownSync(folder, id("-u"), id("-g"));
    chownSync(data, id("-u"), id("-g"));
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"];
}

function start([file, ...args], env = {}) {
    const child = spawn(file, args, {
        cwd: folder,
        env: { PATH: process.env.PATH, HOME: folder, LANG: "C.UTF-8", ...env },
        stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    child.lastSignal = "SIGKILL";
    child.output = "";
    for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (bytes) => (child.output = (child.output + bytes).slice(-outputKept)));
    }
    child.closed = new Promise((resolve) => {
        child.once("error", (error) => {
            child.output += error.message;
            resolve();
        });
        child.once("close", resolve);
    }).then(() => running.delete(child));
    return child;
}

function waitForOutput(child, pattern) {
    return new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`no start: ${child.output}`)), startLimitMs);
        const look = () => {
            const found = pattern.exec(child.output)?.[1];
            if (!found) return;
            clearTimeout(late);
            resolve(found);
        };
        child.stdout.on("data", look);
        child.stderr.on("data", look);
        child.closed.then(() => {
            clearTimeout(late);
            reject(new Error(`ended at its start: ${child.output}`));
        });
    });
}

async function stop(child, signal = "SIGTERM") {
    child.kill(signal);
    const late = setTimeout(() => child.kill("SIGKILL"), stopLimitMs);
    await child.closed;
    clearTimeout(late);
}
