// A socket that the service manager keeps: while the server restarts, connections wait and none is refused.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { get } from "node:http";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Daemon } from "../support/daemon.mjs";
import { request } from "../support/http.mjs";
import { binary, temporaryFolder } from "../support/server.mjs";
import { makeCertificate } from "../support/tls.mjs";
import { eventually, within } from "../support/wait.mjs";

const manager = fileURLToPath(new URL("../support/service_manager.pl", import.meta.url));

const health = (port) =>
    new Promise((resolve, reject) => {
        const asked = get({ host: "127.0.0.1", port, path: "/api/health", agent: false }, (answer) => {
            answer.resume().on("end", () => resolve(answer.statusCode));
        });
        asked.on("error", reject);
    });

test("nobody is refused while the server restarts on its inherited socket", async (t) => {
    const env = { DATA_DIR: await temporaryFolder(t), RATE_LIMIT: "off" };
    const daemon = new Daemon(["perl", manager, binary, "serve"], /listening \d+\nstarted \d+/, { env });
    t.after(() => daemon.end("SIGTERM"));
    await daemon.start();
    const port = Number(/listening (\d+)/.exec(daemon.output)[1]);
    const started = () => [...daemon.output.matchAll(/started (\d+)/g)].map(([, pid]) => Number(pid));
    const listening = () => daemon.output.split(`http://localhost:${port}`).length - 1;

    const answers = [];
    let asking = true;
    t.after(() => {
        asking = false;
    });
    const asker = (async () => {
        while (asking) {
            answers.push(await within(15_000, "an answer", health(port)).catch((error) => error));
            await delay(2);
        }
    })();
    for (let restart = 0; restart < 2; restart += 1) {
        await eventually(`it listens: ${daemon.output}`, () => listening() === restart + 1);
        const before = answers.length;
        await eventually("it answers", () => answers.length > before + 5);
        process.kill(started().at(-1), "SIGTERM");
        await eventually("it is started anew", () => started().length === restart + 2);
    }
    await eventually("it listens", () => listening() === 3);
    asking = false;
    await asker;
    assert.deepEqual([...new Set(answers)], [200], daemon.output);
    assert.equal(daemon.output.match(/ended 0/g).length, 2, daemon.output);
});

test("two sockets are told apart by their names: HTTPS on one, and the way to it on the other", async (t) => {
    const { certificate, key, authority } = await makeCertificate(await temporaryFolder(t));
    const env = {
        DATA_DIR: await temporaryFolder(t),
        TLS_CERT: certificate,
        TLS_KEY: key,
        CLIENT_ORIGIN: "https://chat.example.com",
        SOCKETS: "redirect chatter.socket",
    };
    const daemon = new Daemon(["perl", manager, binary, "serve"], /https:\/\/localhost:\d+/, { env });
    t.after(() => daemon.end("SIGTERM"));
    await daemon.start();
    const [plain, port] = /listening (\d+) (\d+)/.exec(daemon.output).slice(1).map(Number);
    const ca = await readFile(authority);
    assert.equal((await request({ port, ca, env }, "GET", "/api/health")).status, 200);
    const sent = await fetch(`http://127.0.0.1:${plain}/rooms/1`, { redirect: "manual" });
    assert.deepEqual([sent.status, sent.headers.get("location")], [308, "https://chat.example.com/rooms/1"]);
});

test("a variable that was meant for another process is no socket", async (t) => {
    const env = { PATH: process.env.PATH, DATA_DIR: await temporaryFolder(t), PORT: "0", LISTEN_PID: "1", LISTEN_FDS: "1" };
    const child = spawn(binary, ["serve"], { env, stdio: ["ignore", "pipe", "inherit"] });
    t.after(() => child.kill("SIGKILL"));
    let output = "";
    child.stdout.on("data", (bytes) => (output += bytes));
    await eventually("it listens", () => /http:\/\/localhost:\d+/.test(output));
});
