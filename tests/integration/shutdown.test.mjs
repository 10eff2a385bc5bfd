// SIGTERM and SIGINT: what is in flight is finished, then the server is gone, soon.

import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { open, request } from "../support/http.mjs";
import { makeRoom, oneTo, register, wholeHistory } from "../support/people.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect } from "../support/sockets.mjs";
import { eventually, within } from "../support/wait.mjs";

for (const signal of ["SIGTERM", "SIGINT"]) {
    test(`${signal} with open sockets and requests in flight ends with 0 in under 5 s`, async (t) => {
        const server = await startServer(t);
        const ada = await register(server);
        const room = await makeRoom(ada);
        const sockets = [
            ...(await Promise.all(oneTo(10).map(() => connect(t, server, ada)))),
            ...(await Promise.all(oneTo(3).map(() => connect(t, server, ada, { transports: ["polling"] })))),
        ];
        const idle = await open(server);
        idle.on("error", () => {});
        const half = await open(server);
        half.on("error", () => {});
        half.write("POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");
        const answers = [];
        const failures = [];
        const sending = oneTo(200).map((n) =>
            ask(sockets[n % 10], "message:send", { roomId: room.id, content: `${n}` }, 6_000).then(
                (answer) => answers.push(answer),
                (error) => failures.push(error),
            ),
        );
        const registering = oneTo(3).map(() => register(server).catch(() => null));
        await eventually("something is answered", () => answers.length > 0);

        const ended = await server.stop(signal);

        assert.deepEqual([ended.code, ended.signal], [0, null], server.output);
        assert.ok(ended.tookMs < 5_000, `${ended.tookMs} ms`);
        await Promise.all([...sending, ...registering]);
        await eventually("every socket knows", () => sockets.every((socket) => socket.disconnected));

        await server.start();
        const stored = new Set((await wholeHistory(ada, room.id)).map(({ id }) => id));
        const acked = answers.filter(({ ok }) => ok);
        assert.ok(acked.length > 0);
        for (const { message } of acked) assert.ok(stored.has(message.id), "what was acked is there");
    });
}

test("a request in flight when SIGTERM comes is answered", async (t) => {
    const server = await startServer(t);
    const ada = await register(server);
    const body = JSON.stringify({ username: ada.user.username, password: "wrong password" });
    const head =
        "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
        `Content-Length: ${Buffer.byteLength(body)}\r\nExpect: 100-continue\r\n\r\n`;
    const inFlight = [];
    for (const _ of oneTo(4)) {
        const socket = await open(server);
        socket.write(head);
        // With these words the server says that it has begun on the request.
        const [words] = await within(5_000, "100 Continue", once(socket, "data"));
        assert.match(words.toString(), /^HTTP\/1\.1 100 /);
        inFlight.push(socket);
    }
    const answers = inFlight.map((socket) => within(5_000, "an answer", once(socket, "data")));

    server.process.kill("SIGTERM");
    for (const socket of inFlight) socket.write(body);

    for (const [answer] of await Promise.all(answers)) assert.match(answer.toString(), /^HTTP\/1\.1 401 /);
    assert.deepEqual(await within(5_000, "the process is gone", server.exited), { code: 0, signal: null });
});

test("nobody is let in any more once SIGTERM came", async (t) => {
    const server = await startServer(t);
    await server.stop();
    await assert.rejects(request(server, "GET", "/api/health"), { code: "ECONNREFUSED" });
});

test("a second signal ends it at once", async (t) => {
    const server = await startServer(t);
    // A body that never ends keeps the first signal's farewell waiting.
    const slow = await open(server);
    slow.on("error", () => {});
    slow.write("POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");
    await request(server, "GET", "/api/health");
    server.process.kill("SIGTERM");
    await eventually("it stops listening", () =>
        request(server, "GET", "/api/health").then(() => false, () => true),
    ).catch(() => {});

    server.process.kill("SIGTERM");
    const ended = await within(5_000, "the process is gone", server.exited);
    assert.deepEqual(ended, { code: 1, signal: null }, "not the first one's farewell, whose patience ends sooner or later");
});

test("sockets are told that the server goes, so that they come back by themselves", async (t) => {
    const server = await startServer(t);
    const ada = await register(server);
    const socket = await connect(t, server, ada, { reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 200 });
    const told = once(socket, "disconnect");
    await server.stop();
    const [reason] = await within(5_000, "the socket is told", told);
    assert.notEqual(reason, "io server disconnect", "after which a client would not come back");

    await server.start();

    await eventually("the socket is ready again", () => socket.heard.filter(([event]) => event === "ready").length === 2);
});
