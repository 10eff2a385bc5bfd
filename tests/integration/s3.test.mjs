// Images in an object store: put there, read there by everybody, moved there and back, and missed when it is gone.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { before, test } from "node:test";
import { query } from "../support/database.mjs";
import { assertProblem, request } from "../support/http.mjs";
import { png, upload } from "../support/images.mjs";
import { makeRoom, oneTo, post, register } from "../support/people.mjs";
import { expectedAuthorization, startS3 } from "../support/s3.mjs";
import { fileScope } from "../support/scope.mjs";
import { binary, runChatter, startServer } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";
import { freePort } from "../../script/lib/free-port.mjs";

const file = fileScope();
const secret = /S3RVER/;
let s3;
let server;
let ada;
let room;
let old; // addresses of images that were uploaded before there was an object store

const idOf = (url) => url.split("/").at(-1);
const fetched = async (url) => {
    const answer = await fetch(url);
    return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
};
const uploaded = async (width) => {
    const answer = await upload(ada, png(width, 40));
    assert.equal(answer.status, 201, answer.text);
    return answer.json.url;
};
const count = async (what) => Number((await query(server, `SELECT count(*) AS n FROM ${what}`))[0].n);
const images = (...args) =>
    runChatter(["images", ...args], {
        env: { DATA_DIR: server.dataDir, ...server.env },
        timeoutMs: 60_000,
    });
/** What is at an address of old, wherever that sends whoever is signed in. */
async function shown(url) {
    const answer = await ada.call("GET", url);
    if (answer.status !== 302) return { from: "database", status: answer.status, bytes: answer.bytes };
    return { from: "s3", ...(await fetched(answer.headers.location)) };
}

before(async () => {
    s3 = await startS3(file);
    server = await startServer(file, { env: { METRICS_PORT: String(await freePort()) } });
    ada = await register(server);
    room = await makeRoom(ada);
    old = [];
    for (const n of oneTo(8)) old.push(await uploaded(100 + n));
    await server.stop();
    Object.assign(server.env, s3.env());
    await server.start();
});

test("the signature that is expected is Amazon's own example", () => {
    const headers = {
        host: "examplebucket.s3.amazonaws.com",
        range: "bytes=0-9",
        "x-amz-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-amz-date": "20130524T000000Z",
    };
    headers.authorization = "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, …";
    const key = {
        accessKeyId: "AKIAIOSFODNN7EXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        region: "us-east-1",
    };
    const expected = expectedAuthorization({ method: "GET", url: "/test.txt", headers }, key);
    assert.match(expected, /Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41$/);
});

test("an upload goes to the object store, and everybody reads it at the public address", async () => {
    const rows = await count("image_bytes");
    const answer = await upload(ada, png(300, 200));

    assert.equal(answer.status, 201, answer.text);
    const { url, width, height, bytes, contentType } = answer.json;
    assert.equal(url, `${s3.publicUrl}/images/${idOf(url)}`);
    assert.deepEqual({ width, height, contentType }, { width: 300, height: 200, contentType: "image/png" });
    const there = await fetched(url);
    assert.equal(there.status, 200);
    assert.equal(there.bytes.length, bytes);
    assert.equal(there.headers.get("content-type"), "image/png");
    assert.equal(there.headers.get("cache-control"), "public, max-age=31536000, immutable");
    const put = s3.requests.findLast(({ method }) => method === "PUT");
    assert.equal(put.digest, createHash("sha256").update(there.bytes).digest("hex"), "what was signed is what came");
    assert.equal(await count("image_bytes"), rows, "none of it is in the database");

    const message = await post(ada, room.id, `[img]${url}`);
    assert.deepEqual([message.image.width, message.image.height], [300, 200]);
    const elsewhere = await post(ada, room.id, `[img]https://evil.example/images/${idOf(url)}`);
    assert.equal(elsewhere.image, undefined);
    assert.equal((await ada.call("PATCH", "/api/users/me", { json: { avatarUrl: url } })).json.user.avatarUrl, url);
    assert.deepEqual((await shown(`/api/images/${idOf(url)}`)).bytes, there.bytes);
    assertProblem(await request(server, "GET", `/api/images/${idOf(url)}`), 401);
    assert.doesNotMatch(server.log, secret);

    const { bytes: figures } = await fetched(`http://127.0.0.1:${server.env.METRICS_PORT}/metrics`);
    assert.match(figures.toString(), /chatter_object_store_requests_total\{operation="put"\} [1-9]/);
    assert.match(figures.toString(), /chatter_object_store_errors_total\{operation="put"\} 0/);
});

test("what traces an upload is followed into the object store", async () => {
    const id = "4bf92f3577b34da6a3ce929d0e0e4736";
    const headers = { traceparent: `00-${id}-00f067aa0ba902b7-01`, tracestate: "vendor=1" };
    const answer = await upload(ada, png(30, 20), { headers });
    assert.equal(answer.status, 201, answer.text);
    const put = s3.requests.findLast(({ method }) => method === "PUT");
    const [, trace, span, flags] = put.headers.traceparent.split("-");
    assert.deepEqual([trace, flags, put.headers.tracestate], [id, "01", "vendor=1"]);
    assert.notEqual(span, "00f067aa0ba902b7");
    const line = await eventually("its line", () => server.log.split("\n").find((text) => text.includes(id)));
    assert.ok(line.includes(span), "the log names the span that the object store was told");
});

test("images that were in the database before stay where they are", async () => {
    for (const url of old) {
        const { from, status, bytes } = await shown(url);
        assert.deepEqual({ from, status, isPng: bytes.subarray(1, 4).toString() }, { from: "database", status: 200, isPng: "PNG" });
    }
    const message = await post(ada, room.id, `[img]${old[0]}`);
    assert.equal(message.image.width, 101);
});

test("doctor writes, reads and removes with either way to name the bucket, and tells what is wrong", async () => {
    const look = async (env) => {
        const { stdout } = await runChatter(["doctor", "--json"], { env: { DATA_DIR: server.dataDir, ...env } });
        assert.doesNotMatch(stdout, secret);
        return JSON.parse(stdout).items.find(({ name }) => name === "object_store");
    };
    const before = s3.images();
    s3.requests.length = 0;
    assert.equal((await look(s3.env())).outcome, "passed", "in the path");
    assert.ok(s3.requests.every(({ host, path }) => host.startsWith("127.0.0.1:") && path.startsWith("/pictures")));
    s3.requests.length = 0;
    assert.equal((await look(s3.virtualEnv())).outcome, "passed", "in the host's name");
    assert.ok(s3.requests.every(({ host, path }) => host.startsWith("pictures.s3.localhost:") && !path.startsWith("/pictures")));
    assert.deepEqual(s3.requests.map(({ method }) => method), ["PUT", "GET", "DELETE", "GET"]);
    assert.deepEqual(s3.images(), before, "nothing is left");

    const wrongKey = await look(s3.env({ S3_SECRET_ACCESS_KEY: "another" }));
    assert.deepEqual([wrongKey.outcome, /SignatureDoesNotMatch/.test(wrongKey.found)], ["failed", true], wrongKey.found);
    const wrongAddress = await look(s3.env({ S3_PUBLIC_URL: `http://127.0.0.1:${s3.port}/elsewhere` }));
    assert.deepEqual([wrongAddress.outcome, /answers 404/.test(wrongAddress.found)], ["failed", true], wrongAddress.found);
    assert.equal((await look(s3.env({ S3_BUCKET: "" }))).outcome, "failed");
});

test("while the object store takes its time, or is gone, people talk; uploads are refused clearly and leave no row", async () => {
    let release;
    s3.before = ({ method }) => (method === "PUT" ? new Promise((resolve) => (release = resolve)) : undefined);
    const slow = upload(ada, png(50, 50));
    await eventually("the upload waits", () => release);
    await post(ada, room.id, "Meanwhile we talk.");
    s3.before = async () => {};
    release();
    assert.equal((await slow).status, 201);

    const rows = await count("images");
    await s3.stop();
    const refused = await upload(ada, png(51, 50));
    const problem = assertProblem(refused, 503, "unavailable");
    assert.match(problem.detail, /Images cannot be taken at the moment/);
    await post(ada, room.id, "And we go on.");
    assert.equal((await request(server, "GET", "/api/health")).status, 200);
    const notReady = await eventually("it is noticed", async () => {
        const answer = await request(server, "GET", "/api/ready");
        return answer.status === 503 && answer;
    }, 30_000);
    assert.match(assertProblem(notReady, 503).detail, /object store/);
    assert.equal(await count("images"), rows);

    await s3.start();
    assert.equal((await upload(ada, png(51, 50))).status, 201);
    await eventually("it is ready again", async () => (await request(server, "GET", "/api/ready")).status === 200, 30_000);
    await eventually("the log says what failed", () => /could not be put into the object store/.test(server.log));
    assert.doesNotMatch(server.log, secret);
});

test("a server with a wrong key refuses uploads, keeps no row, and shows neither key", async () => {
    await server.stop();
    server.env.S3_SECRET_ACCESS_KEY = "not-the-S3RVER-key";
    await server.start();
    const rows = await count("images");
    const problem = assertProblem(await upload(ada, png(52, 50)), 503, "unavailable");
    assert.doesNotMatch(JSON.stringify(problem), secret);
    assert.equal(await count("images"), rows);
    await eventually("the log says why", () => /SignatureDoesNotMatch/.test(server.log));
    assert.doesNotMatch(server.log, secret);
    await server.stop();
    server.env.S3_SECRET_ACCESS_KEY = s3.env().S3_SECRET_ACCESS_KEY;
    await server.start();
});

test("an object whose row never came is collected once it is old, and nothing else", async () => {
    // The server dies between the two.
    s3.before = async (asked) => {
        if (asked.method === "PUT") asked.once("end", () => server.kill());
    };
    const before = s3.images();
    await assert.rejects(upload(ada, png(700, 700)));
    await server.exited;
    s3.before = async () => {};
    await server.start();
    await eventually("the object is there", () => s3.images().length === before.length + 1);
    const stray = "019b0000-0000-7000-8000-0000000000aa";
    await s3.put(stray, "bytes");
    for (const id of s3.images()) s3.age(id, 2);
    const young = "019b0000-0000-7000-8000-0000000000ab";
    await s3.put(young, "bytes");

    const { code, stdout, stderr } = await images("collect");

    assert.equal(code, 0, stderr);
    const kept = s3.images();
    assert.deepEqual(kept, [...before, young].sort());
    assert.match(stdout, /removed 2 that no image has/);
});

test("a move to the object store goes on where it was killed, and old addresses show the same", async () => {
    const before = await Promise.all(old.map(shown));
    const inDatabase = () => count("(SELECT DISTINCT image_id FROM image_bytes) moved");
    const atFirst = await inDatabase();
    assert.ok(atFirst >= old.length);
    let puts = 0;
    let halted;
    const halt = new Promise((resolve) => (halted = resolve));
    s3.before = ({ method }) => {
        puts += method === "PUT" ? 1 : 0;
        if (puts !== 4) return undefined;
        halted();
        return new Promise(() => {}); // for whoever asked is gone
    };
    const child = spawn(binary, ["images", "move", "--to", "s3"], {
        env: { PATH: process.env.PATH, DATA_DIR: server.dataDir, ...server.env },
        stdio: "ignore",
    });
    const gone = new Promise((resolve) => child.once("exit", resolve));
    await Promise.race([halt, gone]);
    child.kill("SIGKILL");
    await gone;
    s3.before = async () => {};
    assert.equal(await inDatabase(), atFirst - 3, "three were moved, the fourth was under way");
    for (const [n, url] of old.entries()) assert.deepEqual((await shown(url)).bytes, before[n].bytes, "none is missing");

    const again = await images("move", "--to", "s3");
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stdout, new RegExp(`Moved ${atFirst - 3} images\\. None is left\\.`));
    assert.equal(await count("image_bytes"), 0);
    for (const [n, url] of old.entries()) {
        const { from, status, bytes } = await shown(url);
        assert.deepEqual({ from, status }, { from: "s3", status: 200 });
        assert.deepEqual(bytes, before[n].bytes);
    }
    assert.match((await images("move", "--to", "s3")).stdout, /Moved 0 images\. None is left\./);
});

test("images move back, and are served from the database at their old addresses", async () => {
    const before = await Promise.all(old.map(shown));
    const back = await images("move", "--to", "database");
    assert.equal(back.code, 0, back.stderr);
    assert.doesNotMatch(`${back.stdout}${back.stderr}`, secret);
    for (const [n, url] of old.entries()) {
        const { from, bytes } = await shown(url);
        assert.equal(from, "database");
        assert.deepEqual(bytes, before[n].bytes);
    }
});

test("a move that cannot go on says why, and has lost nothing", async () => {
    await s3.stop();
    const { code, stdout, stderr } = await images("move", "--to", "s3");
    assert.equal(code, 1);
    assert.match(stdout, /Moved 0 images\./);
    assert.match(stderr, /The object store does not answer/);
    assert.equal((await shown(old[0])).from, "database");
    await s3.start();
    const without = await runChatter(["images", "move", "--to", "s3"], { env: { DATA_DIR: server.dataDir } });
    assert.deepEqual([without.code, /S3_ENDPOINT is not set/.test(without.stderr)], [1, true]);
    assert.equal((await runChatter(["images", "move", "--to", "nowhere"])).code, 2);
});
