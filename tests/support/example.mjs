// The library's example server for conformance, or the one that SOCKETIO_SERVER names, on a free port.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder =
    process.env.CHATTER_EXAMPLES ??
    join(dirname(fileURLToPath(import.meta.url)), "../../server/build/release/examples");

/** The program and its first arguments. */
const command = process.env.SOCKETIO_SERVER?.split(" ") ?? [join(folder, "socketio_conformance")];

/** Whether it is another server than Chatter's library that is tested. */
export const isForeign = process.env.SOCKETIO_SERVER !== undefined;

const startLimitMs = 20_000;
const stopLimitMs = 15_000;

/**
 * Starts `--as KIND` with more flags; it is gone when the test `t` ends, or the file if `t` is a `fileScope()`.
 * `env` is added to the environment.
 */
export async function startExample(t, kind, flags = [], env = {}) {
    const example = new Example([...command.slice(1), "--as", kind, "--port", "0", ...flags.map(String)], env);
    t.after(() => example.kill());
    await example.start();
    return example;
}

class Example {
    constructor(args, env) {
        this.args = args;
        this.env = { ...process.env, ...env };
        this.output = "";
    }

    get url() {
        return `http://localhost:${this.port}`;
    }

    get pid() {
        return this.process.pid;
    }

    async start() {
        const child = spawn(command[0], this.args, { env: this.env, stdio: ["ignore", "pipe", "pipe"] });
        this.process = child;
        this.exited = new Promise((resolve) => child.once("close", (code, signal) => resolve({ code, signal })));
        this.port = await new Promise((resolve, reject) => {
            const fail = (why) => {
                clearTimeout(late);
                reject(new Error(`${command[0]} ${this.args.join(" ")}: ${why}\n${this.output}`));
            };
            const late = setTimeout(() => fail("no start-up line"), startLimitMs);
            const read = (bytes) => {
                this.output += bytes;
                const port = /^listening on (\d+)$/m.exec(this.output)?.[1];
                if (!port) return;
                clearTimeout(late);
                resolve(Number(port));
            };
            child.stdout.on("data", read);
            child.stderr.on("data", read);
            child.once("error", (error) => fail(error.message));
            child.once("exit", (code) => fail(`ended with ${code}`));
        });
    }

    get hasEnded() {
        return this.process.exitCode !== null || this.process.signalCode !== null;
    }

    /** Resident memory of the process in bytes. */
    residentBytes() {
        const status = readFileSync(`/proc/${this.pid}/status`, "latin1");
        return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)[1]) * 1024;
    }

    /** SIGTERM; resolves to how the process ended and how long that took. */
    async stop() {
        const startedAt = performance.now();
        this.process.kill("SIGTERM");
        const late = setTimeout(() => this.process.kill("SIGKILL"), stopLimitMs);
        const ended = await this.exited;
        clearTimeout(late);
        return { ...ended, tookMs: performance.now() - startedAt };
    }

    async kill() {
        this.process?.kill("SIGKILL");
        return this.exited;
    }
}
