// What deploy/Dockerfile says, step by step in plain folders, for there is rarely an engine where tests run. A COPY copies,
// a RUN runs, the last stage's command serves. Left out is what only changes the machine (apt-get, useradd); of the compiler
// no more is asked than whether all that it would read is there.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { access, chmod, cp, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parse } from "yaml";
import { freePort } from "../../script/lib/free-port.mjs";
import { request } from "../support/http.mjs";
import { samples, upload } from "../support/images.mjs";
import { register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { binary, temporaryFolder } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const run = promisify(execFile);
const file = fileScope();
const repo = fileURLToPath(new URL("../..", import.meta.url));
const pathOfDebian = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
let building;
let serving;

before(async () => {
    const text = await readFile(join(repo, "deploy/Dockerfile"), "utf8");
    const lines = text.replace(/^#.*\n/gm, "").replace(/\\\n/g, " ").split("\n").filter(Boolean);
    const steps = lines.map((line) => /^(?<word>[A-Z]+) +(?<rest>.*)$/.exec(line).groups);
    const second = steps.findLastIndex(({ word }) => word === "FROM");
    [building, serving] = [steps.slice(0, second), steps.slice(second)];
});

const restOf = (steps, word) => steps.find((step) => step.word === word).rest;

/** Whether .dockerignore keeps a path of the repository from the build. */
async function ignored() {
    const patterns = (await readFile(join(repo, ".dockerignore"), "utf8")).split("\n").filter(Boolean);
    const anywhere = patterns.filter((pattern) => pattern.startsWith("**/")).map((pattern) => pattern.slice(3));
    return (path) => {
        const inside = relative(repo, path);
        return patterns.includes(inside) || anywhere.includes(basename(inside));
    };
}

test("what the first stage copies is all that the build needs", async (t) => {
    const folder = await temporaryFolder(t);
    const [src, bin] = [join(folder, "src"), join(folder, "bin")];
    await mkdir(src);
    await mkdir(bin);
    const real = async (name) => (await run("sh", ["-c", `command -v ${name}`])).stdout.trim();
    const standIn = async (name, text) => {
        await writeFile(join(bin, name), `#!/bin/bash\nset -e\n${text}\n`);
        await chmod(join(bin, name), 0o755);
    };
    await standIn("apt-get", 'echo "this machine lacks what script/bootstrap --test installs: $*" >&2; exit 1');
    const modules = join(repo, "client/node_modules");
    await standIn("npm", `case $1 in
            ci) [ -f package-lock.json ] && mkdir node_modules && ln -s ${modules}/* ${modules}/.bin node_modules/ ;;
            *) node_modules/.bin/vite build ;; # the types are checked elsewhere
        esac`);
    // -n: ninja looks for every file of every step, and takes none.
    await standIn("cmake", `[ "$1" = --build ] || exec ${await real("cmake")} "$@"
        ninja -C build/release -n chatter >/dev/null && install -m 755 /dev/null build/release/chatter`);

    const isIgnored = await ignored();
    for (const { word, rest } of building) {
        if (word === "COPY") {
            const [to, ...from] = rest.split(" ").reverse();
            for (const path of from) {
                const isFolder = (await stat(join(repo, path))).isDirectory();
                const target = join(src, to, isFolder ? "" : basename(path));
                await cp(join(repo, path), target, { recursive: true, filter: (source) => !isIgnored(source) });
            }
        } else if (word === "RUN") {
            const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, HOME: folder };
            await run("sh", ["-c", rest], { cwd: src, env, maxBuffer: 1 << 26 }).catch((error) => {
                throw new Error(`RUN ${rest}:\n${error.stdout}${error.stderr}`);
            });
        } else {
            assert.ok(word === "FROM" || (word === "WORKDIR" && rest === "/src"), `${word} ${rest}`);
        }
    }
    const [from] = restOf(serving, "COPY").match(/(?<=--from=build \/src\/)\S+/);
    await access(join(src, from));
});

test("the image has every library that the server looks for when it is needed", async () => {
    const packages = restOf(serving, "RUN").match(/--no-install-recommends ([^&]*)/)[1].trim().split(/ +/);
    const { stdout: named } = await run("grep", ["-aoE", "lib[a-z]+\\.so\\.[0-9]+", binary], { maxBuffer: 1 << 26 });
    const { stdout: linked } = await run("objdump", ["-p", binary]);
    const loaded = [...new Set(named.trim().split("\n"))].filter((name) => !linked.includes(name));
    assert.ok(loaded.length >= 4, loaded.join());
    const { stdout } = await run("dpkg-query", ["-S", ...loaded.map((name) => `*/${name}`)]);
    const owners = stdout.trim().split("\n").map((line) => line.match(/^([^:]+):.*\/([^/]+)$/).slice(1));
    for (const name of loaded) {
        const found = owners.filter(([, of]) => of === name).map(([owner]) => owner);
        assert.ok(found.some((owner) => packages.includes(owner)), `${name} is in ${found}`);
    }
});

/**
 * Becomes nobody special, without capabilities, on a file system that is read-only but for /tmp and the volume, with the
 * server where the image has it, as compose.yaml wants it; only root can make that. Everything else of the machine stays.
 */
const asInTheContainer = `
umask 022
for folder in /usr/local/bin /var/lib; do mount -t tmpfs tmpfs "$folder"; done
install -m 755 "$BINARY" /usr/local/bin/chatter
install -d -m 700 -o 64999 -g 64999 "$VOLUME"
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -o remount,bind,ro /
cd "$VOLUME"
exec setpriv --reuid=64999 --regid=64999 --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs \\
    env -i "$@"`;

test("its command migrates and serves with a volume and nothing else to write to, and its health check tells", async (t) => {
    const folder = await temporaryFolder(t);
    const volume = restOf(serving, "VOLUME");
    const settings = Object.fromEntries(restOf(serving, "ENV").split(" ").map((pair) => pair.split("=")));
    assert.deepEqual([settings.DATA_DIR, restOf(serving, "WORKDIR")], [volume, volume]);
    assert.match(restOf(serving, "RUN"), new RegExp(`install -d -m 700 -o chatter -g chatter ${volume}$`));
    assert.equal(restOf(serving, "EXPOSE"), settings.PORT);

    const { services } = parse(await readFile(join(repo, "deploy/compose.yaml"), "utf8"));
    const composed = Object.keys(services.chatter.environment);
    assert.deepEqual(composed, ["NODE_ENV", "JWT_SECRET", "CLIENT_ORIGIN", "TRUST_PROXY"]);
    const port = await freePort();
    const env = {
        PATH: pathOfDebian,
        ...settings,
        PORT: String(port),
        JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30",
        CLIENT_ORIGIN: "https://chat.example.com",
        TRUST_PROXY: services.chatter.environment.TRUST_PROXY,
    };
    const command = JSON.parse(restOf(serving, "CMD"));
    const server = (await canIsolate())
        ? startIn(["unshare", "--mount", "--propagation", "private", "bash", "-ec", asInTheContainer, "bash"], env, command)
        : await startPlainly(folder, env, command);
    t.after(() => server.process.kill("SIGKILL"));

    const health = JSON.parse(/CMD (.*)/.exec(restOf(serving, "HEALTHCHECK"))[1]);
    assert.equal(health.shift(), "chatter");
    const isWell = () => run(binary, health, { env }).then(() => true, () => false);
    await eventually(`it is well: ${server.output}`, () => {
        if (server.process.exitCode !== null) throw new Error(server.output);
        return isWell();
    }, 60_000);

    const site = { port, env };
    const ada = await register(site);
    const picture = (await samples(folder, 64, 48)).png;
    const uploaded = await upload(ada, picture);
    assert.equal(uploaded.status, 201, `${uploaded.text}\n${server.output}`);
    assert.match((await request(site, "GET", "/rooms")).text, /<div id="root">/);

    server.process.kill(restOf(serving, "STOPSIGNAL"));
    assert.equal(await server.ended, 0, server.output);
    assert.equal(await isWell(), false);
});

const canIsolate = () => run("unshare", ["--mount", "true"]).then(() => process.getuid() === 0, () => false);

/** The same as this user, in folders of the test's own. */
async function startPlainly(folder, env, command) {
    await mkdir(join(folder, "bin"));
    await mkdir(join(folder, "volume"), { mode: 0o700 });
    await cp(binary, join(folder, "bin/chatter"));
    return startIn(["env", "-i"], { ...env, PATH: `${folder}/bin:${env.PATH}`, DATA_DIR: join(folder, "volume") }, command);
}

/** Starts `command` with `env` as its whole environment, by way of `surroundings`. */
function startIn(surroundings, env, command) {
    const [program, ...args] = surroundings;
    const pairs = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const child = spawn(program, [...args, ...pairs, ...command], {
        env: { PATH: pathOfDebian, BINARY: binary, VOLUME: env.DATA_DIR },
        stdio: ["ignore", "pipe", "pipe"],
    });
    const server = { process: child, output: "", ended: new Promise((resolve) => child.once("exit", resolve)) };
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (server.output += bytes));
    return server;
}
