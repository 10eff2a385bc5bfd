// One name in all its forms, none that may be taken for another, and nothing hidden in any.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertProblem, request } from "../support/http.mjs";
import { login, oneTo, password, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";

const file = fileScope();
let server;
let first;

before(async () => {
    server = await startServer(file);
    first = await register(server);
});

const signUp = (username, more = {}) =>
    request(server, "POST", "/api/auth/register", { json: { username, password, ...more } });

/** `text` in the full-width forms of its letters and digits. */
const wide = (text) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));

test("a name is the same in every width and case, for registering and for signing in", async () => {
    const answer = await signUp("Ｌｅｎａ");
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.json.user.username, "lena");
    for (const form of ["lena", "LENA", wide("lena"), "𝓛𝖊𝗻𝚊", "Ⓛⓔⓝⓐ"])
        assert.equal((await login(server, form)).user.username, "lena");
    for (const form of ["lena", wide("LENA"), "𝐥𝐞𝐧𝐚"]) assertProblem(await signUp(form), 409, "username_taken");
    const { users } = (await first.call("GET", "/api/users?query=lena")).json;
    assert.deepEqual(users.map(({ username }) => username), ["lena"]);
});

test("every form that NFKC and case folding make a letter of is that letter", async () => {
    // What the engine of this test knows, asked about a few of each kind of form.
    const forms = [0xff21, 0xff5a, 0x1d400, 0x1d7ff, 0x24b6, 0x2460, 0x2170, 0x212a, 0x17f, 0xfb01, 0x2075, 0x1f130];
    for (const [index, code] of forms.entries()) {
        const form = String.fromCodePoint(code);
        const plain = form.normalize("NFKC").toLowerCase();
        assert.match(plain, /^[a-z0-9]+$/);
        const answer = await signUp(`x${index}.${form}`);
        assert.equal(answer.status, 201, `${code.toString(16)}: ${answer.text}`);
        assert.equal(answer.json.user.username, `x${index}.${plain}`);
    }
});

test("a name that looks like another one is taken with it", async () => {
    assert.equal((await signUp("willem")).status, 201);
    for (const likeness of ["wi11em", "vvillem", "willern", "vvi1lern", wide("wi11em")]) {
        const answer = await signUp(likeness);
        assertProblem(answer, 409, "username_taken");
        assert.match(answer.json.detail, /looks like/);
    }
    assert.match((await signUp("willem")).json.detail, /is taken/);
    assert.equal((await signUp("willemijn")).status, 201);
    const rivals = await Promise.all(["o00o", "0oo0", "oo00", "0000", "oooo"].map((name) => signUp(`z${name}`)));
    assert.deepEqual(rivals.map(({ status }) => status).sort(), [201, 409, 409, 409, 409]);
});

test("names of people and rooms hide nothing", async () => {
    const hidden = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u2066", "\u200f", "\ufe0f", "\u3164", "\u0007"];
    for (const [index, mark] of hidden.entries()) {
        const name = `ma${mark}rk${index}`;
        const title = `U+${mark.codePointAt(0).toString(16)}`;
        for (const [answer, field] of [
            [await signUp(name), "username"],
            [await signUp(`mark${index}x`, { displayName: name }), "displayName"],
            [await first.call("PATCH", "/api/users/me", { json: { displayName: name } }), "displayName"],
            [await first.call("POST", "/api/rooms", { json: { kind: "public", name } }), "name"],
        ]) {
            assert.equal(answer.status, 422, `${title} in ${field}: ${answer.text}`);
            assert.deepEqual(answer.json.errors.map((error) => error.field), [field], title);
        }
        assert.equal((await request(server, "POST", "/api/auth/login", { json: { username: name, password } })).status, 401);
    }
    for (const foreign of ["лена", "l\u0435na", "léna", "le\u0301na", "lena lena", "@lena"])
        assertProblem(await signUp(foreign), 422, "validation_failed");
});

test("numbered names are apart", async () => {
    const answers = await Promise.all(oneTo(12).map((n) => signUp(`row${n}`)));
    assert.deepEqual(answers.map(({ status }) => status), Array(12).fill(201));
});
