// Several nodes of one installation, seen by their clients.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { request } from "./http.mjs";
import { oneTo, wholeHistory } from "./people.mjs";
import { placeFor, startCaddy, startNginx } from "./proxies.mjs";
import { startServer, temporaryFolder } from "./server.mjs";
import { ask } from "./sockets.mjs";
import { makeCertificate } from "./tls.mjs";
import { eventually } from "./wait.mjs";

const pauseMs = 5; // between two messages of one sender, if it is not told another
const ackLimitMs = 10_000;

/** A server that is ready; gone when the test `t` ends. */
export async function startNode(t, env) {
    const node = await startServer(t, { env });
    await isReadyAgain(node);
    return node;
}

export const isReady = async (node) => (await request(node, "GET", "/api/ready")).status === 200;
export const isReadyAgain = (node) => eventually("the node is ready", () => isReady(node), 30_000);

const proxies = {
    nginx: { start: startNginx, file: "deploy/nginx.conf" },
    Caddy: { start: startCaddy, file: "deploy/Caddyfile" },
};

/**
 * A proxy in front of several nodes, as the deployment guide has it, gone when the test `t` ends. `env` is what these nodes
 * need besides their own; `start(nodes)` resolves to what clients connect to.
 */
export async function newFront(t, name = "nginx") {
    const proxy = proxies[name];
    const folder = await temporaryFolder(t);
    const tls = await makeCertificate(folder);
    const place = await placeFor(folder, tls);
    const url = `https://localhost:${place.port}`;
    return {
        env: { HOST: "127.0.0.1", TRUST_PROXY: "loopback", CLIENT_ORIGIN: url },
        start: async (nodes) => {
            await proxy.start(t, proxy.file, place, nodes.map(({ port }) => port));
            return { port: place.port, url, ca: await readFile(tls.authority) };
        },
    };
}

/** Whence the `n`th client connects: nginx sends people to nodes by their addresses. */
export const addressOf = (n) => ({ localAddress: `127.0.${1 + Math.floor(n / 200)}.${1 + (n % 200)}`, family: 4 });

/** `person` as a client of another server. */
export const at = (server, person, options = {}) => ({
    ...person,
    call: (method, path, more) => request(server, method, path, { token: person.token, ...options, ...more }),
});

/**
 * `name` sends one message after the other with `send`, each under its clientId until it is acked, until `stop()`, which
 * gives up what is not acked by then.
 */
export function startSending(t, name, send, { pause = pauseMs } = {}) {
    const sender = { name, acked: 0, stopped: false };
    const sendAll = async () => {
        while (!sender.stopped) {
            const draft = { content: `message ${sender.acked} of ${name}`, clientId: `${name}:${sender.acked}` };
            if (await send(draft).catch(() => false)) sender.acked += 1;
            await delay(pause);
        }
    };
    const sent = sendAll();
    sender.stop = () => {
        sender.stopped = true;
        return sent;
    };
    t.after(sender.stop);
    return sender;
}

/** How a `person`, or one `at` another server, sends over REST. */
export const overRest = (person, roomId) => async (json) =>
    [200, 201].includes((await person.call("POST", `/api/rooms/${roomId}/messages`, { json })).status);

/** The same over a socket. */
export const overSocket = (socket, roomId) => async (draft) =>
    (await ask(socket, "message:send", { roomId, ...draft }, ackLimitMs)).ok;

/** Resolves when each of the senders has got `count` acks more. */
export async function moreAcked(senders, count) {
    const before = senders.map(({ acked }) => acked);
    const all = () => senders.every(({ acked }, index) => acked >= before[index] + count);
    await eventually("messages are acked", all, 60_000);
}

/**
 * That the room's seqs are 1, 2, 3, …, that it has what the `senders` had acked once and at most one message more of each,
 * and that each follower knows all of it. The senders have stopped.
 */
export async function assertAllAreWhole({ followers, people, room }, senders) {
    const history = await wholeHistory(people[0], room.id);
    assert.deepEqual(history.map(({ seq }) => seq), oneTo(history.length));
    for (const { name, acked } of senders) {
        const mine = history.map(({ clientId }) => clientId).filter((clientId) => clientId?.startsWith(`${name}:`));
        const sent = mine.length > acked ? acked + 1 : acked;
        assert.deepEqual(mine, oneTo(sent).map((n) => `${name}:${n - 1}`));
    }
    await Promise.all(followers.map((follower) => follower.assertWhole(history.length)));
}
