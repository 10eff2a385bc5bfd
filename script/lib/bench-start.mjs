// Measures how long the server takes to start and how much memory it holds when idle.
// Arguments: BINARY [--runs N]

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { freePort } from "./free-port.mjs";

const startTargetMs = 100;
const memoryTargetMb = 30;
const giveUpMs = 10_000;

const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: "string", default: "20" } },
});
const binary = positionals[0];
const runs = Number(values.runs);
if (!binary || !Number.isInteger(runs) || runs < 1) {
    console.error("usage: bench-start.mjs BINARY [--runs N]");
    process.exit(2);
}

const fresh = [];
const used = [];
for (let run = 0; run < runs; run += 1) {
    const dataDir = mkdtempSync(join(tmpdir(), "chatter-bench-"));
    try {
        fresh.push(await measure(dataDir));
        used.push(await measure(dataDir));
    } finally {
        rmSync(dataDir, { recursive: true, force: true });
    }
}
printTable([
    ["start, empty data folder", "ms", fresh.map((run) => run.startMs), startTargetMs],
    ["start, existing data folder", "ms", used.map((run) => run.startMs), startTargetMs],
    ["resident memory, idle", "MB", [...fresh, ...used].map((run) => run.residentMb), memoryTargetMb],
]);

async function measure(dataDir) {
    const port = await freePort();
    const startedAt = process.hrtime.bigint();
    const server = spawn(binary, ["serve"], {
        env: { PATH: process.env.PATH, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: "warn" },
        stdio: ["ignore", "ignore", "pipe"],
    });
    let complaint = "";
    server.stderr.on("data", (bytes) => (complaint += bytes));
    const exited = new Promise((resolve) => server.once("exit", resolve));
    let running = true;
    exited.then(() => (running = false));
    try {
        while (!(await isHealthy(port))) {
            const waitedMs = Number(process.hrtime.bigint() - startedAt) / 1e6;
            if (!running) throw new Error(`the server ended: ${complaint.trim()}`);
            if (waitedMs > giveUpMs) throw new Error(`no healthy answer within ${giveUpMs} ms`);
        }
        const startMs = Number(process.hrtime.bigint() - startedAt) / 1e6;
        // Idle means idle: what the start allocated for a moment has been given back by then.
        await sleep(1000);
        return { startMs, residentMb: residentMb(server.pid) };
    } finally {
        server.kill("SIGTERM");
        await exited;
    }
}

// One bare request per attempt: an HTTP client's own set-up would be measured as well.
function isHealthy(port) {
    return new Promise((resolve) => {
        let answer = "";
        const socket = connect({ port, host: "127.0.0.1" }, () =>
            socket.write("GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
        );
        socket.on("data", (bytes) => {
            answer += bytes;
            if (!answer.includes("\r\n")) return;
            socket.destroy();
            resolve(answer.startsWith("HTTP/1.1 200 "));
        });
        socket.on("error", () => resolve(false));
        socket.on("close", () => resolve(false));
    });
}

function residentMb(pid) {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    if (!kilobytes) throw new Error("no VmRSS in /proc: cannot measure memory here");
    return Number(kilobytes) / 1024;
}

function printTable(rows) {
    console.log("what                         unit      min   median      max   target");
    for (const [what, unit, samples, target] of rows) {
        const sorted = [...samples].sort((a, b) => a - b);
        const figures = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
        const cells = figures.map((figure) => figure.toFixed(1).padStart(8)).join(" ");
        const verdict = figures[1] < target ? "met" : "missed";
        console.log(`${what.padEnd(28)} ${unit.padEnd(4)} ${cells}    < ${target} ${verdict}`);
    }
}
