// Images: told by content, checked before they are decoded, stripped, served to who is signed in.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertProblem, request } from "../support/http.mjs";
import { animation, describe, formats, png, samples, upload, withExif } from "../support/images.mjs";
import { makeRoom, oneTo, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer, temporaryFolder } from "../support/server.mjs";

const file = fileScope();
let server;
let ada;
let bob;
let folder;
let pictures;

before(async () => {
    server = await startServer(file);
    folder = await temporaryFolder(file);
    [ada, bob] = [await register(server), await register(server)];
    pictures = await samples(folder);
});

for (const [ending, contentType] of Object.entries(formats)) {
    test(`takes a ${ending} whatever it is called, and gives it back`, async () => {
        const answer = await upload(ada, pictures[ending], { filename: "misnamed.txt", type: "text/plain" });

        assert.equal(answer.status, 201, answer.text);
        const { url, width, height, bytes, contentType: kept } = answer.json;
        assert.match(url, /^\/api\/images\/[0-9a-f-]{36}$/);
        assert.deepEqual({ width, height, kept }, { width: 320, height: 200, kept: contentType });

        const served = await bob.call("GET", url);
        assert.equal(served.status, 200);
        assert.equal(served.bytes.length, bytes);
        assert.equal(served.headers["content-type"], contentType);
        const seen = await describe(folder, served.bytes, ending);
        assert.deepEqual([seen.width, seen.height], [320, 200]);
    });
}

test("an animation stays one", async () => {
    const answer = await upload(ada, await animation(folder));
    assert.equal(answer.status, 201, answer.text);
    assert.deepEqual([answer.json.width, answer.json.height], [40, 30]);
    const served = await ada.call("GET", answer.json.url);
    assert.equal((await describe(folder, served.bytes, "gif")).fields["n-pages"], "3");
    const room = await makeRoom(ada);
    assert.equal((await post(ada, room.id, `[img]${answer.json.url}`)).image.animated, true);
    const { url } = (await upload(ada, pictures.gif)).json;
    assert.equal((await post(ada, room.id, `[img]${url}`)).image.animated, false);
});

test("orientation is applied; EXIF and the place are gone", async () => {
    const sent = withExif(pictures.jpg, 6);
    const before = await describe(folder, sent, "jpg");
    assert.ok(Object.keys(before.fields).some((name) => name.includes("GPSLatitudeRef")), "the sample has a place");

    const answer = await upload(ada, sent);

    assert.equal(answer.status, 201, answer.text);
    assert.deepEqual([answer.json.width, answer.json.height], [200, 320]);
    const served = await ada.call("GET", answer.json.url);
    const { width, height, fields } = await describe(folder, served.bytes, "jpg");
    assert.deepEqual([width, height], [200, 320]);
    assert.deepEqual(Object.keys(fields).filter((name) => /exif|gps|xmp|iptc/i.test(name)), []);
    assert.ok(!served.bytes.includes("Exif"));
});

test("what is no image is 415, whatever it is called", async () => {
    const text = Buffer.from("just a text file, named .png");
    const html = Buffer.from("<html><script>alert(1)</script></html>");
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const onlySignature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
    const bmp = Buffer.concat([Buffer.from("BM"), Buffer.alloc(200)]);
    for (const bytes of [text, html, svg, onlySignature, bmp, Buffer.alloc(0), Buffer.alloc(1000)]) {
        assertProblem(await upload(ada, bytes), 415, "unsupported_image");
    }
});

test("a truncated image of any format is 415", async () => {
    for (const [ending, bytes] of Object.entries(pictures)) {
        for (const part of [0.05, 0.5, 0.95]) {
            const answer = await upload(ada, bytes.subarray(0, Math.floor(bytes.length * part)));
            assert.equal(answer.status, 415, `${ending} cut at ${part}: ${answer.text}`);
            assertProblem(answer, 415, "unsupported_image");
        }
    }
});

test("more than 50 megapixels are 415 before they are decoded", async () => {
    const bombs = [png(10_000, 5_001), png(50_000, 50_000 / 8)];
    const startedAt = performance.now();
    for (const bomb of bombs) assertProblem(await upload(ada, bomb), 415, "unsupported_image");
    assert.ok(performance.now() - startedAt < 5_000);
    const allowed = await upload(ada, png(4_000, 3_000));
    assert.equal(allowed.status, 201, allowed.text);
});

test("more than 10 MiB are 413 image_too_large", async () => {
    const large = Buffer.concat([pictures.png, Buffer.alloc(10 * 1024 * 1024)]);
    assertProblem(await upload(ada, large), 413, "image_too_large");
});

test("uploads at once are all answered, good and bad, and the server stays what it was", async () => {
    const answers = await Promise.all(
        oneTo(12).map((n) => upload(ada, n % 3 ? pictures.png : pictures.jpg.subarray(0, 500))),
    );
    assert.deepEqual(answers.map(({ status }) => status), oneTo(12).map((n) => (n % 3 ? 201 : 415)));
    assert.equal(server.process.exitCode, null);
});

test("images are for who is signed in", async () => {
    assertProblem(await request(server, "POST", "/api/upload"), 401, "unauthorized");
    const { url } = (await upload(ada, pictures.webp)).json;
    assertProblem(await request(server, "GET", url), 401, "unauthorized");
    assert.equal((await request(server, "GET", url, { cookie: bob.cookie })).status, 200);
});

test("an image may be kept by the browser and does nothing there but show", async () => {
    const { url } = (await upload(ada, pictures.png)).json;
    const served = await ada.call("GET", url);
    const { etag } = served.headers;
    assert.match(etag, /^"[^"]+"$/);
    assert.match(served.headers["cache-control"], /private/);
    assert.match(served.headers["cache-control"], /immutable/);
    assert.equal(served.headers["x-content-type-options"], "nosniff");
    assert.match(served.headers["content-security-policy"], /sandbox/);

    const again = await ada.call("GET", url, { headers: { "if-none-match": etag } });
    assert.equal(again.status, 304);
    assert.equal(again.text, "");
    assert.equal(again.headers.etag, etag);
    assert.equal((await ada.call("GET", url, { headers: { "if-none-match": '"other"' } })).status, 200);
});

test("parts of an image can be asked for", async () => {
    const { url, bytes: size } = (await upload(ada, pictures.jpg)).json;
    const whole = (await ada.call("GET", url)).bytes;
    const part = async (range, more = {}) => ada.call("GET", url, { headers: { range, ...more } });
    const cases = [
        ["bytes=0-9", 0, 9],
        ["bytes=10-", 10, size - 1],
        ["bytes=-10", size - 10, size - 1],
        [`bytes=${size - 1}-${size + 100}`, size - 1, size - 1],
    ];
    for (const [range, first, last] of cases) {
        const answer = await part(range);
        assert.equal(answer.status, 206, range);
        assert.equal(answer.headers["content-range"], `bytes ${first}-${last}/${size}`);
        assert.deepEqual(answer.bytes, whole.subarray(first, last + 1));
    }
    const beyond = await part(`bytes=${size}-`);
    assert.equal(beyond.status, 416);
    assert.equal(beyond.headers["content-range"], `bytes */${size}`);
    assert.equal((await part("bytes=0-9", { "if-range": '"other"' })).status, 200);
    assert.equal((await part("lines=0-9")).status, 200);
});

test("an image message carries what a client needs to lay it out; any other address is text", async () => {
    const room = await makeRoom(ada);
    const { url, width, height } = (await upload(ada, pictures.png)).json;

    const message = await post(ada, room.id, `[img]${url}`);

    assert.equal(message.image.width, width);
    assert.equal(message.image.height, height);
    assert.match(message.image.placeholder, /^data:image\//);
    assert.ok(message.image.placeholder.length < 2_000);
    const { messages } = (await ada.call("GET", `/api/rooms/${room.id}/messages`)).json;
    assert.deepEqual(messages, [message]);
    const others = [`[img]https://evil.example/x.png`, `[img]/api/images/01900000-0000-7000-8000-000000000000`,
        ` [img]${url}`, `[img]${url} `, `look: [img]${url}`];
    for (const content of others) {
        const plain = await post(ada, room.id, content);
        assert.equal(plain.content, content);
        assert.ok(!plain.image, content);
    }
});

test("an image outlives a restart", async () => {
    const { url } = (await upload(ada, pictures.gif)).json;
    const before = await ada.call("GET", url);
    await server.stop();
    await server.start();
    const after = await ada.call("GET", url);
    assert.equal(after.status, 200);
    assert.deepEqual(after.bytes, before.bytes);
    assert.equal(after.headers.etag, before.headers.etag);
});
