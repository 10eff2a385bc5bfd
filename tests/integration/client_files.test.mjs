// The client as the binary serves it.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { assertProblem, request } from "../support/http.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer, temporaryFolder } from "../support/server.mjs";

const file = fileScope();
let server;

before(async () => {
    server = await startServer(file);
});

const get = (path, headers = {}) => request(server, "GET", path, { headers });

async function assetPaths() {
    const page = await get("/");
    const paths = [...page.text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1]);
    assert.ok(paths.some((path) => path.endsWith(".js")) && paths.some((path) => path.endsWith(".css")), page.text);
    return paths;
}

test("/ is the client, with the headers that keep it safe", async () => {
    const page = await get("/");
    assert.equal(page.status, 200);
    assert.match(page.headers["content-type"], /^text\/html; charset=utf-8$/i);
    assert.match(page.text, /<div id="root">/);
    assert.equal(page.headers["x-content-type-options"], "nosniff");
    assert.ok(page.headers["referrer-policy"]);
    const policy = page.headers["content-security-policy"];
    const directives = Object.fromEntries(
        policy.split(";").map((part) => part.trim().split(/\s+/)).map(([name, ...values]) => [name, values]),
    );
    assert.ok(!(directives["script-src"] ?? directives["default-src"]).includes("'unsafe-inline'"), policy);
    assert.ok(!(directives["script-src"] ?? directives["default-src"]).includes("'unsafe-eval'"), policy);
    assert.deepEqual(directives["frame-ancestors"], ["'none'"]);
    assert.equal(page.headers["x-frame-options"], "DENY");
});

test("pages are revalidated, hashed assets kept for ever", async () => {
    const page = await get("/");
    assert.match(page.headers["cache-control"], /no-cache/);
    for (const path of await assetPaths()) {
        const asset = await get(path);
        assert.equal(asset.status, 200, path);
        assert.match(asset.headers["cache-control"], /immutable/);
        assert.match(asset.headers["cache-control"], /max-age=31536000/);
        assert.equal(asset.headers["x-content-type-options"], "nosniff");
    }
});

test("every file has a strong ETag, and asking with it costs no body", async () => {
    for (const path of ["/", ...(await assetPaths())]) {
        const { etag } = (await get(path)).headers;
        assert.match(etag, /^"[^"]+"$/, path);
        const again = await get(path, { "if-none-match": etag });
        assert.equal(again.status, 304);
        assert.equal(again.text, "");
        assert.equal(again.headers.etag, etag);
        assert.equal((await get(path, { "if-none-match": `"x", ${etag}` })).status, 304);
        assert.equal((await get(path, { "if-none-match": '"x"' })).status, 200);
    }
});

test("files come compressed as the browser likes, each form under its own tag", async () => {
    for (const path of ["/", ...(await assetPaths())].filter((path) => /(\/|\.js|\.css)$/.test(path))) {
        const plain = await get(path);
        const brotli = await get(path, { "accept-encoding": "gzip, deflate, br" });
        const gzip = await get(path, { "accept-encoding": "gzip" });
        const refused = await get(path, { "accept-encoding": "br;q=0, gzip;q=0" });
        // Of a few words no form is smaller.
        if (plain.bytes.length < 200) continue;
        assert.match(plain.headers.vary, /accept-encoding/i);
        assert.equal(plain.headers["content-encoding"], undefined);
        assert.equal(refused.headers["content-encoding"], undefined);
        assert.equal(brotli.headers["content-encoding"], "br", path);
        assert.equal(gzip.headers["content-encoding"], "gzip", path);
        assert.deepEqual(brotliDecompressSync(brotli.bytes), plain.bytes);
        assert.deepEqual(gunzipSync(gzip.bytes), plain.bytes);
        assert.ok(brotli.bytes.length < plain.bytes.length);
        const tags = new Set([plain, brotli, gzip].map(({ headers }) => headers.etag));
        assert.equal(tags.size, 3, "a strong tag names the very bytes");
    }
});

test("any path without a dot is the client, a file that is not there is 404", async () => {
    const page = await get("/");
    for (const path of ["/rooms/01900000-0000-7000-8000-000000000000", "/sign-in", "/a/b/c?d=e"]) {
        const answer = await get(path);
        assert.equal(answer.status, 200, path);
        assert.deepEqual(answer.bytes, page.bytes);
    }
    for (const path of ["/nothing.js", "/assets/nothing.js", "/.env", "/.git/config", "/assets/nothing"]) {
        const answer = await get(path);
        assert.equal(answer.status, 404, path);
    }
    assertProblem(await get("/api/nothing"), 404, "not_found");
    assertProblem(await request(server, "POST", "/", { body: "x" }), 405, "method_not_allowed");
});

test("CLIENT_DIST puts another build in its place", async (t) => {
    const folder = await temporaryFolder(t);
    await mkdir(join(folder, "assets"));
    await writeFile(join(folder, "index.html"), "<p>another client</p>");
    await writeFile(join(folder, "assets/app-abcdef12.js"), "console.log(1)");
    const other = await startServer(t, { env: { CLIENT_DIST: folder } });

    assert.equal((await request(other, "GET", "/")).text, "<p>another client</p>");
    assert.equal((await request(other, "GET", "/assets/app-abcdef12.js")).text, "console.log(1)");
    assert.equal((await request(other, "GET", "/assets/gone.js")).status, 404);
});
