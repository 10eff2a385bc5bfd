// Wrong input: each has its status and a problem body, and the server goes on serving.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertProblem, request } from "../support/http.mjs";
import { makeRoom, newName, password, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { badTokens } from "../support/tokens.mjs";

const secret = "a secret of the tests, longer than thirty-two characters";
const nobodysId = "01900000-0000-7000-8000-000000000000";
const file = fileScope();
let server;
let ada;
let eve;
let room;
let hidden;

before(async () => {
    server = await startServer(file, { env: { JWT_SECRET: secret } });
    [ada, eve] = [await register(server), await register(server)];
    room = await makeRoom(eve);
    hidden = await makeRoom(ada, [], { kind: "private" });
    await post(ada, hidden.id, "a secret");
    file.after(stillServes);
});

async function stillServes() {
    const health = await request(server, "GET", "/api/health");
    assert.equal(health.text, '{"status":"ok"}');
    const sent = await eve.call("POST", `/api/rooms/${room.id}/messages`, { json: { content: "still here" } });
    assert.equal(sent.status, 201);
    assert.equal(server.process.exitCode, null, "the server never ended");
}

const send = (options) => eve.call("POST", `/api/rooms/${room.id}/messages`, options);
const sendBytes = (body) => send({ body, headers: { "content-type": "application/json" } });

test("broken JSON is 400 bad_json", async () => {
    const broken = ["", "{", "nonsense", "{'a':1}", '{"content":"x"', '{"content":"x"}}', '{"content":"x",}',
        '{"content":"\u0001"}', '{"content":"\\x"}', '{"content":"\\ud800"}', "NaN", "\ufeff{}", "{}\u0000"];
    for (const body of broken) assertProblem(await sendBytes(body), 400, "bad_json");
});

test("invalid UTF-8 is 400 bad_json", async () => {
    for (const bytes of [[0xff], [0xc3, 0x28], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]]) {
        const body = Buffer.concat([Buffer.from('{"content":"a'), Buffer.from(bytes), Buffer.from('"}')]);
        assertProblem(await sendBytes(body), 400, "bad_json");
    }
});

test("JSON 100,000 deep is 400 bad_json", async () => {
    assertProblem(await sendBytes("[".repeat(100_000)), 400);
    assertProblem(await sendBytes("[".repeat(100_000) + "]".repeat(100_000)), 400);
    assertProblem(await sendBytes('{"a":'.repeat(5_000) + "1" + "}".repeat(5_000)), 400, "bad_json");
});

test("10 MB of JSON is 413", async () => {
    const body = JSON.stringify({ content: "x".repeat(10_000_000) });
    assertProblem(await sendBytes(body), 413);
    const registering = { username: newName(), password, displayName: "x".repeat(10_000_000) };
    assertProblem(await request(server, "POST", "/api/auth/register", { json: registering }), 413);
});

test("another content type is 415", async () => {
    const answer = await send({ body: '{"content":"x"}', headers: { "content-type": "text/plain" } });
    assertProblem(answer, 415, "unsupported_media_type");
});

test("JSON of another shape is 422 with the field named", async () => {
    for (const json of [[], "text", 7, null, true]) assertProblem(await send({ json }), 422, "validation_failed");
    const wrong = [
        [{}, "content"],
        [{ content: null }, "content"],
        [{ content: 7 }, "content"],
        [{ content: ["x"] }, "content"],
        [{ content: "x", clientId: 7 }, "clientId"],
        [{ content: "x", clientId: "" }, "clientId"],
        [{ content: "x", clientId: "x".repeat(65) }, "clientId"],
        [{ content: "x", replyTo: 7 }, "replyTo"],
        [{ content: "x", replyTo: "nonsense" }, "replyTo"],
        [{ content: "x", replyTo: nobodysId }, "replyTo"],
    ];
    for (const [json, field] of wrong) {
        const problem = assertProblem(await send({ json }), 422, "validation_failed");
        assert.deepEqual(problem.errors.map((error) => error.field), [field], JSON.stringify(json));
    }
});

test("unknown fields are ignored", async () => {
    const json = { content: "x", unknown: { deep: [1] }, author: "somebody else", seq: 99 };
    const answer = await send({ json, undocumented: true });
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.json.message.author.id, eve.user.id);
    assert.notEqual(answer.json.message.seq, 99);
});

test("content is 1 to 4,000 code points, not blank, without NUL, kept as it is", async () => {
    for (const content of ["", " ", "\n\t\u2003", "a\u0000b", "x".repeat(4001), "👩".repeat(4001)]) {
        assertProblem(await send({ json: { content } }), 422, "validation_failed");
    }
    for (const content of ["x".repeat(4000), "👩".repeat(4000), "  padded  ", "e\u0301 \u00e9", "\u202Eabc"]) {
        const answer = await send({ json: { content } });
        assert.equal(answer.status, 201, answer.text);
        assert.equal(answer.json.message.content, content);
    }
});

test("usernames, passwords and names out of bounds are 422", async () => {
    const good = () => ({ username: newName(), password });
    const wrong = [
        [{ username: "a" }, "username"],
        [{ username: "x".repeat(33) }, "username"],
        [{ username: ".dot" }, "username"],
        [{ username: "with space" }, "username"],
        [{ username: "naïve" }, "username"],
        [{ username: "a\u0000b" }, "username"],
        [{ username: 7 }, "username"],
        [{ username: undefined }, "username"],
        [{ password: "seven77" }, "password"],
        [{ password: "x".repeat(257) }, "password"],
        [{ password: null }, "password"],
        [{ displayName: "" }, "displayName"],
        [{ displayName: "x".repeat(65) }, "displayName"],
        [{ displayName: "a\u202Eb" }, "displayName"],
        [{ displayName: "a\u200Bb" }, "displayName"],
        [{ email: "no address" }, "email"],
    ];
    for (const [change, field] of wrong) {
        const answer = await request(server, "POST", "/api/auth/register", { json: { ...good(), ...change } });
        const problem = assertProblem(answer, 422, "validation_failed");
        assert.deepEqual(problem.errors.map((error) => error.field), [field], JSON.stringify(change));
    }
    const all = { username: "x y", password: "short", displayName: "" };
    const problem = assertProblem(await request(server, "POST", "/api/auth/register", { json: all }), 422);
    assert.deepEqual(problem.errors.map((error) => error.field).sort(), ["displayName", "password", "username"]);
});

test("rooms out of bounds are 422", async () => {
    const wrong = [{}, { kind: "secret", name: "x" }, { kind: "public" }, { kind: "public", name: "" },
        { kind: "public", name: "  " }, { kind: "public", name: "x".repeat(81) }, { kind: "public", name: "a\nb" },
        { kind: "public", name: 7 }, { kind: "direct" }, { kind: "direct", userIds: "x" }, { kind: "direct", userIds: [7] },
        { kind: "private", name: "x", userIds: ["nobody"] }, { kind: "private", name: newName(), userIds: [nobodysId] }];
    for (const json of wrong) {
        assertProblem(await ada.call("POST", "/api/rooms", { json }), 422, "validation_failed");
    }
});

test("an unknown room is 404 whatever is asked of it", async () => {
    for (const id of [nobodysId, "nonsense", "..", "%00", "%ff", "1", "x".repeat(3000)]) {
        for (const [method, path, json] of roomRequests(id)) {
            assertProblem(await eve.call(method, path, { json }), 404);
        }
    }
});

test("others' private room is 404, never 403, and nothing of it is found", async () => {
    for (const [method, path, json] of roomRequests(hidden.id)) {
        const answer = await eve.call(method, path, { json });
        assertProblem(answer, 404, "not_found");
        const unknown = await eve.call(method, path.replace(hidden.id, nobodysId), { json });
        assert.equal(answer.json.detail, unknown.json.detail, "it reads like a room that is not there");
    }
    const { rooms } = (await eve.call("GET", "/api/rooms?scope=public")).json;
    assert.ok(rooms.every(({ id }) => id !== hidden.id));
});

const roomRequests = (id) => [
    ["GET", `/api/rooms/${id}`],
    ["GET", `/api/rooms/${id}/messages`],
    ["POST", `/api/rooms/${id}/messages`, { content: "x" }],
    ["POST", `/api/rooms/${id}/join`],
    ["PUT", `/api/rooms/${id}/read`, { seq: 1 }],
    ["GET", `/api/rooms/${id}/members`],
];

test("others' public room can be read, but not written to: 403", async () => {
    const open = await makeRoom(ada);
    await post(ada, open.id, "hello");
    const answer = await eve.call("POST", `/api/rooms/${open.id}/messages`, { json: { content: "x" } });
    assertProblem(answer, 403, "forbidden");
    assert.equal((await eve.call("GET", `/api/rooms/${open.id}/messages`)).json.messages.length, 1);
});

test("limits and seqs that are none are 422, huge ones are just beyond", async () => {
    const wrong = ["limit=0", "limit=-1", "limit=201", "limit=", "limit=x", "limit=1.5", "limit=1e2", "limit=%20",
        "before=-1", "after=-1", "around=-1", "before=x", "before=9007199254740993", "after=99999999999999999999",
        "before=1&after=1"];
    for (const text of wrong) {
        assertProblem(await eve.call("GET", `/api/rooms/${room.id}/messages?${text}`), 422, "validation_failed");
    }
    const beyond = await eve.call("GET", `/api/rooms/${room.id}/messages?after=9007199254740992`);
    assert.equal(beyond.status, 200, beyond.text);
    assert.deepEqual(beyond.json.messages, []);
    for (const seq of [-1, 1.5, "1", null, 1e300, 9007199254740994]) {
        assertProblem(await eve.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq } }), 422, "validation_failed");
    }
    const clamped = await eve.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq: 9007199254740992 } });
    assert.equal(clamped.status, 200, clamped.text);
    const { lastSeq } = (await eve.call("GET", `/api/rooms/${room.id}`)).json.room;
    assert.equal(clamped.json.membership.lastReadSeq, lastSeq);
});

test("path traversal finds nothing outside", async () => {
    const paths = [
        "/assets/../../../../etc/passwd",
        "/../../etc/passwd",
        "/assets/..%2f..%2f..%2fetc%2fpasswd",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..\\..\\etc\\passwd",
        "/assets/%00.js",
        "//etc/passwd.txt",
        "/assets//etc/passwd.txt",
    ];
    for (const path of paths) {
        const answer = await request(server, "GET", path);
        assert.ok([400, 404].includes(answer.status) || isClient(answer), `${path}: ${answer.status}`);
        assert.doesNotMatch(answer.text, /root:/);
    }
    for (const id of ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e", "nonsense", nobodysId, "%00"]) {
        assertProblem(await eve.call("GET", `/api/images/${id}`), 404);
    }
});

const isClient = (answer) => answer.status === 200 && /^text\/html/.test(answer.headers["content-type"]);

test("tokens that are none, forged or expired are 401, as cookie and as Bearer", async () => {
    for (const [what, token] of Object.entries(badTokens(ada.token, secret))) {
        for (const credential of [{ token }, { cookie: token }]) {
            const answer = await request(server, "GET", "/api/auth/me", credential);
            assert.equal(answer.status, 401, what);
            assertProblem(answer, 401, "unauthorized");
        }
    }
    assertProblem(await request(server, "GET", "/api/auth/me"), 401, "unauthorized");
    const odd = ["Basic YTpi", "Bearer", "Bearer ", "bearer", "Bearer a b c"];
    for (const authorization of odd) {
        assertProblem(await request(server, "GET", "/api/auth/me", { headers: { authorization } }), 401);
    }
    assert.equal((await request(server, "GET", "/api/auth/me", { cookie: ada.cookie })).status, 200);
});

test("unknown paths of the API are 404, known ones by another method 405 with Allow", async () => {
    for (const path of ["/api", "/api/", "/api/nothing", "/api/rooms/", "/api//rooms", "/api/health/x"]) {
        assertProblem(await eve.call("GET", path), 404, "not_found");
    }
    const answer = await eve.call("DELETE", "/api/health");
    assertProblem(answer, 405, "method_not_allowed");
    assert.match(answer.headers.allow, /\bGET\b/);
    assertProblem(await eve.call("BREW", "/api/rooms", {}), 405);
});

test("a form that is none is refused", async () => {
    const upload = (body, type) => eve.call("POST", "/api/upload", { body, headers: { "content-type": type } });
    assertProblem(await upload("x", "text/plain"), 415);
    assertProblem(await upload("{}", "application/json"), 415);
    assertProblem(await upload("x", "multipart/form-data"), 400);
    assertProblem(await upload("x", "multipart/form-data; boundary=b"), 400);
    assertProblem(await upload("--b\r\n\r\nx", "multipart/form-data; boundary=b"), 400);
    const noImage = '--b\r\nContent-Disposition: form-data; name="other"\r\n\r\nx\r\n--b--\r\n';
    assertProblem(await upload(noImage, "multipart/form-data; boundary=b"), 422, "validation_failed");
});
