// Prometheus on METRICS_PORT: what is counted, and that the dashboard and the alerts ask for nothing else.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { before, test } from "node:test";
import { parse } from "yaml";
import { freePort } from "../../script/lib/free-port.mjs";
import { request } from "../support/http.mjs";
import { makeRoom, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { runChatter, startServer } from "../support/server.mjs";
import { ask, connect, hears } from "../support/sockets.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
const deploy = new URL("../../deploy/", import.meta.url);
let port;
let server;

before(async () => {
    port = await freePort();
    server = await startServer(file, { env: { METRICS_PORT: String(port) } });
});

/** All samples, as {"name{labels}": value}, and the families that are declared: {name: kind}. */
async function scrape() {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type"), /^text\/plain; version=0\.0\.4/);
    const samples = {};
    const families = {};
    for (const line of (await answer.text()).split("\n").filter(Boolean)) {
        const [, name, kind] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? [];
        if (name) families[name] = kind;
        if (line.startsWith("#")) continue;
        const [, series, value] = /^([a-z_]+(?:\{[^}]*\})?) (\S+)$/.exec(line) ?? assert.fail(line);
        assert.ok(Number.isFinite(Number(value)), line);
        samples[series] = Number(value);
    }
    return { samples, families };
}

const valueOf = async (series) => (await scrape()).samples[series] ?? 0;

test("what people do is counted where it happens", async (t) => {
    const before = (await scrape()).samples;
    const grew = async (series, by) => {
        const now = await eventually(`${series} grows`, async () => {
            const value = await valueOf(series);
            return value >= (before[series] ?? 0) + by && value;
        });
        assert.equal(now - (before[series] ?? 0), by, series);
    };
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob]);
    const sockets = [await connect(t, server, ada), await connect(t, server, bob, { transports: ["polling"], upgrade: false })];
    await grew("chatter_sockets", 2);
    await grew('chatter_sessions{transport="websocket"}', 1);
    await grew('chatter_sessions{transport="polling"}', 1);
    await grew("chatter_websocket_connections", 1);

    const deliveries = await valueOf("chatter_deliveries_total");
    const sent = await ask(sockets[0], "message:send", { roomId: room.id, content: "Hello" });
    await post(ada, room.id, "Hello again");
    for (const socket of sockets) await hears(socket, "message:new", ({ message }) => message.content === "Hello again");
    assert.ok(sent.ok);
    await grew("chatter_messages_total", 2);
    assert.ok((await valueOf("chatter_deliveries_total")) >= deliveries + 4);
    await grew('chatter_event_duration_seconds_count{event="message:send"}', 1);
    await grew('chatter_http_requests_total{method="POST",route="/api/rooms/:id/messages",status="2xx"}', 1);
    await grew('chatter_http_request_duration_seconds_count{method="POST",route="/api/rooms/:id/messages"}', 1);
    assert.equal((await request(server, "GET", "/api/auth/me")).status, 401);
    await grew('chatter_http_requests_total{method="GET",route="/api/auth/me",status="4xx"}', 1);

    for (const socket of sockets) socket.disconnect();
    await eventually("the sockets are gone", async () => (await valueOf("chatter_sockets")) === (before.chatter_sockets ?? 0));
    await eventually("so are their sessions", async () =>
        (await valueOf('chatter_sessions{transport="polling"}')) + (await valueOf('chatter_sessions{transport="websocket"}')) === 0);
});

test("commits, pools and the process have their figures", async () => {
    const { samples } = await scrape();
    assert.ok(samples.chatter_commit_commands_count > 0);
    assert.equal(samples.chatter_commit_commands_count, samples.chatter_commit_duration_seconds_count);
    assert.equal(samples['chatter_commit_commands_bucket{le="+Inf"}'], samples.chatter_commit_commands_count);
    assert.equal(samples.chatter_write_queue_commands, 0);
    assert.equal(samples['chatter_pool_waiting{pool="passwords"}'], 0);
    assert.equal(samples['chatter_pool_busy{pool="passwords"}'], 0);
    const age = Date.now() / 1000 - samples.process_start_time_seconds;
    assert.ok(age > -2 && age < 600, `the process is ${age} s old`);
    assert.ok(samples.process_resident_memory_bytes > 5e6 && samples.process_resident_memory_bytes < 1e9);
    assert.ok(samples.process_open_fds > 5 && samples.process_open_fds < samples.process_max_fds);
    assert.ok(samples.process_cpu_seconds_total > 0);
});

test("every name that the dashboard and the alerts ask for is exported", async () => {
    const { families } = await scrape();
    const dashboard = JSON.parse(await readFile(new URL("grafana-dashboard.json", deploy), "utf8"));
    const alerts = parse(await readFile(new URL("prometheus-alerts.yaml", deploy), "utf8"));
    const expressions = [
        ...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
        ...alerts.groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
    ];
    assert.ok(expressions.length > 20);
    for (const expression of expressions) {
        for (const [name] of expression.matchAll(/\b(chatter|process)_\w+/g)) {
            const family = families[name] ? name : name.replace(/_(bucket|sum|count)$/, "");
            const isPart = family !== name;
            assert.equal(families[family] && (families[family] === "histogram") === isPart, true, `${name} in ${expression}`);
        }
    }
});

test("there is nothing else on that port, and nobody but this machine reaches it", async () => {
    assert.equal((await fetch(`http://127.0.0.1:${port}/api/health`)).status, 404);
    assert.equal((await fetch(`http://127.0.0.1:${port}/metrics`, { method: "POST" })).status, 404);
    assert.equal((await request(server, "GET", "/api/metrics")).status, 404);
    assert.doesNotMatch((await request(server, "GET", "/metrics")).text, /chatter_/);
    const outside = Object.values(networkInterfaces()).flat().find(({ family, internal }) => family === "IPv4" && !internal);
    if (outside) await assert.rejects(fetch(`http://${outside.address}:${port}/metrics`));
});

test("a metrics port that is taken refuses the start, and is named", async (t) => {
    const other = createServer().listen(0, "127.0.0.1");
    t.after(() => other.close());
    await new Promise((resolve) => other.once("listening", resolve));
    const taken = String(other.address().port);
    const { code, stderr } = await runChatter(["serve"], { env: { PORT: "0", METRICS_PORT: taken, DATA_DIR: server.dataDir } });
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`Port ${taken} is taken.*METRICS_PORT`));
});
