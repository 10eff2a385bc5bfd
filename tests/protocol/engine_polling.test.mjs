// Engine.IO over HTTP polling: the answers, their headers, payloads, and requests that overlap or break off.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertRefused, Engine, separator } from "../support/engine.mjs";
import { startExample } from "../support/example.mjs";
import { open, raw, request, statuses } from "../support/http.mjs";
import { fileScope } from "../support/scope.mjs";
import { eventually, within } from "../support/wait.mjs";

const file = fileScope();
let echo;
let engine;

before(async () => {
    // No ping comes into the way, and nothing ends by its timeout.
    const slow = ["--ping-interval-ms", 60_000, "--ping-timeout-ms", 60_000];
    echo = new Engine(await startExample(file, "engine-echo", slow), "/engine.io/");
    engine = new Engine(await startExample(file, "everything", slow));
});

test("an answer to GET is text in UTF-8 that no cache keeps", async () => {
    const opened = await echo.get(echo.polling());
    const { sid } = JSON.parse(opened.text.slice(1));
    await echo.post(sid, "4hello");
    const polled = await echo.get(echo.polling(sid));
    for (const answer of [opened, polled]) {
        assert.equal(answer.status, 200);
        assert.match(answer.headers["content-type"], /^text\/plain; charset=UTF-8$/i);
        assert.match(answer.headers["cache-control"], /no-store/);
        assert.equal(Number(answer.headers["content-length"]), answer.bytes.length);
    }
    assert.equal(polled.text, "4hello");
});

test("an answer to POST is ok in HTML that no cache keeps", async () => {
    const { sid } = await echo.handshake();
    const answer = await echo.post(sid, "4hello");
    assert.equal(answer.status, 200);
    assert.equal(answer.text, "ok");
    assert.match(answer.headers["content-type"], /^text\/html/);
    assert.equal(answer.headers["content-length"], "2");
    assert.match(answer.headers["cache-control"], /no-store/);
});

test("old Internet Explorers are told not to look for scripts, others are not", async () => {
    for (const agent of ["Mozilla/4.0 (compatible;MSIE 8.0; Windows NT 6.1)", "Mozilla/5.0 (Trident/7.0; rv:11.0)"]) {
        const headers = { "user-agent": agent };
        const opened = await echo.get(echo.polling(), { headers });
        assert.equal(opened.headers["x-xss-protection"], "0", agent);
        const { sid } = JSON.parse(opened.text.slice(1));
        const posted = await echo.post(sid, "4x", { headers: { ...headers, "content-type": "text/plain" } });
        assert.equal(posted.headers["x-xss-protection"], "0", agent);
    }
    const other = await echo.get(echo.polling(), { headers: { "user-agent": "Mozilla/5.0 Firefox/140.0" } });
    assert.equal(other.headers["x-xss-protection"], undefined);
});

test("several packets in one payload come back in order, binary in base64 among them", async () => {
    const { sid } = await echo.handshake();
    const packets = ["4first", "bAQIDBA==", "4", "4żółć 😀", "b", "4last"];
    await echo.post(sid, packets.join(separator));
    const heard = [];
    while (heard.length < packets.length) heard.push(...(await echo.poll(sid)));
    assert.deepEqual(heard, packets);
});

test("every length of binary keeps its bytes", async () => {
    const { sid } = await echo.handshake();
    for (const size of [1, 2, 3, 4, 255, 256, 10_000]) {
        const packet = `b${Buffer.from(Array.from({ length: size }, (_, index) => index & 255)).toString("base64")}`;
        await echo.post(sid, packet);
        assert.deepEqual(await echo.poll(sid), [packet]);
    }
});

test("a GET waits until there is something to say", async () => {
    const { sid } = await echo.handshake();
    let answered = false;
    const pending = echo.poll(sid).then((packets) => {
        answered = true;
        return packets;
    });
    // A whole other session comes and goes meanwhile.
    const other = await echo.handshake();
    await echo.post(other.sid, "4x");
    await echo.poll(other.sid);
    assert.equal(answered, false);
    await echo.post(sid, "4now");
    assert.deepEqual(await within(10_000, "the GET is answered", pending), ["4now"]);
});

test("what is said between two GETs is kept in order", async () => {
    const { sid } = await echo.handshake();
    for (const text of ["one", "two", "three"]) await echo.post(sid, `4${text}`);
    const heard = [];
    while (heard.length < 3) heard.push(...(await echo.poll(sid)));
    assert.deepEqual(heard, ["4one", "4two", "4three"]);
});

test("a chunked body is taken, even one that splits a character", async () => {
    const { sid } = await echo.handshake();
    const bytes = Buffer.from("4αβγ😀");
    const chunks = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
    const head =
        `POST ${echo.polling(sid)} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain;charset=UTF-8\r\n` +
        "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
    const pieces = chunks.flatMap((chunk) => ["1\r\n", chunk, "\r\n"]);
    const answer = await raw(echo.server, [head, ...pieces, "0\r\n\r\n"]);
    assert.match(answer, /^HTTP\/1\.1 200 /);
    assert.deepEqual(await echo.poll(sid), ["4αβγ😀"]);
});

test("a body with a length that arrives byte by byte is taken", async () => {
    const { sid } = await echo.handshake();
    const body = Buffer.from("4ж😀");
    const socket = await open(echo.server);
    let answer = "";
    socket.on("data", (bytes) => (answer += bytes));
    socket.setNoDelay(true);
    socket.write(`POST ${echo.polling(sid)} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n`);
    for (const byte of body) await new Promise((resolve) => socket.write(Buffer.from([byte]), resolve));
    await eventually("the POST is answered", () => statuses(answer)[0] === 200);
    socket.destroy();
    assert.deepEqual(await echo.poll(sid), ["4ж😀"]);
});

test("requests on one connection and on connections of their own work alike", async () => {
    const { sid } = await echo.handshake();
    const once = (method, body = "") =>
        raw(
            echo.server,
            `${method} ${echo.polling(sid)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        );
    assert.match(await once("POST", "4alone"), /^HTTP\/1\.1 200 .*\r\n\r\nok$/s);
    assert.match(await once("GET"), /^HTTP\/1\.1 200 .*\r\n\r\n4alone$/s);
});

test("a second GET at once gets 400, the first is told close, the session ends", async () => {
    const { sid } = await engine.handshake();
    const first = await pendingGet(sid);
    const second = await engine.get(engine.polling(sid));
    assert.equal(second.status, 400);
    await eventually("the first GET is answered", () => first.text().endsWith("\r\n\r\n1"));
    assert.deepEqual(statuses(first.text()), [200]);
    assertRefused(await engine.get(engine.polling(sid)), 1, "Session ID unknown");
});

test("a second POST at once gets 400 and the session ends", async () => {
    const { sid } = await engine.handshake();
    const socket = await open(engine.server);
    socket.on("error", () => {});
    socket.write(`POST ${engine.polling(sid)} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n4`);
    // Until the server has read the head of the first, the second is not at once.
    await eventually("the second POST is refused", async () => (await engine.post(sid, "3")).status === 400);
    await engine.sessionEnds(sid);
    socket.destroy();
});

test("a GET that is broken off ends the session", async () => {
    const { sid } = await engine.handshake();
    const pending = await pendingGet(sid);
    pending.socket.destroy();
    await engine.sessionEnds(sid);
});

test("a POST that is broken off ends the session", async () => {
    const { sid } = await engine.handshake();
    const socket = await open(engine.server);
    socket.write(`POST ${engine.polling(sid)} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n4half`);
    await new Promise((resolve) => socket.end(resolve));
    socket.destroy();
    await engine.sessionEnds(sid);
});

test("an octet-stream body is refused with 400 and ends the session", async () => {
    const { sid } = await engine.handshake();
    const answer = await engine.post(sid, "40", { headers: { "content-type": "application/octet-stream" } });
    assert.equal(answer.status, 400);
    await engine.sessionEnds(sid);
});

test("what is no packet ends the session at once", async () => {
    for (const body of ["", "abc", "9", "x4", separator, `4ok${separator}`, `${separator}4ok`]) {
        const { sid } = await echo.handshake();
        const posted = await echo.post(sid, body);
        assert.ok([200, 400].includes(posted.status), `${JSON.stringify(body)}: ${posted.status}`);
        await echo.sessionEnds(sid);
    }
});

test("a ping from the client is in the wrong direction and ends the session", async () => {
    const { sid } = await echo.handshake();
    await echo.post(sid, "2");
    await echo.sessionEnds(sid);
});

test("a close packet ends the session and its pending GET gets noop", async () => {
    const { sid } = await engine.handshake();
    const pending = await pendingGet(sid);
    const posted = await engine.post(sid, "1");
    assert.equal(posted.status, 200);
    await eventually("the GET is answered", () => pending.text().endsWith("\r\n\r\n6"));
    assertRefused(await engine.get(engine.polling(sid)), 1, "Session ID unknown");
    assertRefused(await engine.post(sid, "4x"), 1, "Session ID unknown");
});

test("packets behind a close packet are not taken", async () => {
    const { sid } = await echo.handshake();
    await echo.post(sid, ["4before", "1", "4after"].join(separator));
    await echo.sessionEnds(sid);
});

test("a handshake by HEAD opens nothing", async () => {
    const answer = await request(engine.server, "HEAD", engine.polling());
    assert.equal(answer.status, 400);
});

test("sessions are found by whichever of several workers takes the request, upgrades too", async (t) => {
    const flags = ["--workers", 3, "--ping-interval-ms", 60_000, "--ping-timeout-ms", 60_000];
    const several = new Engine(await startExample(t, "engine-echo", flags), "/engine.io/");
    // Each request takes a connection of its own, which may go to any worker.
    const ask = async (method, target, body) => {
        const answer = await request(several.server, method, target, { body, agent: false });
        assert.equal(answer.status, 200, answer.text);
        return answer.text;
    };
    await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
            const { sid } = JSON.parse((await ask("GET", several.polling())).slice(1));
            for (const round of [1, 2, 3]) {
                const packet = `4${index} ${round}`;
                const [polled, posted] = await Promise.all([
                    ask("GET", several.polling(sid)),
                    ask("POST", several.polling(sid), packet),
                ]);
                assert.deepEqual([polled, posted], [packet, "ok"]);
            }
            const websocket = await several.openUpgrade(t, sid);
            websocket.send("2probe");
            assert.equal(await websocket.next(), "3probe");
            websocket.send("5");
            websocket.send(`4${index}`);
            assert.equal(await websocket.next(), `4${index}`);
        }),
    );
});

test("no GET that waits is taken for broken off while other connections come and go", async (t) => {
    const flags = ["--workers", 3, "--ping-interval-ms", 60_000, "--ping-timeout-ms", 60_000];
    const several = new Engine(await startExample(t, "engine-echo", flags), "/engine.io/");
    const ask = async (method, target, body) => {
        const answer = await request(several.server, method, target, { body, agent: false });
        return `${answer.status} ${answer.text}`;
    };
    // A loop that closes connections while it opens others may wake for bytes that were read long since.
    for (let round = 0; round < 20; ++round)
        await Promise.all(
            Array.from({ length: 20 }, async (_, index) => {
                const { sid } = JSON.parse((await ask("GET", several.polling())).slice("200 0".length));
                for (const packet of [`4${index} a`, `4${index} b`]) {
                    const both = [ask("GET", several.polling(sid)), ask("POST", several.polling(sid), packet)];
                    assert.deepEqual(await Promise.all(both), [`200 ${packet}`, "200 ok"]);
                }
            }),
        );
});

/** A GET that the server has taken and not answered: {socket, text()}. */
async function pendingGet(sid) {
    const socket = await open(engine.server);
    socket.on("error", () => {});
    let received = "";
    socket.on("data", (bytes) => (received += bytes));
    // A request before it on the same connection shows, by its answer, that the server has come so far.
    const head = (target) => `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    socket.write(head(engine.target({ EIO: "4", transport: "none" })) + head(engine.polling(sid)));
    await eventually("the server reads", () => received.includes("Transport unknown"));
    await eventually("the GET is taken", async () => (await engine.post(sid, "3")).status === 200);
    received = "";
    return { socket, text: () => received };
}
