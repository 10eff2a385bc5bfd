// How much one may do at once, over HTTP and sockets, by person and by address.

import assert from "node:assert/strict";
import { test } from "node:test";
import { freePort } from "../../script/lib/free-port.mjs";
import { assertProblem, request } from "../support/http.mjs";
import { makeRoom, newName, password, register } from "../support/people.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect, heard } from "../support/sockets.mjs";
import { eventually } from "../support/wait.mjs";

const serverWith = (t, env) => startServer(t, { env: { RATE_LIMIT: "on", ...env } });

const signIn = (server, username, secret, address) =>
    request(server, "POST", "/api/auth/login", {
        json: { username, password: secret },
        headers: address ? { "x-forwarded-for": address } : {},
    });

test("of a hundred requests at once as many pass as the limit has, and the others say when to come again", async (t) => {
    const metricsPort = await freePort();
    const server = await serverWith(t, { RATE_LIMIT_READS: "30/600", METRICS_PORT: String(metricsPort) });
    const ada = await register(server);
    const answers = await Promise.all(Array.from({ length: 100 }, () => ada.call("GET", "/api/auth/me")));
    const refused = answers.filter(({ status }) => status === 429);
    assert.equal(answers.filter(({ status }) => status === 200).length, 30);
    assert.equal(refused.length, 70);
    for (const answer of refused) {
        assertProblem(answer, 429, "rate_limited");
        assert.ok(Number(answer.headers["retry-after"]) >= 1 && Number(answer.headers["retry-after"]) <= 20);
        assert.equal(answer.headers["ratelimit-policy"], '"reads";q=30;w=600');
        assert.match(answer.headers.ratelimit, /^"reads";r=0;t=\d+$/);
    }
    assert.equal((await request(server, "GET", "/api/health")).status, 200, "health has no limit");
    const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    assert.match(metrics, /^chatter_rate_limited_total\{limit="reads"\} 70$/m);
    assert.match(metrics, /^chatter_rate_limited_total\{limit="sending"\} 0$/m);
});

test("a limit refills", async (t) => {
    const server = await serverWith(t, { RATE_LIMIT_READS: "2/1" });
    const ada = await register(server);
    const read = async () => (await ada.call("GET", "/api/auth/me")).status;
    await eventually("it is used up", async () => (await read()) === 429);
    await eventually("there is more", async () => (await read()) === 200);
});

test("an event over the limit is refused in its ack and does nothing", async (t) => {
    const server = await serverWith(t, { RATE_LIMIT_SENDING: "5/600" });
    const ada = await register(server);
    const room = await makeRoom(ada);
    const socket = await connect(t, server, ada);
    const send = (number) => ask(socket, "message:send", { roomId: room.id, content: `message ${number}` });
    const acks = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(send));
    assert.deepEqual(
        acks.map(({ ok }) => ok),
        [true, true, true, true, true, false, false],
    );
    assert.equal(acks[5].error.code, "rate_limited");
    assert.ok(acks[5].error.retryAfterMs > 0 && acks[5].error.retryAfterMs <= 120_000);
    await eventually("all that were taken are heard", () => heard(socket, "message:new").length >= 5);
    assert.deepEqual(
        heard(socket, "message:new").map(({ message }) => message.content),
        [1, 2, 3, 4, 5].map((number) => `message ${number}`),
    );
    const posted = await ada.call("POST", `/api/rooms/${room.id}/messages`, { json: { content: "by REST" } });
    assertProblem(posted, 429, "rate_limited");
    assert.equal(
        (await ask(socket, "typing", { roomId: room.id, typing: true })).ok,
        true,
        "another class goes on",
    );
});

test("an address counts as its proxy tells it only where that proxy is trusted", async (t) => {
    const env = { RATE_LIMIT_REGISTRATION: "2/600" };
    const attempts = async (server) => {
        const statuses = [];
        for (const address of ["198.51.100.1", "198.51.100.2", "198.51.100.3"]) {
            const answer = await request(server, "POST", "/api/auth/register", {
                json: { username: newName(), password },
                headers: { "x-forwarded-for": address },
            });
            statuses.push(answer.status);
        }
        return statuses;
    };
    assert.deepEqual(await attempts(await serverWith(t, env)), [201, 201, 429]);
    assert.deepEqual(
        await attempts(await serverWith(t, { ...env, TRUST_PROXY: "loopback" })),
        [201, 201, 201],
    );
});

test("guessing a password is slowed, and its owner let in", async (t) => {
    const server = await serverWith(t, {
        TRUST_PROXY: "loopback",
        RATE_LIMIT_PASSWORD: "5/600",
        RATE_LIMIT_PASSWORD_ANYWHERE: "20/3600",
    });
    const username = newName("owner");
    const home = "203.0.113.5";
    const { status } = await request(server, "POST", "/api/auth/register", {
        json: { username, password },
        headers: { "x-forwarded-for": home },
    });
    assert.equal(status, 201);

    const guesses = [];
    for (let i = 0; i < 8; ++i)
        guesses.push((await signIn(server, username, "wrong horse", "198.51.100.1")).status);
    assert.deepEqual(guesses, [401, 401, 401, 401, 401, 429, 429, 429]);
    assertProblem(await signIn(server, username, password, "198.51.100.1"), 429, "rate_limited");
    assert.equal((await signIn(server, username, password, "198.51.100.2")).status, 200, "from elsewhere");

    for (let i = 0; i < 40; ++i) await signIn(server, username, "wrong horse", `198.51.101.${i}`);
    assert.equal(
        (await signIn(server, username, "wrong horse", "198.51.102.1")).status,
        429,
        "from everywhere",
    );
    assert.equal((await signIn(server, username, password, home)).status, 200, "the owner at home");
});
