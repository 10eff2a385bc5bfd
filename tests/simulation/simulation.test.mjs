// People who talk by chance: as they must be told it, and proof that lies would be found.

import assert from "node:assert/strict";
import { test } from "node:test";
import { execute } from "../support/database.mjs";
import { startServer } from "../support/server.mjs";
import { onSqliteOnly, store } from "../support/store.mjs";
import { env, simulate } from "./simulation.mjs";

const steps = Number(process.env.CHATTER_SIMULATION_STEPS ?? (store === "sqlite" ? 10_000 : 2_000));
const newSeed = () => Math.floor(Math.random() * 2 ** 32);

test(`${steps} steps of many leave every device with what was said, counted right`, async (t) => {
    const seed = newSeed();
    t.diagnostic(`seed ${seed}`);
    const numbers = await simulate(await startServer(t, { env }), { seed, steps });
    t.diagnostic(JSON.stringify(numbers));
    assert.ok(numbers.restarts + numbers.kills > 0 || steps < 5_000, "the server was restarted");
});

/** Lies to one device: of the events of one name, each `count`th becomes what `lie` returns. */
function lyingTo(name, eventName, count, lie) {
    let heard = 0;
    return (device) => (event, payload) => {
        if (device !== name || event !== eventName) return [[event, payload]];
        heard += 1;
        return heard % count === 0 ? lie(event, structuredClone(payload)) : [[event, payload]];
    };
}

/** Whatever comes next to the device shows that something is missing: a message, a count, or the comparison. */
const lost = (name) => new RegExp(`${name} [^]*(versions come one after another|follows the room's last|counts what was heard before it|missed)|on ${name}`);

const lies = {
    "a lost message": [lyingTo("bob's phone", "message:new", 30, () => []), lost("bob's phone")],
    "a message told twice": [
        lyingTo("ada's phone", "message:new", 20, (event, payload) => [[event, payload], [event, payload]]),
        /versions come one after another/,
    ],
    "a lost edit": [lyingTo("cyd's phone", "message:updated", 10, () => []), lost("cyd's phone")],
    "a message in the wrong place": [
        lyingTo("cyd's phone", "message:new", 25, (event, { message }) => [[event, { message: { ...message, seq: message.seq + 1 } }]]),
        // One that `ready` has counted already is only seen to be elsewhere than it was stored.
        /seqs come one after another|follows the room's last|cyd's phone [^]*unreadCount is right at once|on cyd's phone/,
    ],
    "one unread too many": [
        lyingTo("dan's phone", "read:updated", 5, (event, { membership, ...more }) => [
            [event, { ...more, membership: { ...membership, unreadCount: membership.unreadCount + 1 } }],
        ]),
        /dan's phone [^]*(unreadCount is right at once|counts fit together)|the rooms on dan's phone/,
    ],
    "another role": [
        lyingTo("eve's phone", "member:updated", 1, (event, { roomId, member }) => [
            [event, { roomId, member: { ...member, role: member.role === "owner" ? "member" : "owner" } }],
        ]),
        /on eve's phone/,
    ],
};

/** A lie may be told where nobody looks, as of the role of somebody in a list that is not open; it ends once one is found. */
const enough = 20_000;

for (const [what, [plant, complaint]] of Object.entries(lies)) {
    test(`${what}, told to one device, is found`, async (t) => {
        const seed = newSeed();
        t.diagnostic(`seed ${seed}`);
        await assert.rejects(simulate(await startServer(t, { env }), { seed, steps: enough, plant }), complaint);
    });
}

/** A wrong count is seen by itself, or by there being more unread than there is. */
const wrongCount = /unreadCount|counts fit together/;

test("a count that the server keeps wrong is found", async (t) => {
    const seed = newSeed();
    t.diagnostic(`seed ${seed}`);
    const server = await startServer(t, { env });
    const afterBatch = async ({ numbers }) => {
        if (numbers.batches !== 10) return;
        await execute(server, "UPDATE memberships SET exempt_count = exempt_count - 1 WHERE role = 0");
    };
    await assert.rejects(simulate(server, { seed, steps: enough, afterBatch }), wrongCount);
});

test("a deletion that leaves the counts of others behind is found", onSqliteOnly("a trigger makes the mistake"), async (t) => {
    const seed = newSeed();
    t.diagnostic(`seed ${seed}`);
    const server = await startServer(t, { env });
    // As if the server did not move exempt_count when a message is deleted.
    const mistake = `CREATE TRIGGER mistake AFTER UPDATE OF deleted_at ON messages BEGIN
        UPDATE memberships SET exempt_count = exempt_count - 1
        WHERE room_id = NEW.room_id AND last_read_seq < NEW.seq AND user_id <> NEW.author_id; END`;
    const afterBatch = async ({ numbers }) => {
        if (numbers.batches === 2) await execute(server, mistake);
    };
    await assert.rejects(simulate(server, { seed, steps: enough, afterBatch }), wrongCount);
});
