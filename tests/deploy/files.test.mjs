// The files of deploy/ that need systemd, Docker or PM2 to run, looked at as far as that goes without them.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { access, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parse } from "yaml";
import { runChatter, temporaryFolder } from "../support/server.mjs";

const run = promisify(execFile);
const repo = fileURLToPath(new URL("../..", import.meta.url));
const inDeploy = (name) => join(repo, "deploy", name);
const textOf = (name) => readFile(inDeploy(name), "utf8");

test("systemd finds nothing wrong with the units, and little that the service could do to the machine", async () => {
    const units = ["chatter.service", "chatter.socket", "chatter-redirect.socket"].map(inDeploy);
    const { stdout, stderr } = await run("systemd-analyze", ["verify", "--man=no", ...units]).catch((error) => error);
    const complaints = `${stdout}${stderr}`.split("\n").filter((line) => line && !line.includes("is not executable"));
    assert.deepEqual(complaints, []);

    const security = await run("systemd-analyze", ["security", "--offline=true", "--threshold=20", inDeploy("chatter.service")]);
    const [, exposure] = /Overall exposure level for chatter\.service: (\d+\.\d+)/.exec(security.stdout);
    assert.ok(Number(exposure) <= 2, exposure);
});

test("Caddy accepts its files as they are written, and would write them so itself", async (t) => {
    const folder = await temporaryFolder(t);
    const env = { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder, DOMAIN: "chat.example.com" };
    const look = async (name) => {
        await run("caddy", ["validate", "--adapter", "caddyfile", "--config", inDeploy(name)], { env });
        assert.equal((await run("caddy", ["fmt", inDeploy(name)], { env })).stdout, await textOf(name), `${name}: caddy fmt`);
    };
    await Promise.all(["Caddyfile", "docker/Caddyfile", "docker/Caddyfile.full"].map(look));
});

test("the image is built from what is there, runs as nobody special, and knows whether it is well", async () => {
    const lines = (await textOf("Dockerfile")).replace(/\\\n/g, " ").split("\n").filter((line) => line && !line.startsWith("#"));
    for (const line of lines) {
        assert.match(line, /^(FROM|WORKDIR|COPY|RUN|ENV|USER|VOLUME|EXPOSE|HEALTHCHECK|STOPSIGNAL|CMD) /, line);
        const [, sources] = /^COPY (?!--from)(.*) \S+$/.exec(line) ?? [];
        for (const source of sources?.split(" ") ?? []) await access(join(repo, source));
    }
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
    assert.deepEqual(last.filter((line) => /^(USER|EXPOSE|VOLUME)/.test(line)), ["USER chatter", "VOLUME /var/lib/chatter", "EXPOSE 3000"]);
    for (const command of [["healthcheck"], ["migrate", "deploy"], ["serve"]]) {
        assert.ok(last.some((line) => line.includes(command.join(" ")) || line.includes(`"${command[0]}"`)), command.join(" "));
        assert.equal((await runChatter([...command, "--help"])).code, 0);
    }
});

/** What Compose makes of several files, one on top of the other: of mappings and of mounts the later ones win. */
function merged(files) {
    const services = {};
    for (const [name, service] of files.flatMap((file) => Object.entries(file.services))) {
        const before = services[name] ?? {};
        services[name] = { ...before, ...service };
        for (const key of ["environment", "depends_on"])
            services[name][key] = { ...before[key], ...service[key] };
        const mounts = new Map([...(before.volumes ?? []), ...(service.volumes ?? [])].map((mount) => [mount.split(":")[1], mount]));
        services[name].volumes = [...mounts.values()];
    }
    return { services, volumes: Object.assign({}, ...files.map((file) => file.volumes)) };
}

for (const names of [["compose.yaml"], ["compose.yaml", "compose.postgres.yaml"], ["compose.yaml", "compose.postgres.yaml", "compose.full.yaml"]]) {
    test(`${names.join(" + ")}: services, volumes and settings fit together`, async () => {
        const { services, volumes } = merged(await Promise.all(names.map(async (name) => parse(await textOf(name)))));
        const known = (await runChatter(["config", "show"])).stdout;
        for (const [name, service] of Object.entries(services)) {
            assert.ok(service.build ?? service.image, name);
            for (const [needed, { condition }] of Object.entries(service.depends_on)) {
                assert.ok(services[needed], `${name} needs ${needed}`);
                if (condition === "service_healthy") {
                    assert.ok(needed === "chatter" || services[needed].healthcheck, `${needed} says when it is well`);
                } else {
                    assert.equal(condition, "service_completed_successfully");
                    assert.ok(!services[needed].restart, `${needed} ends`);
                }
            }
            for (const mount of service.volumes) {
                const source = mount.split(":")[0];
                if (source.startsWith(".")) await access(join(repo, "deploy", source));
                else assert.ok(source in volumes, mount);
            }
            // Only the proxy is reached from outside.
            assert.equal("ports" in service, name === "caddy", name);
        }
        const settings = services.chatter.environment;
        for (const variable of Object.keys(settings)) assert.ok(known.includes(`${variable}=`), variable);
        assert.equal(services.chatter.read_only, true);

        // The settings are some that the server starts with, once the variables have values.
        const values = { DOMAIN: "chat.example.com", JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30" };
        const filled = Object.entries(settings).map(([key, value]) => [
            key,
            value.replace(/\$\{(\w+)(:\?[^}]*)?\}/g, (_, variable) => values[variable] ?? "0123456789abcdef"),
        ]);
        const shown = await runChatter(["config", "show"], { env: Object.fromEntries(filled) });
        assert.equal(shown.code, 0, shown.stderr);
    });
}

test("PM2 is told of one process that is no Node", () => {
    const { apps } = createRequire(import.meta.url)(inDeploy("ecosystem.config.cjs"));
    assert.equal(apps.length, 1);
    const [{ args, interpreter, exec_mode, instances, kill_timeout, env }] = apps;
    assert.deepEqual([args, interpreter, exec_mode, instances], ["serve", "none", "fork", 1]);
    assert.ok(kill_timeout >= 10_000);
    assert.equal(env.NODE_ENV, "production");
});

/** The settings of a file as systemd reads it, those behind a `#` too if `all` are asked for. */
function settingsIn(text, { all } = {}) {
    const lines = text.split("\n").map((line) => (all ? line.replace(/^#(?=[A-Z])/, "") : line));
    return Object.fromEntries(lines.filter((line) => /^[A-Z0-9_]+=/.test(line)).map((line) => line.split(/=(.*)/).slice(0, 2)));
}

test("the example of settings asks for nothing but a secret of one's own", async (t) => {
    const env = { ...settingsIn(await textOf("chatter.env.example")), DATA_DIR: await temporaryFolder(t) };
    const without = await runChatter(["config", "show"], { env });
    assert.equal(without.code, 1);
    assert.match(without.stderr, /^chatter: JWT_SECRET [^\n]*\n$/);
    assert.equal((await runChatter(["config", "show"], { env: { ...env, JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30" } })).code, 0);
});

test("every setting is in the example, with a value that means something, and in the documentation", async () => {
    const example = settingsIn(await textOf("chatter.env.example"), { all: true });
    const secrets = { JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30", S3_SECRET_ACCESS_KEY: "4f9c2b7d8e1a6053" };
    const { code, stdout, stderr } = await runChatter(["config", "show"], { env: { ...example, ...secrets } });
    assert.equal(code, 0, stderr);
    const known = stdout.trim().split("\n").map((line) => line.split("=")[0]);
    assert.deepEqual(Object.keys(example).sort(), known.sort());
    for (const [name, limits] of [["README.md", false], ["docs/deployment.md", true]]) {
        const text = await readFile(join(repo, name), "utf8");
        const expected = known.filter((variable) => variable.startsWith("RATE_LIMIT_") === limits);
        const rows = new Set([...text.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) => cell.match(/[A-Z0-9_]+/g)));
        assert.deepEqual(expected.filter((variable) => !rows.has(variable)), [], name);
    }
});
