// What script/deploy-check prints: a line for each documented way, then figures.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.mjs";

const repo = join(dirname(fileURLToPath(import.meta.url)), "../..");
const binary = process.env.CHATTER_BINARY ?? join(repo, "server/dist/chatter");
const dist = process.env.CLIENT_DIST ?? join(repo, "client/dist");
let failed = 0;

function tell(what, result, detail = "") {
    if (result === "FAILED") failed += 1;
    console.log(`${what.padEnd(58)} ${result}${detail && `: ${detail}`}`);
}

const has = (program) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

/** Runs the tests of tests/deploy, and of what else the guide describes: a line for each of them. */
function runTests() {
    const files = readdirSync(join(repo, "tests/deploy")).filter((name) => name.endsWith(".test.mjs"));
    const others = ["tls", "sqlite_upgrades", "backup", "doctor", "postgres_doctor", "logs", "metrics"];
    const paths = [...files.map((name) => `deploy/${name}`), ...others.map((name) => `integration/${name}.test.mjs`)];
    const args = ["--test", "--test-reporter=tap", `--test-concurrency=${availableParallelism()}`, ...paths];
    const { stdout } = spawnSync(process.execPath, args, { cwd: join(repo, "tests"), encoding: "utf8", maxBuffer: 1 << 26 });
    for (const [, not, name] of stdout.matchAll(/^ *(not )?ok \d+ - (.*)$/gm)) {
        if (!name.endsWith(".test.mjs")) tell(name, not ? "FAILED" : "ok", not && "node --test tests/deploy says more");
    }
}

/** Makes the Debian package. Its file, or undefined. */
function makePackage(folder, { version, compression }) {
    mkdirSync(folder);
    const env = { ...process.env, CHATTER_BINARY: binary, CLIENT_DIST: dist, CHATTER_COMPRESSION: compression };
    const { status, stdout, stderr } = spawnSync(join(repo, "script/package"), [...version, folder], { env, encoding: "utf8" });
    if (status === 0) return stdout.trim().split("\n").at(-1);
    tell("script/package makes a Debian package", "FAILED", stderr.trim());
}

/** The sizes of a package and of what it unpacks to, in bytes. */
function packageSizes(file, folder) {
    const root = join(folder, "root");
    spawnSync("dpkg-deb", ["-x", file, root]);
    return { packed: statSync(file).size, unpacked: sizeOf(root) };
}

/** The image's last stage and the package in a root of Debian, which is made, or copied from CHATTER_DEBIAN_ROOT. */
async function checkDebianRoot(folder, older, newer) {
    const what = "the image's last stage, and the package by apt-get, in a Debian of their own";
    const given = process.env.CHATTER_DEBIAN_ROOT;
    if (process.getuid() !== 0) return tell(what, "not run", "only root can make one");
    if (!given && !has("debootstrap")) return tell(what, "not run", "debootstrap is not installed");
    const root = join(folder, "debian");
    const [, release] = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync("/etc/os-release", "utf8"));
    const made = given
        ? spawnSync("cp", ["-a", given, root], { encoding: "utf8" })
        : spawnSync("debootstrap", ["--variant=minbase", release, root], { encoding: "utf8" });
    if (made.status !== 0) return tell(what, "not run", `no root could be made: ${made.stderr || made.stdout}`.trim().split("\n").at(-1));
    const inNamespace = ["--mount", "--pid", "--fork", "--propagation", "private", join(repo, "script/lib/debian-root.sh")];
    const { stdout, stderr } = spawnSync("unshare", [...inNamespace, root, binary, String(await freePort()), older, newer], { encoding: "utf8" });
    const lines = stdout.trim().split("\n").filter(Boolean);
    for (const line of lines) {
        const [result, sentence, why] = line.split("|");
        tell(sentence, result, why);
    }
    if (lines.length === 0) tell(what, "FAILED", stderr.trim());
}

/** A server that PM2 keeps, in a home of PM2's own, so that nobody's list of processes changes. */
async function checkPm2(folder) {
    if (!has("pm2")) return tell("pm2 start, restart after a crash, stop", "not run", "PM2 is not installed");
    const port = await freePort();
    const env = { ...production(port, join(folder, "pm2-data")), PM2_HOME: join(folder, "pm2"), CHATTER_BINARY: binary };
    const pm2 = (...args) => spawnSync("pm2", args, { env, encoding: "utf8" });
    spawnSync(binary, ["migrate", "deploy"], { env });
    const pid = () => pm2("pid", "chatter-server").stdout.trim();
    try {
        const started = pm2("start", join(repo, "deploy/ecosystem.config.cjs"));
        const first = pid();
        if (!(await becomes(() => isHealthy(port)))) return tell("pm2 start", "FAILED", started.stdout + started.stderr);
        tell("pm2 start", "ok");
        spawnSync("kill", ["-KILL", first]);
        const isBack = async () => pid() !== first && (await isHealthy(port));
        tell("PM2 starts it anew after a crash", (await becomes(isBack)) ? "ok" : "FAILED");
        pm2("stop", "chatter-server");
        tell("pm2 stop", (await isHealthy(port)) ? "FAILED" : "ok");
    } finally {
        pm2("kill");
    }
}

/** Whether `probe` says yes within a minute. */
async function becomes(probe) {
    for (const end = performance.now() + 60_000; performance.now() < end; await pause(50)) if (await probe()) return true;
    return false;
}

/** What only a machine with an engine, or a manager, of its own can show. */
function tellWhatIsMissing() {
    const manager = readFileSync("/proc/1/comm", "utf8").trim();
    tell("systemd starts, watches and restarts the unit", "not run", manager === "systemd"
        ? "it would change this machine" : `${manager} is process 1 here`);
    const engine = has("docker") && spawnSync("docker", ["info"]).status === 0;
    tell("docker build, compose up", "not run", engine ? "it would pull images"
        : "no Docker engine runs here; what the Dockerfile says ran in plain folders");
    tell("the package starts the service after an installation", "not run", manager === "systemd"
        ? "it would change this machine" : "the maintainer scripts ran against roots without systemd");
    tell("apt-get, useradd, npm run build in the guide's order", "not run", "stand-ins took down how they were called");
    tell("certificates of Let's Encrypt", "not run", "this machine has no public name");
}

const production = (port, dataDir) => ({
    PATH: process.env.PATH,
    NODE_ENV: "production",
    JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30",
    CLIENT_ORIGIN: "https://chat.example.com",
    HOST: "127.0.0.1",
    PORT: String(port),
    DATA_DIR: dataDir,
});

async function figures(folder, newer) {
    const port = await freePort();
    const env = production(port, join(folder, "data"));
    spawnSync(binary, ["migrate", "deploy"], { env });
    const startedAt = performance.now();
    const server = spawn(binary, ["serve"], { env, stdio: "ignore" });
    try {
        while (!(await isHealthy(port))) await pause(1);
        const healthyAfter = performance.now() - startedAt;
        const page = await (await fetch(`http://127.0.0.1:${port}/rooms`)).text();
        tell("the binary serves the client itself", page.includes('<div id="root">') ? "ok" : "FAILED");
        await pause(1000);
        const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))[1];
        console.log(`\nbinary          ${mebibytes(statSync(binary).size)}`);
        if (newer) {
            const { packed, unpacked } = packageSizes(newer, folder);
            console.log(`package         ${mebibytes(packed)}, unpacked ${mebibytes(unpacked)}`);
        }
        if (existsSync(dist)) console.log(`client/dist     ${mebibytes(sizeOf(dist))}`);
        console.log(`start to health ${healthyAfter.toFixed(0)} ms`);
        console.log(`idle memory     ${mebibytes(resident * 1024)}`);
    } finally {
        server.kill();
        await new Promise((resolve) => server.once("exit", resolve));
    }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const isHealthy = (port) => fetch(`http://127.0.0.1:${port}/api/health`).then((answer) => answer.ok, () => false);
const mebibytes = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

function sizeOf(folder) {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .reduce((sum, entry) => sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size, 0);
}

runTests();
const folder = mkdtempSync(join(tmpdir(), "chatter-check-"));
try {
    const newer = makePackage(join(folder, "newer"), { version: [], compression: "xz" });
    const older = makePackage(join(folder, "older"), { version: ["--version", "0.0.1"], compression: "none" });
    if (older && newer) await checkDebianRoot(folder, older, newer);
    await checkPm2(folder);
    tellWhatIsMissing();
    await figures(folder, newer);
} finally {
    rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
