// The client's files, served beside the sockets.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { before, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { startExample } from "../support/example.mjs";
import { request } from "../support/http.mjs";
import { fileScope } from "../support/scope.mjs";

const folder = join(dirname(createRequire(import.meta.url).resolve("socket.io-client/package.json")), "dist");
const names = ["socket.io.js", "socket.io.min.js", "socket.io.msgpack.min.js", "socket.io.esm.min.js"];
const file = fileScope();
let server;

before(async () => {
    server = await startExample(file, "everything", ["--serve-client", folder]);
});

const get = (name, headers = {}) => request(server, "GET", `/socket.io/${name}`, { headers });

test("every bundle and its map is served as it is", async () => {
    for (const name of [...names, ...names.map((bundle) => `${bundle}.map`)]) {
        const answer = await get(name);
        assert.equal(answer.status, 200, name);
        const type = name.endsWith(".map") ? /^application\/json(;|$)/ : /^application\/javascript(;|$)/;
        assert.match(answer.headers["content-type"], type, name);
        assert.ok(answer.headers.etag, name);
        assert.ok(answer.bytes.length > 10_000);
    }
});

test("the bytes are those of the file", async () => {
    const answer = await get("socket.io.min.js");
    // Node serves the bundle of its own version.
    const own = readFileSync(join(folder, "socket.io.min.js"));
    assert.match(answer.text, /Socket\.IO v4\.\d+\.\d+/);
    assert.ok(Math.abs(answer.bytes.length - own.length) < own.length / 10);
});

test("a query behind the name changes nothing", async () => {
    assert.equal((await get("socket.io.js?buster=1")).status, 200);
});

test("whoever has the file already is told 304", async () => {
    const first = await get("socket.io.js");
    const again = await get("socket.io.js", { "if-none-match": first.headers.etag });
    assert.equal(again.status, 304);
    assert.equal(again.text, "");
    assert.equal((await get("socket.io.js", { "if-none-match": `W/${first.headers.etag}` })).status, 304);
    assert.equal((await get("socket.io.js", { "if-none-match": '"another"' })).status, 200);
});

test("the files are compressed for whoever accepts that", async () => {
    const plain = await get("socket.io.js");
    for (const [encoding, decode] of [["gzip", gunzipSync], ["br", brotliDecompressSync]]) {
        const answer = await get("socket.io.js", { "accept-encoding": encoding });
        assert.equal(answer.status, 200);
        // An encoding that is accepted need not be used.
        if (answer.headers["content-encoding"] === undefined) continue;
        assert.equal(answer.headers["content-encoding"], encoding);
        assert.ok(decode(answer.bytes).equals(plain.bytes));
    }
    const gzip = await get("socket.io.js", { "accept-encoding": "gzip" });
    assert.equal(gzip.headers["content-encoding"], "gzip");
});

test("other names are not files", async () => {
    for (const name of ["socket.io.txt", "package.json", "../package.json", "..%2fpackage.json", "socket.io.js/x", "socket.io.min.min.js"]) {
        const answer = await get(name);
        assert.ok(answer.status === 400 || answer.status === 404, `${name}: ${answer.status}`);
    }
});

test("with CORS the files may be loaded from elsewhere", async (t) => {
    const own = await startExample(t, "everything", ["--serve-client", folder, "--cors-origin", "https://a.example"]);
    const answer = await request(own, "GET", "/socket.io/socket.io.js", { headers: { origin: "https://a.example" } });
    assert.equal(answer.headers["access-control-allow-origin"], "https://a.example");
});

test("a server that does not serve the client answers like for any wrong request", async (t) => {
    const own = await startExample(t, "everything");
    const answer = await request(own, "GET", "/socket.io/socket.io.js");
    assert.ok(answer.status === 400 || answer.status === 404);
});
