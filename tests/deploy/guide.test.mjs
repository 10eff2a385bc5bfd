// Every command of docs/deployment.md, run in its order as it is written, in a folder that stands for the machine: paths,
// port and addresses are replaced. What would change the machine itself is a stand-in that only takes down how it was
// called, but for systemctl, which starts and stops a real server, and sudo, which runs what it is given.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "../../script/lib/free-port.mjs";
import { owner, startPostgres } from "../support/postgres.mjs";
import { startS3 } from "../support/s3.mjs";
import { fileScope } from "../support/scope.mjs";
import { binary, runChatter, temporaryFolder } from "../support/server.mjs";
import { makeCertificate } from "../support/tls.mjs";

const file = fileScope();
const run = promisify(execFile);
const repo = fileURLToPath(new URL("../..", import.meta.url));

/** What stands for these: nothing but a line in `calls`. */
const standIns = ["npm", "apt-get", "useradd", "docker", "pm2"];

const systemctl = `
run=$MACHINE/run
stop() {
    [ -f "$run/pid" ] || return 0
    kill -TERM "$(cat "$run/pid")"
    while kill -0 "$(cat "$run/pid")" 2>/dev/null; do sleep 0.05; done
    rm "$run/pid"
}
start() {
    [ -f "$run/pid" ] && return 0
    "$MACHINE/opt/chatter/chatter" migrate deploy >/dev/null
    setsid "$MACHINE/opt/chatter/chatter" serve >"$run/log" 2>&1 </dev/null &
    echo $! >"$run/pid"
    for _ in $(seq 600); do chatter healthcheck 2>/dev/null && return 0; sleep 0.05; done
    cat "$run/log" >&2; return 1
}
case "$*" in
    daemon-reload) ;;
    "enable --now chatter.socket chatter.service" | "start chatter") start ;;
    "stop chatter") stop ;;
    "restart chatter") stop; start ;;
    "reload chatter") kill -HUP "$(cat "$run/pid")" ;;
    *) echo "systemctl $*: unknown" >&2; exit 1 ;;
esac`;

/** The shell blocks of the guide: {line, text}. */
async function blocksOf(document) {
    const text = await readFile(join(repo, document), "utf8");
    return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => ({
        line: text.slice(0, match.index).split("\n").length,
        text: match[1],
    }));
}

const areSettings = (text) => text.trim().split("\n").every((line) => /^(#.*|[A-Z0-9_]+=\S*)$/.test(line));

test("every command of the deployment guide does what the guide says", async () => {
    const machine = await temporaryFolder(file);
    const at = (path) => join(machine, path);
    for (const path of ["bin", "run", "opt/chatter", "etc/systemd/system", "etc/letsencrypt/renewal-hooks/deploy", "backup", "script", "server/dist", "live"])
        await mkdir(at(path), { recursive: true });
    await mkdir(at("var/lib/chatter"), { recursive: true, mode: 0o700 });
    const script = async (path, text) => {
        await writeFile(at(path), `#!/bin/bash\nset -e\n${text}\n`);
        await chmod(at(path), 0o755);
    };
    for (const name of standIns) await script(`bin/${name}`, `echo "${name} $*" >>"$MACHINE/run/calls"`);
    for (const name of ["bootstrap", "package"]) await script(`script/${name}`, `echo "script/${name}" >>"$MACHINE/run/calls"`);
    await script("bin/systemctl", systemctl);
    await script("bin/sudo", 'shift 2; exec "$@"');
    // Only root can give files to a group of others.
    await script("bin/install", 'args=(); while [ $# -gt 0 ]; do [ "$1" = -g ] && shift || args+=("$1"); shift; done; exec /usr/bin/install "${args[@]}"');
    await symlink(binary, at("bin/chatter"));
    await symlink(binary, at("server/dist/chatter"));
    await symlink(join(repo, "deploy"), at("deploy"));
    file.after(() => run(at("bin/systemctl"), ["stop", "chatter"], { env: { ...process.env, MACHINE: machine } }));

    const postgres = await startPostgres(file);
    await postgres.execute("postgres", `ALTER ROLE ${owner.user} CREATEDB`);
    const [dumped, moved] = [await postgres.createDatabase(), await postgres.createDatabase()];
    assert.equal((await runChatter(["migrate", "deploy"], { env: { DATABASE_URL: postgres.url(dumped) } })).code, 0);

    const s3 = await startS3(file);
    const port = String(await freePort());
    const env = {
        PATH: `${at("bin")}:${process.env.PATH}`,
        HOME: machine,
        MACHINE: machine,
        NODE_ENV: "production",
        JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30",
        CLIENT_ORIGIN: "https://localhost",
        HOST: "127.0.0.1",
        PORT: port,
        TRUST_PROXY: "loopback",
        DATA_DIR: at("var/lib/chatter"),
        DIRECT_URL: "",
        PGHOST: "127.0.0.1",
        PGPORT: String(postgres.port),
        PGUSER: owner.user,
        PGPASSWORD: owner.password,
    };
    const today = new Date().toISOString().slice(0, 10);
    const here = (text) =>
        [
            [/(?<![\w/.])\/(opt|etc|var|backup)\b/g, `${machine}/$1`],
            [/127\.0\.0\.1:3000/g, `127.0.0.1:${port}`],
            [/2026-01-31/g, today],
            [/\$\(date \+%F\)/g, today],
            [/postgresql:\/\/chatter@db\.example\.com\/chatter/g, `postgresql://${owner.user}@127.0.0.1:${postgres.port}/${moved}`], // PGPASSWORD has the rest
            [/"\$DIRECT_URL"/g, `"${postgres.url(dumped)}"`],
            [/ \[--[\w-]+\]/g, ""], // of a synopsis
            [/\bNAME\b/g, "ada"],
            // These find something to complain of here, and say so by their status.
            [/^(chatter (doctor|migrate status)\b[^#\n]*)/gm, "{ $1; } || [ $? = 1 ] "],
        ].reduce((changed, [pattern, by]) => changed.replace(pattern, by), text);

    const blocks = await blocksOf("docs/deployment.md");
    assert.ok(blocks.length >= 14, `${blocks.length} blocks`);
    const known = (await runChatter(["config", "show"])).stdout;
    for (const { line, text } of blocks) {
        if (areSettings(text)) {
            for (const [, name] of text.matchAll(/^([A-Z0-9_]+)=/gm)) assert.ok(known.includes(`${name}=`), `line ${line}: ${name}`);
            continue;
        }
        if (/chatter user create/.test(text)) await run(at("bin/chatter"), ["user", "create", "first"], { env }); // the last admin stays one
        // As an earlier upgrade would have left it.
        if (/migrate rollback/.test(text)) await run(at("bin/chatter"), ["backup", at("var/lib/chatter/chatter.db.before-migration-20260131T000000Z")], { env });
        const store = /images move/.test(text) ? s3.env() : {};
        await run("bash", ["--norc", "-eu", "-c", here(text)], { cwd: machine, env: { ...env, ...store }, timeout: 120_000 }).catch((error) => {
            throw new Error(`docs/deployment.md, line ${line}:\n${here(text)}\n${error.stdout}${error.stderr}`);
        });
    }

    // The hook that the guide has certbot run, on a renewal.
    const { certificate, key } = await makeCertificate(at("live"));
    await run("cp", [certificate, at("live/fullchain.pem")]);
    await run("cp", [key, at("live/privkey.pem")]);
    const hook = at("etc/letsencrypt/renewal-hooks/deploy/chatter");
    await run(hook, [], { env: { ...env, RENEWED_LINEAGE: at("live") } });
    assert.equal(await readFile(at("etc/chatter/tls/privkey.pem"), "utf8"), await readFile(key, "utf8"));

    const calls = (await readFile(at("run/calls"), "utf8")).trim().split("\n");
    assert.deepEqual([...new Set(calls.map((call) => call.split(" ")[0]))].sort(), ["apt-get", "docker", "npm", "script/bootstrap", "script/package", "useradd"]);
});
