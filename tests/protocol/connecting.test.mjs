// The official client connects by every transport, with every credential, and is refused without.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { badTokens } from "../support/tokens.mjs";
import { register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { connect, refusal, socketOf } from "../support/sockets.mjs";
import { eventually } from "../support/wait.mjs";

const secret = "a secret of the tests, longer than thirty-two characters";
const file = fileScope();
let server;
let ada;

before(async () => {
    server = await startServer(file, { env: { JWT_SECRET: secret } });
    ada = await register(server);
});

const transports = { websocket: ["websocket"], polling: ["polling"], upgrade: ["polling", "websocket"] };

for (const [way, list] of Object.entries(transports)) {
    for (const by of ["token", "cookie"]) {
        test(`connects by ${way} with the ${by} and is told ready first`, async (t) => {
            const socket = await connect(t, server, ada, { by, transports: list });

            const [first, ready] = socket.heard[0];
            assert.equal(first, "ready");
            assert.equal(ready.user.id, ada.user.id);
            assert.ok(Array.isArray(ready.rooms));
            assert.ok(Math.abs(Date.parse(ready.serverTime) - Date.now()) < 60_000, ready.serverTime);
            const last = list.at(-1);
            await eventually(`the transport is ${last}`, () => socket.io.engine.transport.name === last);
        });

        test(`is refused by ${way} without a good ${by}`, async (t) => {
            const stranger = { token: "nonsense", cookie: "nonsense" };
            const error = await refusal(socketOf(t, server, stranger, { by, transports: list }));
            assert.equal(error.message, "unauthorized");
            assert.match(error.data.code, /^[a-z_]+$/);
        });
    }

    test(`is refused by ${way} without any credential`, async (t) => {
        const error = await refusal(socketOf(t, server, undefined, { auth: {}, transports: list }));
        assert.equal(error.message, "unauthorized");
        assert.equal(error.data.code, "unauthorized");
    });
}

test("is refused with every kind of bad token", async (t) => {
    for (const [what, token] of Object.entries(badTokens(ada.token, secret))) {
        const error = await refusal(socketOf(t, server, { token }));
        assert.equal(error.message, "unauthorized", what);
        assert.match(error.data.code, /^[a-z_]+$/, what);
    }
});

test("is refused with handshake auth of the wrong shape", async (t) => {
    for (const auth of [{ token: 7 }, { token: null }, { token: { a: 1 } }, { token: ["x"] }, { token: "" }]) {
        const error = await refusal(socketOf(t, server, undefined, { auth }));
        assert.equal(error.message, "unauthorized", JSON.stringify(auth));
    }
});

test("is refused with the token of a session that has ended", async (t) => {
    const bob = await register(server);
    assert.equal((await bob.call("POST", "/api/auth/logout")).status, 204);

    const error = await refusal(socketOf(t, server, bob));
    assert.equal(error.message, "unauthorized");
});

test("ends the sockets of a session that signs out", async (t) => {
    const eve = await register(server);
    const socket = await connect(t, server, eve);

    assert.equal((await eve.call("POST", "/api/auth/logout")).status, 204);

    await eventually("the socket is disconnected", () => socket.disconnected);
    assert.deepEqual(socket.heard.at(-1), ["session:revoked", {}]);
});

test("does not know other namespaces", async (t) => {
    const socket = socketOf(t, { url: `${server.url}/nowhere` }, ada);
    const error = await refusal(socket);
    assert.equal(error.message, "Invalid namespace");
});

test("a foreign Origin is refused at the handshake, the server's own is not", async (t) => {
    const foreign = { origin: "https://evil.example" };
    for (const list of Object.values(transports)) {
        const socket = socketOf(t, server, ada, { transports: list, extraHeaders: foreign });
        const error = await refusal(socket);
        assert.notEqual(error.message, "unauthorized");
        socket.disconnect();
    }
    const own = { origin: server.url };
    await connect(t, server, ada, { extraHeaders: own });
});
