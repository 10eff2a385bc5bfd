// The real nginx and Caddy with a configuration from the repository, made to run beside others: paths, names and ports
// are replaced, and nothing else.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { get } from "node:https";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../script/lib/free-port.mjs";
import { Daemon } from "./daemon.mjs";
import { eventually } from "./wait.mjs";

const repo = join(dirname(fileURLToPath(import.meta.url)), "../..");
const clientDist = process.env.CLIENT_DIST ?? join(repo, "client/dist");

/** What a proxy needs to know before it starts: {folder, port, plainPort, tls {certificate, key}}. */
export async function placeFor(folder, tls) {
    return { folder, tls, port: await freePort(), plainPort: await freePort() };
}

/**
 * Starts nginx with `file` of the repository in front of the server at `serverPort`, or of several as the deployment
 * guide has it; gone when the test `t` ends.
 */
export async function startNginx(t, file, { folder, port, plainPort, tls }, serverPort) {
    const upstream = Array.isArray(serverPort) ? await upstreamOf(serverPort) : "$&";
    const certificate = `ssl_certificate ${tls.certificate}; ssl_certificate_key ${tls.key};`;
    const site = replaceAll(await readFile(join(repo, file), "utf8"), [
        [/ssl_certificate(_key)? .*;/g, ""],
        [/listen (\[::\]:)?443 ssl( http2)?;/g, (_, v6, http2 = "") => (v6 ? "" : `listen ${port} ssl${http2}; ${certificate}`)],
        [/listen (\[::\]:)?80;/g, (_, v6) => (v6 ? "" : `listen ${plainPort};`)],
        [/chat\.example\.com/g, "localhost"],
        [/\/opt\/chatter\/client\/dist/g, clientDist],
        [/^upstream chatter \{.*?^\}\n/ms, upstream],
        [/127\.0\.0\.1:3000/g, `127.0.0.1:${serverPort}`],
    ]);
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map((kind) => `${kind}_temp_path ${join(folder, kind)};`)
        .join("\n");
    const whole = `daemon off;\npid ${join(folder, "nginx.pid")};\nerror_log stderr;\nworker_processes 1;\n${asRoot}
events { worker_connections 2048; }
http { include /etc/nginx/mime.types; access_log off;\n${temporary}\n${site} }\n`;
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "nginx.conf"), whole);
    const command = ["/usr/sbin/nginx", "-p", folder, "-e", "stderr", "-c", join(folder, "nginx.conf")];
    await run(t, command, { folder, port, tls });
}

/** The guide's block for several nodes, with these ports of this machine. */
async function upstreamOf(ports) {
    const guide = await readFile(join(repo, "docs/deployment.md"), "utf8");
    const [block] = /^upstream chatter \{[^}]*hash[^}]*^\}\n/m.exec(guide);
    const left = [...ports];
    return block.replace(/server [\d.]+:3000/g, () => `server 127.0.0.1:${left.shift()}`);
}

/** The same with Caddy. */
export async function startCaddy(t, file, { folder, port, tls }, serverPort) {
    const upstream = Array.isArray(serverPort) ? await caddyUpstreamOf(serverPort) : "$&";
    const site = replaceAll(await readFile(join(repo, file), "utf8"), [
        [/^\t*reverse_proxy 127\.0\.0\.1:3000 \{\n/m, upstream],
        [/^chat\.example\.com \{/m, `https://localhost:${port} {\n\ttls ${tls.certificate} ${tls.key}`],
        [/\/opt\/chatter\/client\/dist/g, clientDist],
        [/(localhost|127\.0\.0\.1):3000/g, `$1:${serverPort}`],
    ]);
    await writeFile(join(folder, "Caddyfile"), `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${site}`);
    await run(t, ["caddy", "run", "--adapter", "caddyfile", "--config", join(folder, "Caddyfile")], { folder, port, tls });
}

/** What the deployment guide has for several nodes, with these ports. */
async function caddyUpstreamOf(ports) {
    const guide = await readFile(join(repo, "docs/deployment.md"), "utf8");
    const [, block] = /^```caddyfile\n(reverse_proxy [^`]*)^```$/m.exec(guide);
    const left = [...ports];
    return block.replace(/[\d.]+:3000/g, () => `127.0.0.1:${left.shift()}`);
}

// A master that is root's would give its workers to a user who may not read the test's files.
const asRoot = process.getuid() === 0 ? "user root;" : "";

const replaceAll = (text, pairs) => pairs.reduce((changed, [pattern, by]) => changed.replace(pattern, by), text);

async function run(t, command, { folder, port, tls }) {
    const env = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
    const daemon = new Daemon(command, /^/, { cwd: folder, env });
    t.after(() => daemon.end("SIGTERM"));
    await daemon.start();
    const authority = await readFile(tls.authority);
    await eventually(`${command[0]} answers: ${daemon.output}`, () => {
        if (!daemon.isRunning) throw new Error(daemon.output);
        return answers(port, authority);
    });
}

const answers = (port, ca) =>
    new Promise((resolve) => {
        const asked = get({ host: "localhost", port, path: "/", ca }, (answer) => resolve(answer.resume() && true));
        asked.on("error", () => resolve(false));
    });
