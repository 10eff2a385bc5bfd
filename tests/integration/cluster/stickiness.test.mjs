// Whoever polls must come to the same node with each request: the real nginx and Caddy, as the deployment guide has them.

import assert from "node:assert/strict";
import { Agent } from "node:https";
import { before, test } from "node:test";
import { addressOf, newFront, startNode } from "../../support/nodes.mjs";
import { makeRoom, oneTo, register } from "../../support/people.mjs";
import { startPostgres } from "../../support/postgres.mjs";
import { startRedis } from "../../support/redis.mjs";
import { fileScope } from "../../support/scope.mjs";
import { ask, connect, heard } from "../../support/sockets.mjs";
import { eventually } from "../../support/wait.mjs";

const clients = 9;
const messages = 4; // of each

const file = fileScope();
const fronts = {};
let nodes;

before(async () => {
    const [postgres, redis] = await Promise.all([startPostgres(file), startRedis(file)]);
    const [nginx, caddy] = [await newFront(file, "nginx"), await newFront(file, "Caddy")];
    const env = {
        JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30",
        DATABASE_URL: postgres.url(await postgres.createDatabase()),
        REDIS_URL: redis.url,
        ...nginx.env,
        CLIENT_ORIGIN: `${nginx.env.CLIENT_ORIGIN},${caddy.env.CLIENT_ORIGIN}`,
    };
    nodes = await Promise.all(oneTo(3).map(() => startNode(file, env)));
    fronts.nginx = await nginx.start(nodes);
    fronts.Caddy = await caddy.start(nodes);
});

/** A client that only polls, from the `n`th address. */
function connectPolling(t, front, person, n) {
    const agent = new Agent({ keepAlive: true, ca: front.ca, ...addressOf(n) });
    t.after(() => agent.destroy());
    return connect(t, front, person, { transports: ["polling"], agent, ca: front.ca });
}

for (const name of ["nginx", "Caddy"]) {
    test(`who only polls stays connected through ${name}, and hears all nodes`, async (t) => {
        const people = await Promise.all(oneTo(clients).map((n) => register(nodes[n % 3])));
        const room = await makeRoom(people[0], people.slice(1));
        const sockets = await Promise.all(people.map((person, n) => connectPolling(t, fronts[name], person, n)));
        const left = [];
        for (const socket of sockets) socket.on("disconnect", (reason) => left.push(reason));
        const send = async (socket, n) => {
            for (const m of oneTo(messages)) {
                const { ok, error } = await ask(socket, "message:send", { roomId: room.id, content: `${n}: ${m}` });
                assert.ok(ok, error?.message);
            }
        };
        await Promise.all(sockets.map(send));
        for (const socket of sockets) {
            await eventually("all is heard", () => heard(socket, "message:new").length >= clients * messages);
            const seqs = heard(socket, "message:new").map(({ message }) => message.seq);
            assert.deepEqual(seqs, oneTo(clients * messages));
        }
        assert.deepEqual(left, []);
    });
}

test("a node that is asked about the session of another says so at once", async () => {
    const opened = await fetch(`${nodes[0].url}/socket.io/?EIO=4&transport=polling`);
    const { sid } = JSON.parse((await opened.text()).slice(1));
    for (const [method, body] of [["GET"], ["POST", "2"]]) {
        const refused = await fetch(`${nodes[1].url}/socket.io/?EIO=4&transport=polling&sid=${sid}`, { method, body });
        assert.equal(refused.status, 400);
        assert.deepEqual(await refused.json(), { code: 1, message: "Session ID unknown" });
    }
});
