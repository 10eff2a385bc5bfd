// The official client against an example server, and what its `everything` kind can be asked for.

import { io } from "socket.io-client";
import { eventually, within } from "./wait.mjs";

const limitMs = 15_000;

export const transports = { websocket: ["websocket"], polling: ["polling"], upgrade: ["polling", "websocket"] };

/** A client of its own connection that connects when told; gone when the test `t` ends. `heard`: [event, ...args]. */
export function client(t, server, { namespace = "/", ...options } = {}) {
    const socket = io(server.url + namespace, {
        transports: ["websocket"],
        forceNew: true,
        reconnection: false,
        autoConnect: false,
        ...options,
    });
    socket.heard = [];
    socket.onAny((...event) => socket.heard.push(event));
    t.after(() => socket.disconnect());
    return socket;
}

/** A connected client of the kind `everything`, once it has heard `welcome`. */
export async function join(t, server, options = {}) {
    const socket = client(t, server, options);
    socket.connect();
    await within(limitMs, "the client is welcomed", welcomeOrRefusal(socket));
    if (options.transports?.length === 2) {
        await eventually("the upgrade", () => socket.io.engine.transport.name === "websocket", limitMs);
    }
    return socket;
}

function welcomeOrRefusal(socket) {
    return new Promise((resolve, reject) => {
        socket.once("welcome", resolve);
        socket.once("connect_error", reject);
    });
}

/** Emits with an ack; resolves to its first argument. */
export async function ask(socket, event, ...args) {
    return (await askAll(socket, event, ...args))[0];
}

/** Emits with an ack; resolves to all of its arguments. */
export function askAll(socket, event, ...args) {
    const answer = new Promise((resolve) => socket.emit(event, ...args, (...reply) => resolve(reply)));
    return within(limitMs, `the ack of ${event}`, answer);
}

/** The arguments of every `event` heard, in order. */
export const heard = (socket, event) => socket.heard.filter(([name]) => name === event).map(([, ...args]) => args);

/** Resolves to the arguments of the next `event` that has not been taken, which this takes. */
export async function hears(socket, event) {
    const index = () => socket.heard.findIndex(([name]) => name === event);
    await eventually(`the client hears ${event}`, () => index() >= 0, limitMs);
    const [[, ...args]] = socket.heard.splice(index(), 1);
    return args;
}

/**
 * Resolves when everything that the server sent to these sockets before now has come: each is sent one more event,
 * which comes last.
 */
export async function settled(...sockets) {
    await Promise.all(sockets.map((socket) => ask(socket, "rooms")));
}

/** Joins the room whose members are told who left, and why. */
export async function watch(t, server, options) {
    const watcher = await join(t, server, options);
    await ask(watcher, "join", "watchers");
    return watcher;
}

/** Resolves to {id, reason, rooms} of the socket `id` that left. */
export async function leaving(watcher, id, timeoutMs = limitMs) {
    const find = () => heard(watcher, "left").find(([who]) => who.id === id)?.[0];
    await eventually(`the watcher hears that ${id} left`, find, timeoutMs);
    return find();
}
