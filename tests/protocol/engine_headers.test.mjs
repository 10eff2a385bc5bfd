// Cookies, CORS, header hooks and middlewares, as a client sees them.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertRefused, Engine } from "../support/engine.mjs";
import { startExample } from "../support/example.mjs";
import { raw, request } from "../support/http.mjs";
import { upgradeRequest } from "../support/raw_websocket.mjs";
import { fileScope } from "../support/scope.mjs";

const file = fileScope();
let plain;

before(async () => {
    plain = new Engine(await startExample(file, "everything"));
});

const start = async (t, ...flags) => new Engine(await startExample(t, "everything", flags));
const cookies = (answer) => answer.headers["set-cookie"] ?? [];
const words = (list = "") => list.split(",").map((word) => word.trim());

async function openByPolling(engine, headers = {}) {
    const answer = await engine.get(engine.polling(), { headers });
    assert.equal(answer.status, 200, answer.text);
    return { answer, sid: JSON.parse(answer.text.slice(1)).sid };
}

test("nobody is given a cookie or CORS headers unasked", async (t) => {
    const { answer } = await openByPolling(plain, { origin: "https://elsewhere.example" });
    assert.deepEqual(cookies(answer), []);
    const added = Object.keys(answer.headers).filter((name) => name.startsWith("access-control-") || name === "vary");
    assert.deepEqual(added, []);
    const websocket = await plain.openWebSocket(t);
    assert.equal(websocket.header("set-cookie"), undefined);
});

test("the cookie is the session id, for the handshake's answer only", async (t) => {
    const engine = await start(t, "--cookie");
    const { answer, sid } = await openByPolling(engine);
    assert.deepEqual(cookies(answer), [`io=${sid}; Path=/; HttpOnly; SameSite=Lax`]);
    const posted = await engine.post(sid, "40");
    const polled = await engine.get(engine.polling(sid));
    for (const later of [posted, polled]) assert.deepEqual(cookies(later), []);
});

test("name, path, HttpOnly and SameSite of the cookie are as configured", async (t) => {
    const engine = await start(
        t,
        ...["--cookie-name", "session", "--cookie-path", "/custom", "--cookie-same-site", "strict"],
        "--cookie-no-http-only",
    );
    const { answer, sid } = await openByPolling(engine);
    assert.deepEqual(cookies(answer), [`session=${sid}; Path=/custom; SameSite=Strict`]);

    const none = await start(t, "--cookie-same-site", "none");
    const other = await openByPolling(none);
    assert.deepEqual(cookies(other.answer), [`io=${other.sid}; Path=/; HttpOnly; SameSite=None`]);
});

test("a refused handshake sets no cookie", async (t) => {
    const engine = await start(t, "--cookie");
    const answer = await engine.get(engine.target({ EIO: "3", transport: "polling" }));
    assert.deepEqual(cookies(answer), []);
});

test("initial headers come once for each session, headers with every answer, on both transports", async (t) => {
    const engine = await start(t, "--header-hooks");
    const { answer, sid } = await openByPolling(engine);
    assert.equal(answer.headers["x-initial"], "yes");
    assert.equal(answer.headers["x-every"], "yes");
    const posted = await engine.post(sid, "40");
    const polled = await engine.get(engine.polling(sid));
    for (const later of [posted, polled]) {
        assert.equal(later.headers["x-initial"], undefined);
        assert.equal(later.headers["x-every"], "yes");
    }
    const upgrade = await engine.openUpgrade(t, sid);
    assert.equal(upgrade.header("x-initial"), undefined);
    assert.equal(upgrade.header("x-every"), "yes");

    const websocket = await engine.openWebSocket(t);
    assert.equal(websocket.header("x-initial"), "yes");
    assert.equal(websocket.header("x-every"), "yes");
});

test("the four cookies of a handshake that sets several come as four headers", async (t) => {
    const engine = new Engine(await startExample(t, "engine-client"), "/engine.io/");
    const { answer, sid } = await openByPolling(engine);
    const [first, second, third, fourth] = cookies(answer);
    assert.equal(first, "1=1; Max-Age=86400");
    assert.equal(second, "2=2; Path=/; HttpOnly; Secure; SameSite=Strict");
    assert.equal(third, "3=3; Max-Age=0");
    const [, expires] = /^4=4; Expires=(\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT)$/.exec(fourth);
    assert.ok(Math.abs(Date.parse(expires) - Date.now()) < 60_000, expires);
    assert.equal(cookies(answer).length, 4);
    assert.deepEqual(cookies(await engine.post(sid, "4x")), []);
});

test("a middleware sees every request and every upgrade, and may add headers", async (t) => {
    const engine = await start(t, "--middleware");
    const { answer, sid } = await openByPolling(engine);
    const posted = await engine.post(sid, "40");
    const polled = await engine.get(engine.polling(sid));
    for (const seen of [answer, posted, polled]) assert.equal(seen.headers["x-middleware"], "yes");
    const websocket = await engine.openWebSocket(t);
    assert.equal(websocket.header("x-middleware"), "yes");
});

test("a middleware may end a request or an upgrade", async (t) => {
    const engine = await start(t, "--middleware");
    const answer = await engine.get(engine.polling(undefined, { end: "" }));
    assert.equal(answer.status, 503);
    assert.equal(answer.text, "ended");
    const upgrade = await raw(engine.server, upgradeRequest(engine.server, engine.websocket(undefined, { end: "" })));
    assert.doesNotMatch(upgrade, /^HTTP\/1\.1 (101|200) /);
});

test("a middleware that fails makes a bad request", async (t) => {
    const engine = await start(t, "--middleware");
    assertRefused(await engine.get(engine.polling(undefined, { fail: "" })), 3, "Bad request");
    const upgrade = await raw(engine.server, upgradeRequest(engine.server, engine.websocket(undefined, { fail: "" })));
    assert.match(upgrade, /^HTTP\/1\.1 400 /);
    assert.ok(upgrade.endsWith("\r\n\r\nBad request"));
});

const preflight = (engine, origin, more = {}) =>
    request(engine.server, "OPTIONS", engine.polling(), {
        headers: { origin, "access-control-request-method": "POST", ...more },
    });

test("a preflight is 204 with what may be asked", async (t) => {
    const engine = await start(
        t,
        ...["--cors-origin", "https://a.example", "--cors-methods", "GET,POST", "--cors-headers", "x-one,x-two"],
        ...["--cors-expose", "x-three,x-four", "--cors-max-age", 600, "--cors-credentials"],
    );
    const answer = await preflight(engine, "https://a.example", { "access-control-request-headers": "x-one" });
    assert.equal(answer.status, 204);
    assert.equal(answer.text, "");
    assert.equal(answer.headers["access-control-allow-origin"], "https://a.example");
    assert.equal(answer.headers["access-control-allow-credentials"], "true");
    assert.equal(answer.headers["access-control-max-age"], "600");
    assert.deepEqual(words(answer.headers["access-control-allow-methods"]), ["GET", "POST"]);
    assert.deepEqual(words(answer.headers["access-control-allow-headers"]), ["x-one", "x-two"]);
    assert.ok(words(answer.headers.vary).includes("Origin"));

    const got = await engine.get(engine.polling(), { headers: { origin: "https://a.example" } });
    assert.equal(got.status, 200);
    assert.equal(got.headers["access-control-allow-origin"], "https://a.example");
    assert.equal(got.headers["access-control-allow-credentials"], "true");
    assert.deepEqual(words(got.headers["access-control-expose-headers"]), ["x-three", "x-four"]);
});

test("of an allow-list each origin is allowed as itself, and others not at all", async (t) => {
    const allowed = ["https://a.example", "https://b.example:8443"];
    const engine = await start(t, ...allowed.flatMap((origin) => ["--cors-origin", origin]));
    for (const origin of allowed) {
        const { answer, sid } = await openByPolling(engine, { origin });
        assert.equal(answer.headers["access-control-allow-origin"], origin);
        assert.ok(words(answer.headers.vary).includes("Origin"));
        const posted = await engine.post(sid, "40", { headers: { origin, "content-type": "text/plain" } });
        assert.equal(posted.headers["access-control-allow-origin"], origin);
        assert.equal(posted.headers["access-control-allow-credentials"], undefined);
    }
    for (const origin of ["https://evil.example", "https://a.example.evil.example", "http://a.example", "null"]) {
        const answer = await preflight(engine, origin);
        assert.equal(answer.headers["access-control-allow-origin"], undefined, origin);
        const got = await engine.get(engine.polling(), { headers: { origin } });
        assert.equal(got.headers["access-control-allow-origin"], undefined, origin);
    }
});

test("any origin is a star, or is reflected", async (t) => {
    const any = await start(t, "--cors-origin", "*");
    const origin = "https://who.example";
    assert.equal((await openByPolling(any, { origin })).answer.headers["access-control-allow-origin"], "*");
    assert.equal((await preflight(any, origin)).headers["access-control-allow-origin"], "*");

    const reflecting = await start(t, "--cors-origin", "reflect", "--cors-credentials");
    const { answer } = await openByPolling(reflecting, { origin });
    assert.equal(answer.headers["access-control-allow-origin"], origin);
    assert.ok(words(answer.headers.vary).includes("Origin"));
});

test("without a list of headers those that the browser asks for are allowed", async (t) => {
    const engine = await start(t, "--cors-origin", "reflect");
    const answer = await preflight(engine, "https://a.example", { "access-control-request-headers": "x-own,x-other" });
    assert.equal(answer.headers["access-control-allow-headers"], "x-own,x-other");
    assert.ok(words(answer.headers.vary).includes("Access-Control-Request-Headers"));
    assert.deepEqual(words(answer.headers["access-control-allow-methods"]).sort(), [
        ...["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"],
    ]);
});

test("a refused request carries the CORS headers too, so that a page may read why", async (t) => {
    const engine = await start(t, "--cors-origin", "https://a.example");
    const answer = await engine.get(engine.polling("nobody"), { headers: { origin: "https://a.example" } });
    assertRefused(answer, 1, "Session ID unknown");
    assert.equal(answer.headers["access-control-allow-origin"], "https://a.example");
});

test("without CORS a preflight is a handshake by a wrong method", async () => {
    assertRefused(await preflight(plain, "https://a.example"), 2, "Bad handshake method");
});
