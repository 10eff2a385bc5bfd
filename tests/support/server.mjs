// The real server binary, in a data folder of its own, on a port of its own.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { lineWithSecret, noteSecrets } from "./secrets.mjs";
import { addressesOfNewDatabase } from "./store.mjs";

export const binary =
    process.env.CHATTER_BINARY ?? join(dirname(fileURLToPath(import.meta.url)), "../../server/dist/chatter");

const startLimitMs = 20_000;
const stopLimitMs = 15_000;

// Nothing of the caller's environment reaches the server but what it needs to run at all.
const baseEnvironment = {
    PATH: process.env.PATH,
    HOME: process.env.HOME ?? "/",
    RATE_LIMIT: "off",
    ...(process.env.CLIENT_DIST && { CLIENT_DIST: process.env.CLIENT_DIST }),
    ...(process.env.ASAN_OPTIONS && { ASAN_OPTIONS: process.env.ASAN_OPTIONS }),
};

/** A folder that is gone when the test `t` ends. */
export async function temporaryFolder(t) {
    const folder = await mkdtemp(join(tmpdir(), "chatter-test-"));
    t.after(() => rm(folder, { recursive: true, force: true }));
    return folder;
}

/**
 * Starts a server that is gone when the test `t` ends; pass a `fileScope()` for the file's end. Its store is new, of
 * the kind that the run is about (store.mjs), unless `env`, which adds to or overrides its environment, has another
 * DATABASE_URL. `command` is the binary, if another. Of a server with TLS_CERT, `ca` holds the authorities that clients
 * trust.
 */
export async function startServer(t, { env = {}, command = binary, ca } = {}) {
    const database = env.DATABASE_URL === undefined ? await addressesOfNewDatabase() : {};
    const server = new Server(command, await mkdtemp(join(tmpdir(), "chatter-test-")), { ...database.env, ...env });
    server.ca = ca;
    server.rowsOf = database.rowsOf;
    server.execute = database.execute;
    t.after(async () => {
        await server.kill();
        await rm(server.dataDir, { recursive: true, force: true });
        assertKeepsSecrets(server);
    });
    await server.start();
    return server;
}

/** What no log may hold, whatever a test has done: what people keep to themselves (secrets.mjs), or the server. */
function assertKeepsSecrets({ log, env }) {
    assert.equal(lineWithSecret(log), undefined, "a secret is in the log");
    for (const [name, secret] of secretsOf(env)) assert.ok(!log.includes(secret), `the secret of ${name} is in the log`);
}

/** [[variable, secret], …]; too short a one may be a word. */
function secretsOf(env) {
    const passwords = Object.entries(env).map(([name, value]) => [name, /^\w+:\/\/[^/@]*:([^/@]+)@/.exec(value)?.[1]]);
    const keys = ["JWT_SECRET", "S3_SECRET_ACCESS_KEY"].map((name) => [name, env[name]]);
    return [...passwords, ...keys].filter(([, secret]) => secret?.length >= 8);
}

class Server {
    constructor(command, dataDir, env) {
        this.command = command;
        this.dataDir = dataDir;
        this.env = env;
        this.port = 0;
        this.output = ""; // since the last start
        this.log = ""; // of its whole life
    }

    get url() {
        return `${this.env.TLS_CERT ? "https" : "http"}://localhost:${this.port}`;
    }

    get pid() {
        return this.process.pid;
    }

    /** Starts on the port of last time, or on a free one; resolves when the server says that it listens. */
    async start() {
        const env = { ...baseEnvironment, PORT: String(this.port), DATA_DIR: this.dataDir, ...this.env };
        const child = spawn(this.command, ["serve"], { env, stdio: ["ignore", "pipe", "pipe"] });
        this.process = child;
        this.output = "";
        this.exited = new Promise((resolve) =>
            child.once("exit", (code, signal) => resolve({ code, signal })),
        );
        this.port = await new Promise((resolve, reject) => {
            const giveUp = setTimeout(() => reject(new Error(`no start-up line:\n${this.output}`)), startLimitMs);
            const read = (bytes) => {
                this.output += bytes;
                this.log += bytes;
                const port = /https?:\/\/[^\s:/]+:(\d+)/.exec(this.output)?.[1];
                if (!port) return;
                clearTimeout(giveUp);
                resolve(Number(port));
            };
            child.stdout.on("data", read);
            child.stderr.on("data", read);
            child.once("error", reject);
            child.once("exit", (code) => {
                clearTimeout(giveUp);
                reject(new Error(`the server ended with ${code}:\n${this.output}`));
            });
        });
    }

    /** SIGTERM; resolves to how the process ended and how long that took. */
    async stop(signal = "SIGTERM") {
        const startedAt = performance.now();
        this.process.kill(signal);
        const late = setTimeout(() => this.process.kill("SIGKILL"), stopLimitMs);
        const ended = await this.exited;
        clearTimeout(late);
        return { ...ended, tookMs: performance.now() - startedAt };
    }

    /** SIGKILL, as a crash would end it; harmless when it has ended. */
    async kill() {
        this.process?.kill("SIGKILL");
        return this.exited;
    }
}

/**
 * Starts `chatter ARGS…` so that it gives way to everything else: who wants to meet it at its work is then not too late for
 * that on a busy machine either.
 */
export function spawnYielding(args, env) {
    return spawn("nice", ["-n", "19", binary, ...args], { env });
}

/** Runs `chatter ARGS…` to its end. Resolves to {code, signal, stdout, stderr}. */
export function runChatter(args, { env = {}, input = "", timeoutMs = 20_000 } = {}) {
    if (args.includes("--password-stdin")) noteSecrets({ password: input.trim() });
    return new Promise((resolve, reject) => {
        const child = spawn(binary, args, { env: { ...baseEnvironment, ...env }, stdio: "pipe" });
        const late = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
        let stdout = "";
        let stderr = "";
        child.stdout.on("data", (bytes) => (stdout += bytes));
        child.stderr.on("data", (bytes) => (stderr += bytes));
        child.once("error", reject);
        child.once("close", (code, signal) => {
            clearTimeout(late);
            resolve({ code, signal, stdout, stderr });
        });
        child.stdin.on("error", () => {});
        child.stdin.end(input);
    });
}
