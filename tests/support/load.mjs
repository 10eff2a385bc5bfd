// Many who send at once, over sockets and REST, and go on doing so whatever dies; and what must be true afterwards.

import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { oneTo, wholeHistory } from "./people.mjs";
import { ask, socketOf } from "./sockets.mjs";
import { eventually } from "./wait.mjs";

const sockets = 6;
const inFlightOfEach = 4;
const restSenders = 2;
const answerLimitMs = 15_000;
const pauseMs = 20; // before what failed is sent again

/**
 * Starts `people` sending to the rooms; every message has a clientId that begins with `name`, and is sent again under
 * it until it is acked. `acked` are the messages as they were acked, `refusals` the answers that were none.
 * `listeners` are the sockets: they hear the rooms as well. `stop()` gives up what is not acked by then.
 */
export async function startLoad(t, server, people, roomIds, name) {
    const load = { acked: [], refusals: [], stopped: false };
    t.after(() => (load.stopped = true)); // a test that failed shall end
    let made = 0;
    const sendForEver = async (send) => {
        while (!load.stopped) {
            made += 1;
            const draft = { roomId: roomIds[made % roomIds.length], content: `${name}, ${made}`, clientId: `${name}:${made}` };
            const message = await sendTillAcked(load, send, draft);
            if (message) load.acked.push(message);
        }
    };
    load.listeners = oneTo(sockets).map((n) => reconnecting(t, server, people[n % people.length]));
    for (const socket of load.listeners) {
        await eventually("the sender is in", () => socket.heard.some(([event]) => event === "ready"));
    }
    const senders = [
        ...load.listeners.flatMap((socket) => oneTo(inFlightOfEach).map(() => sendForEver(overSocket(socket)))),
        ...oneTo(restSenders).map((n) => sendForEver(overRest(people[n % people.length]))),
    ];
    load.stop = async () => {
        load.stopped = true;
        for (const socket of load.listeners) socket.disconnect();
        await Promise.all(senders);
    };
    return load;
}

function reconnecting(t, server, person) {
    const options = { reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 200 };
    return socketOf(t, server, person, options);
}

async function sendTillAcked(load, send, draft) {
    while (!load.stopped) {
        const { message, refusal } = await send(draft).catch((error) => ({ refusal: error.message }));
        if (message) return message;
        load.refusals.push(refusal);
        await delay(pauseMs);
    }
    return undefined;
}

const overSocket = (socket) => async (draft) => {
    const answer = await ask(socket, "message:send", draft, answerLimitMs);
    return answer.ok ? { message: answer.message } : { refusal: answer.error.code };
};

const overRest = (person) => async ({ roomId, ...json }) => {
    const answer = await person.call("POST", `/api/rooms/${roomId}/messages`, { json });
    return [200, 201].includes(answer.status) ? { message: answer.json.message } : { refusal: answer.json.code };
};

/** Seqs 1, 2, … without gap, and every acked message of the room once, as it was acked. */
export async function assertWhole(server, reader, roomId, acked) {
    const history = await wholeHistory(reader, roomId);
    assert.deepEqual(history.map(({ seq }) => seq), oneTo(history.length));
    assert.deepEqual(history.map(({ version }) => version), oneTo(history.length));
    const stored = new Map(history.map((message) => [message.id, message]));
    assert.equal(stored.size, history.length);
    assert.equal(new Set(history.map(({ author, clientId }) => `${author.id} ${clientId}`)).size, history.length);
    for (const message of acked.values()) {
        if (message.roomId === roomId) assert.deepEqual(stored.get(message.id), message);
    }
    const { room } = (await reader.call("GET", `/api/rooms/${roomId}`)).json;
    assert.equal(room.lastSeq, history.length);
}
