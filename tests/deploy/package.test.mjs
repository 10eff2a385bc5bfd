// The Debian package: what is in it, and what dpkg makes of it in a root of its own. Maintainer scripts run against that
// root (DPKG_ROOT); what they ask systemd for is not, since the machine that tests has none or one of its own.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { access, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "../../script/lib/free-port.mjs";
import { request } from "../support/http.mjs";
import { fileScope } from "../support/scope.mjs";
import { binary, startServer, temporaryFolder } from "../support/server.mjs";

const run = promisify(execFile);
const repo = fileURLToPath(new URL("../..", import.meta.url));
const file = fileScope();
let packages; // two versions, the older first
let unpacked;

before(async () => {
    const folder = await temporaryFolder(file);
    const env = { ...process.env, CHATTER_BINARY: binary, CHATTER_COMPRESSION: "none" };
    const { stdout } = await run(join(repo, "script/package"), ["--version", "0.1.0", folder], { env });
    unpacked = join(folder, "unpacked");
    await run("dpkg-deb", ["-R", stdout.trim(), unpacked]);
    packages = [await older(stdout.trim(), folder), stdout.trim()];
});

/** The same package as if it were of the version before. */
async function older(made, folder) {
    const [from, to] = [join(folder, "older"), join(folder, "chatter_0.0.9.deb")];
    await run("dpkg-deb", ["-R", made, from]);
    const control = join(from, "DEBIAN/control");
    await writeFile(control, (await readFile(control, "utf8")).replace("Version: 0.1.0", "Version: 0.0.9"));
    await run("dpkg-deb", ["-b", "-Znone", "--root-owner-group", from, to]);
    return to;
}

const field = async (name) => (await run("dpkg-deb", ["-f", packages[1], name])).stdout.trim();

test("the package says what it is and what it needs", async () => {
    assert.match(packages[1], /\/chatter_0\.1\.0_[a-z0-9]+\.deb$/);
    assert.equal(await field("Package"), "chatter");
    const depends = await field("Depends");
    for (const needed of ["libc6", "libvips42", "libssl3"]) assert.ok(depends.includes(needed), depends);
    assert.ok(Number(await field("Installed-Size")) > 1000);
});

test("its maintainer scripts are sound shell", async () => {
    const control = join(unpacked, "DEBIAN");
    for (const script of ["postinst", "prerm", "postrm"]) {
        await run("sh", ["-n", join(control, script)]);
        assert.equal((await stat(join(control, script))).mode & 0o777, 0o755);
    }
});

test("its files are where Debian has them, root's, and its units fit to them", async () => {
    const { stdout } = await run("dpkg-deb", ["-c", packages[1]]);
    for (const line of stdout.trim().split("\n")) assert.match(line, /^[d-]rw[x-]r-[x-]r-[x-] root\/root /, line);
    const service = await readFile(join(unpacked, "lib/systemd/system/chatter.service"), "utf8");
    for (const [, path] of service.matchAll(/^Exec\w+=(\/usr\/\S+)/gm)) await access(join(unpacked, path));
    assert.ok(!service.includes("/opt/"));
    const nginx = await readFile(join(unpacked, "usr/share/doc/chatter/examples/nginx.conf"), "utf8");
    const [, client] = /root (\S+);/.exec(nginx);
    await access(join(unpacked, client, "index.html"));
    assert.match(await readFile(join(unpacked, "usr/lib/sysusers.d/chatter.conf"), "utf8"), /^u chatter /);
});

/** Runs dpkg in `root`, with maintainer scripts that are told of it. */
async function dpkg(root, ...args) {
    const options = [`--root=${root}`, "--force-script-chrootless", "--force-depends", "--force-not-root", "--force-bad-path"];
    const command = [...(process.getuid() === 0 ? [] : ["fakeroot"]), "dpkg", ...options, `--log=${join(root, "log")}`, ...args];
    return run(command[0], command.slice(1), { env: { ...process.env, LC_ALL: "C.UTF-8" } });
}

test("it installs, serves with the settings it came with, upgrades, is removed and purged", async (t) => {
    const root = await temporaryFolder(t);
    for (const folder of ["var/lib/dpkg/info", "var/lib/dpkg/updates", "etc"]) await mkdir(join(root, folder), { recursive: true });
    for (const name of ["status", "available"]) await writeFile(join(root, "var/lib/dpkg", name), "");
    const at = (path) => join(root, path);
    const isThere = (path) => access(at(path)).then(() => true, () => false);
    const state = async () => (await dpkg(root, "-l", "chatter")).stdout.trim().split("\n").at(-1).split(/\s+/).slice(0, 3);

    await dpkg(root, "--install", packages[0]);
    assert.deepEqual(await state(), ["ii", "chatter", "0.0.9"]);
    assert.match(await readFile(at("etc/passwd"), "utf8"), /^chatter:/m);
    const settings = await readFile(at("etc/chatter/env"), "utf8");
    assert.equal((await stat(at("etc/chatter/env"))).mode & 0o777, 0o600);
    assert.match(settings, /^JWT_SECRET=[0-9a-f]{64}$/m);

    const lines = settings.split("\n").filter((line) => /^\w+=/.test(line));
    const env = Object.fromEntries(lines.map((line) => line.split(/=(.*)/).slice(0, 2)));
    const own = { ...env, DATA_DIR: at("var/lib/chatter"), DATABASE_URL: "", PORT: String(await freePort()) };
    await run(at("usr/bin/chatter"), ["migrate", "deploy"], { env: own });
    const server = await startServer(t, { env: own, command: at("usr/bin/chatter") });
    assert.match((await request(server, "GET", "/rooms")).text, /<div id="root">/);

    await dpkg(root, "--install", packages[1]);
    assert.deepEqual(await state(), ["ii", "chatter", "0.1.0"]);
    assert.equal(await readFile(at("etc/chatter/env"), "utf8"), settings, "settings stay");
    assert.equal((await request(server, "GET", "/api/health")).status, 200, "the server runs on meanwhile");
    await server.stop();

    await dpkg(root, "--remove", "chatter");
    assert.equal(await isThere("usr/bin/chatter"), false);
    assert.equal(await isThere("etc/chatter/env"), true);
    assert.ok((await readdir(at("var/lib/chatter"))).includes("chatter.db"), "data stay");

    await dpkg(root, "--purge", "chatter");
    for (const path of ["etc/chatter", "var/lib/chatter", "usr/share/chatter", "usr/share/doc/chatter"])
        assert.equal(await isThere(path), false, path);
});
