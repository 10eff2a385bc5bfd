// The official client, remembering in order everything the server told it. What docs/asyncapi.yaml does not describe
// fails the test.

import { io } from "socket.io-client";
import { asyncApi } from "./asyncapi.mjs";
import { exercised } from "./exercised.mjs";
import { noteSecrets } from "./secrets.mjs";
import { eventually, within } from "./wait.mjs";

/**
 * Connects and resolves once `ready` came. `by`: "token" (handshake auth) or "cookie".
 * The socket is closed when the test `t` ends. `socket.heard` is a list of [event, payload].
 */
export async function connect(t, server, person, options = {}) {
    const socket = socketOf(t, server, person, options);
    await within(10_000, "the socket is ready", readyOrRefused(socket));
    return socket;
}

/** As `connect`, without waiting. */
export function socketOf(t, server, person, { by = "token", ...options } = {}) {
    const credentials =
        by === "cookie" ? { extraHeaders: { cookie: `token=${person.cookie}` } } : { auth: { token: person?.token } };
    const socket = io(server.url, {
        transports: ["websocket"],
        forceNew: true,
        reconnection: false,
        ...(server.ca && { ca: server.ca }),
        ...credentials,
        ...options,
    });
    socket.heard = [];
    socket.onAny((event, payload, ...more) => {
        socket.heard.push([event, payload]);
        notice(socket, () => asyncApi.assertHeard(event, [payload, ...more]));
        exercised(`heard ${event}`);
    });
    t.after(() => {
        socket.disconnect();
        if (socket.undocumented) throw socket.undocumented;
    });
    return socket;
}

/** A listener that throws would take the client down: the first thing that is wrong waits for the test's end. */
function notice(socket, check) {
    try {
        check();
    } catch (error) {
        socket.undocumented ??= error;
    }
}

function readyOrRefused(socket) {
    return new Promise((resolve, reject) => {
        socket.once("ready", resolve);
        socket.once("connect_error", reject);
    });
}

/** Resolves to the error with which the server refuses `socket`. */
export function refusal(socket) {
    const refused = new Promise((resolve, reject) => {
        socket.once("connect_error", resolve);
        socket.once("connect", () => reject(new Error("the server let the socket in")));
    });
    return within(10_000, "the socket is refused", refused);
}

/** Everything heard of one event, in order. */
export const heard = (socket, event) => socket.heard.filter(([name]) => name === event).map(([, payload]) => payload);

/** Resolves to the first payload of `event` that `matches`, heard already or still to come. */
export function hears(socket, event, matches = () => true, timeoutMs = 10_000) {
    return eventually(`the socket hears ${event}`, () => heard(socket, event).find(matches), timeoutMs);
}

/** Sends an event and resolves to its ack, which the document describes. */
export async function ask(socket, event, payload, timeoutMs = 20_000) {
    noteSecrets(payload ?? undefined);
    const answer = await socket.timeout(timeoutMs).emitWithAck(event, payload);
    asyncApi.assertAck(event, payload, answer);
    if (answer.ok) exercised(`acked ${event}`);
    return answer;
}
