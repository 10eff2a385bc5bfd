// A program that runs beside the server, until it is told to stop, or killed.

import { spawn } from "node:child_process";
import { eventually, within } from "./wait.mjs";

const startLimitMs = 30_000;
const stopLimitMs = 15_000;

export class Daemon {
    /** `command`: the program and its arguments; `ready`: what it says once it serves. */
    constructor(command, ready, { cwd, env = {} } = {}) {
        this.command = command;
        this.ready = ready;
        this.options = { cwd, env: { PATH: process.env.PATH, LANG: "C.UTF-8", ...env }, stdio: ["ignore", "pipe", "pipe"] };
        this.output = "";
    }

    get pid() {
        return this.process.pid;
    }

    get isRunning() {
        return this.process !== undefined && this.process.exitCode === null && this.process.signalCode === null;
    }

    /** Resolves when it serves, at once when it does. Rejects with what it said when it ended instead. */
    async start() {
        if (this.isRunning) return;
        const [file, ...args] = this.command;
        const child = spawn(file, args, this.options);
        this.process = child;
        this.output = "";
        const read = (bytes) => (this.output += bytes);
        child.stdout.on("data", read);
        child.stderr.on("data", read);
        child.once("error", (error) => (this.output += error.message));
        this.exited = new Promise((resolve) => child.once("close", resolve));
        await eventually(`${file} serves`, () => this.ready.test(this.output) || !this.isRunning, startLimitMs);
        if (this.isRunning) return;
        await this.exited;
        throw new Error(`ended at its start: ${this.output}`);
    }

    /** Ends it with `signal`, and resolves when it is gone. */
    async end(signal) {
        if (!this.isRunning) return;
        this.process.kill(signal);
        await within(stopLimitMs, "the program ends", this.exited).catch(() => this.process.kill("SIGKILL"));
        await this.exited;
    }
}
