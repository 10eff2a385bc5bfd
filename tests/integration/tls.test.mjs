// HTTPS that the server speaks itself, without a proxy.

import assert from "node:assert/strict";
import { once } from "node:events";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { before, test } from "node:test";
import { connect as connectTls } from "node:tls";
import { freePort } from "../../script/lib/free-port.mjs";
import { open, raw, request, statuses } from "../support/http.mjs";
import { noise, upload } from "../support/images.mjs";
import { makeRoom, newName, oneTo, password, post, register, wholeHistory } from "../support/people.mjs";
import { frame, opcodes, upgradeRequest } from "../support/raw_websocket.mjs";
import { fileScope } from "../support/scope.mjs";
import { runChatter, startServer, temporaryFolder } from "../support/server.mjs";
import { ask, connect, hears } from "../support/sockets.mjs";
import { makeCertificate } from "../support/tls.mjs";
import { eventually, within } from "../support/wait.mjs";

const file = fileScope();
let server;
let folder;
let first;
let second;
let env;

before(async () => {
    folder = await temporaryFolder(file);
    [first, second] = await Promise.all(
        ["first", "second"].map(async (name) => {
            await mkdir(join(folder, name));
            return makeCertificate(join(folder, name));
        }),
    );
    // Copies, which a renewal writes over.
    env = { TLS_CERT: join(folder, "tls.crt"), TLS_KEY: join(folder, "tls.key") };
    await show(first);
    const ca = await Promise.all([first, second].map(({ authority }) => readFile(authority)));
    server = await startServer(file, { env: { ...env, WORKERS: "2", METRICS_PORT: String(await freePort()) }, ca });
});

/** Puts a certificate where the server looks for one. */
async function show({ certificate, key }) {
    await copyFile(certificate, env.TLS_CERT);
    await copyFile(key, env.TLS_KEY);
}

/** Resolves to the certificate that a new connection is shown, and the version of TLS that is agreed on. */
function handshake(options = {}) {
    return new Promise((resolve, reject) => {
        const socket = connectTls({ host: "localhost", port: server.port, ca: server.ca, ...options }, () => {
            resolve({ issuer: socket.getPeerX509Certificate().fingerprint256, version: socket.getProtocol() });
            socket.destroy();
        });
        socket.on("error", reject);
    });
}

/** A TCP connection that says `bytes` and nothing more. `ended` resolves when the server has closed it. */
async function silent(t, bytes = "") {
    const socket = await open({ port: server.port });
    t.after(() => socket.destroy());
    socket.on("error", () => {});
    socket.ended = new Promise((resolve) => socket.once("close", resolve));
    socket.resume();
    if (bytes) socket.write(bytes);
    return socket;
}

/** What a client of TLS says first. */
async function clientHello(t) {
    const listener = createServer().listen(0, "127.0.0.1");
    t.after(() => listener.close());
    await once(listener, "listening");
    const client = connectTls({ host: "127.0.0.1", port: listener.address().port });
    client.on("error", () => {});
    const [heard] = await once(listener, "connection");
    const [hello] = await once(heard, "data");
    client.destroy();
    heard.destroy();
    return hello;
}

test("REST, polling, WebSocket and the upgrade between them go over HTTPS", async (t) => {
    assert.match(server.output, /https:\/\/localhost:\d+/);
    const answer = await request(server, "POST", "/api/auth/register", { json: { username: newName(), password } });
    assert.equal(answer.status, 201, answer.text);
    assert.match(answer.headers["set-cookie"].join(), /token=[^;]+;.*Secure/);
    assert.equal(answer.headers["strict-transport-security"], undefined, "localhost has other ports to serve");

    const [ada, ben] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [ben]);
    const ways = { polling: ["polling"], websocket: ["websocket"], upgraded: ["polling", "websocket"] };
    for (const [way, transports] of Object.entries(ways)) {
        const listener = await connect(t, server, ben, { transports });
        if (way === "upgraded")
            await eventually("the upgrade", () => listener.io.engine.transport.name === "websocket");
        const sent = await ask(listener, "message:send", { roomId: room.id, content: `by ${way}` });
        assert.equal(sent.ok, true, JSON.stringify(sent));
        await post(ada, room.id, `to ${way}`);
        for (const content of [`by ${way}`, `to ${way}`])
            await hears(listener, "message:new", ({ message }) => message.content === content);
    }
    const page = await request(server, "GET", "/rooms/somewhere");
    assert.match(page.text, /<!doctype html>/i);
});

test("a large picture goes up and comes down, and large answers are whole", async (t) => {
    const ada = await register(server);
    const picture = await noise(await temporaryFolder(t), 1800, 1500);
    assert.ok(picture.length > 2_000_000, `${picture.length} bytes`);
    const uploaded = await upload(ada, picture);
    assert.equal(uploaded.status, 201, uploaded.text);
    const loaded = await ada.call("GET", uploaded.json.url);
    assert.equal(loaded.bytes.length, uploaded.json.bytes);
    const refused = await upload(ada, Buffer.alloc(11 * 1024 * 1024));
    assert.equal(refused.status, 413);

    const room = await makeRoom(ada);
    const contents = oneTo(150).map((n) => `${n} `.padEnd(4000, "ä"));
    await Promise.all(contents.map((content) => post(ada, room.id, content)));
    const history = await wholeHistory(ada, room.id);
    assert.deepEqual(new Set(history.map(({ content }) => content)), new Set(contents));
    for (const transports of [["polling"], ["websocket"]]) {
        const socket = await connect(t, server, ada, { transports });
        const synced = await ask(socket, "sync", { rooms: { [room.id]: 0 } });
        assert.equal(synced.rooms[room.id].messages.length, 150);
    }
});

test("requests in one record are answered one after the other, and so is one that comes byte by byte", async () => {
    const get = "GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const three = (text) => statuses(text).length === 3;
    assert.deepEqual(statuses(await raw(server, get.repeat(3), { until: three })), [200, 200, 200]);
    const one = (text) => text.endsWith("}");
    assert.deepEqual(statuses(await raw(server, [...get], { until: one })), [200]);
});

test("frames that come in the record of the upgrade are heard", async (t) => {
    const ada = await register(server);
    const socket = await open(server);
    t.after(() => socket.destroy());
    let received = "";
    socket.on("data", (bytes) => (received += bytes.toString("latin1")));
    const hello = `40${JSON.stringify({ token: ada.token })}`;
    const target = "/socket.io/?EIO=4&transport=websocket";
    const empty = Buffer.concat(oneTo(300).map(() => frame(opcodes.pong, "x".repeat(20))));
    socket.write(Buffer.concat([Buffer.from(upgradeRequest(server, target)), empty, frame(opcodes.text, hello)]));
    await eventually("the socket is let in", () => received.includes('40{"sid"') && received.includes('"ready"'));
});

test("TLS 1.2 and 1.3 are spoken, older versions refused", async () => {
    for (const version of ["TLSv1.2", "TLSv1.3"])
        assert.equal((await handshake({ minVersion: version, maxVersion: version })).version, version);
    const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" };
    await assert.rejects(handshake(old), /alert protocol version|unsupported protocol/i);
});

test("who talks something else, or falls silent, is closed and keeps nobody waiting", async (t) => {
    const hello = await clientHello(t);
    const patient = [await silent(t), await silent(t, hello.subarray(0, 20)), await silent(t, hello)];
    const garbage = [await silent(t, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"), await silent(t, Buffer.alloc(5000, 0xff))];
    await within(30_000, "garbage is closed", Promise.all(garbage.map(({ ended }) => ended)));
    assert.equal((await request(server, "GET", "/api/health")).status, 200);
    await within(60_000, "the silent ones are closed", Promise.all(patient.map(({ ended }) => ended)));
    const metrics = await fetch(`http://127.0.0.1:${server.env.METRICS_PORT}/metrics`);
    assert.match(await metrics.text(), /chatter_tls_handshakes_total\{result="failed"\} ([5-9]|\d\d)/);
});

test("more handshakes than the server keeps under way hold newcomers up, not off", async (t) => {
    // 1,024 on each of two workers, which the kernel does not fill evenly.
    await Promise.all(oneTo(2600).map(() => silent(t)));
    const answer = await within(60_000, "a newcomer is served", request(server, "GET", "/api/health"));
    assert.equal(answer.status, 200);
});

test("SIGHUP shows another certificate, under traffic that does not notice", async (t) => {
    const [ada, ben] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [ben]);
    const listener = await connect(t, server, ben);
    const lost = [];
    listener.on("disconnect", (reason) => lost.push(reason));
    let running = true;
    const traffic = oneTo(3).map(async (writer) => {
        let count = 0;
        while (running) await post(ada, room.id, `${writer}: ${++count}`);
        return count;
    });
    const old = await handshake();
    await show(second);
    server.process.kill("SIGHUP");
    const renewed = await eventually("the new certificate is shown", async () => {
        const seen = await handshake();
        return seen.issuer !== old.issuer && seen;
    });

    await writeFile(env.TLS_KEY, "no key\n");
    server.process.kill("SIGHUP");
    await eventually("the server says what is wrong", () => /cannot be used; the present one stays/.test(server.output));
    assert.match(server.output, /tls\.key: no key of this certificate/);
    assert.deepEqual(await handshake(), renewed, "the one before stays");

    running = false;
    const sent = (await Promise.all(traffic)).reduce((sum, count) => sum + count, 0);
    await eventually("all messages are heard", () => listener.heard.filter(([name]) => name === "message:new").length === sent);
    assert.deepEqual(lost, []);
    assert.ok((await ask(listener, "message:send", { roomId: room.id, content: "still here" })).ok);
    await show(second);
});

test("healthcheck asks over HTTPS, whatever name the certificate has", async () => {
    const asked = await runChatter(["healthcheck", "--ready"], { env: { ...env, PORT: String(server.port) } });
    assert.equal(asked.code, 0, asked.stderr);
});

test("files that cannot be used stop the start, with a line that says which and why", async () => {
    const wrong = { ...env, PORT: "0", DATA_DIR: folder, TLS_KEY: join(folder, "nowhere.key") };
    const { code, stderr } = await runChatter(["serve"], { env: wrong });
    assert.equal(code, 1);
    assert.equal(
        stderr.trim(),
        `chatter: TLS_CERT and TLS_KEY cannot be used: ${wrong.TLS_KEY}: No such file or directory`,
    );
});

test("in production browsers are told to keep to HTTPS, and plain HTTP is sent on", async (t) => {
    const [port, plainPort] = [await freePort(), await freePort()];
    const data = await temporaryFolder(t);
    const production = {
        ...env,
        NODE_ENV: "production",
        JWT_SECRET: "0f3a9c1be7d24658a0f3a9c1be7d24658",
        DATA_DIR: data,
        DATABASE_URL: `sqlite:${join(data, "chatter.db")}`,
        PORT: String(port),
        CLIENT_ORIGIN: `https://localhost:${port}`,
        TLS_REDIRECT_PORT: String(plainPort),
    };
    assert.equal((await runChatter(["migrate", "deploy"], { env: production })).code, 0);
    const site = await startServer(t, { env: production, ca: server.ca });
    for (const path of ["/", "/api/health"]) {
        const { status, headers } = await request(site, "GET", path);
        assert.equal(status, 200);
        assert.equal(headers["strict-transport-security"], "max-age=31536000", path);
    }
    const ada = await register(site);
    assert.equal((await request(site, "GET", "/api/auth/me", { cookie: ada.cookie })).status, 200);

    for (const [method, path] of [["GET", "/rooms/1?a=b"], ["POST", "/api/auth/login"], ["GET", "//elsewhere.example/"]]) {
        const answer = await plainly(plainPort, method, path);
        assert.equal(answer.statusCode, 308);
        assert.equal(answer.headers.location, `https://localhost:${port}${path}`);
        assert.equal(answer.headers["strict-transport-security"], undefined);
    }
    const taken = await runChatter(["serve"], { env: { ...production, PORT: String(await freePort()) } });
    assert.equal(taken.code, 1);
    assert.match(taken.stderr, new RegExp(`Port ${plainPort} is taken .*TLS_REDIRECT_PORT`));

    const socket = await connect(t, site, ada);
    const farewell = new Promise((resolve) => socket.once("disconnect", resolve));
    assert.equal((await site.stop()).code, 0);
    await within(10_000, "the socket is told", farewell);
});

/** A request over HTTP without its body, which a redirect does not wait for. */
function plainly(port, method, path) {
    return new Promise((resolve, reject) => {
        const headers = method === "POST" ? { "content-length": "100" } : {};
        const asked = httpRequest({ host: "localhost", port, method, path, headers }, (answer) => {
            answer.resume();
            asked.destroy();
            resolve(answer);
        });
        asked.on("error", reject);
        asked.flushHeaders();
    });
}
