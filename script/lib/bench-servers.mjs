// The servers that are measured: how each is started, pinned to its core, found, and stopped whatever happens.

import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.mjs";
import { giveToDatabase, makeCluster, postgresBin, unprivileged } from "./postgres.mjs";

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

const urlsOf = ({ databaseUrl, redisUrl }) => ({
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    ...(redisUrl && { REDIS_URL: redisUrl }),
});

/** The servers by name. `command` and `env` are given what `start` was given. */
const kinds = {
    chat: { command: () => [join(built, "examples/chat"), "--port", "0"] },
    serve: {
        command: () => [join(repo, "server/dist/chatter"), "serve"],
        env: ({ dataDir, ...urls }) => ({
            ...{ DATA_DIR: dataDir, PORT: "0", WORKERS: "1", RATE_LIMIT: "off", LOG_LEVEL: "info", DRAIN_MS: "0" },
            ...urlsOf(urls),
        }),
        greeting: "ready",
    },
    node: {
        command: () => [process.execPath, join(repo, "bench/peers/node/server.mjs"), "0"],
        env: (urls) => ({ NODE_ENV: "production", ...urlsOf(urls) }),
    },
    floor: { command: () => [join(built, "bench/chatter-bench-floor"), "0"] },
};

/**
 * Starts a server on a free port, on its core. `fileLimit` is of descriptors; `dataDir` is for `serve`,
 * `databaseUrl`, of PostgreSQL, and `redisUrl` for `serve` and `node`. Resolves to {pid, port, url, greeting, stop} when it says that it listens.
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

/**
 * Runs the generator against `server`, and `others` that are one with it; resolves to its figures, with `problems` when
 * something was wrong.
 */
export async function load(server, mode, options = {}, others = []) {
    const args = [mode, "--port", server.port, "--server-pid", server.pid, "--json"];
    if (server.greeting) args.push("--greeting", server.greeting);
    if (others.length > 0) args.push("--more-ports", ...others.map(({ port }) => port), "--more-pids", ...others.map(({ pid }) => pid));
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
 * {pid, createDatabase, run, stop}.
 */
export async function startPostgres() {
    const bin = postgresBin();
    if (!bin) return undefined;
    const data = join(folder, "postgres");
    mkdirSync(data, { mode: 0o700 });
    giveToDatabase(folder);
    makeCluster(data, "bench", ["-A", "trust"]);
    const command = [...unprivileged(), join(bin, "postgres"), "-D", data, "-k", data, "-c", "listen_addresses="];
    const child = start(pinned("server", command));
    // It ends at once, but gives back its shared memory.
    child.lastSignal = "SIGQUIT";
    await waitForOutput(child, /(ready to accept connections)/);
    const run = (database, sql) => runToEnd(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", data, "-U", "bench", "-d", database, "-c", sql]);
    return {
        pid: child.pid,
        run,
        /** Resolves to the new database's address. */
        createDatabase: async (name) => {
            await run("postgres", `CREATE DATABASE ${name}`);
            return `postgresql://bench@localhost/${name}?host=${encodeURIComponent(data)}`;
        },
        stop: () => stop(child, "SIGINT"),
    };
}

/** A Redis that keeps nothing. Resolves to {pid, url, stop}. */
export async function startRedis() {
    const port = await freePort();
    const keeping = ["--save", "", "--appendonly", "no", "--dir", folder];
    const child = start(pinned("server", ["redis-server", "--bind", "127.0.0.1", "--port", String(port), ...keeping]));
    await waitForOutput(child, /(Ready to accept connections)/);
    return { pid: child.pid, url: `redis://127.0.0.1:${port}`, stop: () => stop(child) };
}

/** nginx with one worker, serving the bytes of `body` at /page. Resolves to {pid, url, stop}. */
export async function startNginx(body) {
    const root = mkdtempSync(join(folder, "nginx-"));
    writeFileSync(join(root, "page"), body);
    const port = await freePort();
    const file = join(root, "nginx.conf");
    writeFileSync(file, nginxConfiguration(root, port));
    const child = start(pinned("server", ["nginx", "-c", file, "-e", join(root, "error.log")]));
    const url = `http://127.0.0.1:${port}`;
    const deadline = performance.now() + startLimitMs;
    while (!(await fetch(`${url}/page`).catch(() => null))?.ok) {
        if (performance.now() > deadline || child.exitCode !== null) throw new Error(`nginx: ${child.output}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return { pid: child.pid, url, stop: () => stop(child) };
}

const nginxConfiguration = (root, port) => `
daemon off;
worker_processes 1;
user root;
pid ${join(root, "pid")};
events { worker_connections 1024; }
http {
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    open_file_cache max=10;
    default_type application/json;
    ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${root};`).join(" ")}
    server { listen 127.0.0.1:${port}; root ${root}; }
}
`;

/** Runs a program on the generator's core to its end; resolves to what it printed. */
export async function runToEnd(command) {
    const child = start(pinned("generator", command));
    await child.closed;
    if (child.exitCode !== 0) throw new Error(`${command[0]}: ${child.output}`);
    return child.output.trim();
}

/** User and system time of a process and of the children it has now, in microseconds. */
export function cpuUs(pid) {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(/\s+/).filter(Boolean);
    return [pid, ...children].map(ownCpuUs).reduce((sum, us) => sum + us, 0);
}

function ownCpuUs(pid) {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "").split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10_000; // from hundredths of a second
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
