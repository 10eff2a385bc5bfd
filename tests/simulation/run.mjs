// Usage: node tests/simulation/run.mjs [--steps N] [--seed S] [--store sqlite|postgres|pgbouncer]
//
// Lets people talk by chance (simulation.mjs) for N steps, 10,000 when left out, against the server binary, which
// CHATTER_BINARY may name. What is wrong is printed with the seed and the last steps. As the server answers in its own
// time, the same seed chooses the same people and mostly, but not always, the same steps.

import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { steps: { type: "string" }, seed: { type: "string" }, store: { type: "string" } } });
if (values.store) process.env.CHATTER_TEST_STORE = values.store;
const steps = Number(values.steps ?? 10_000);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
if (!(steps >= 1) || !Number.isInteger(seed)) throw new Error("--steps and --seed are whole numbers");

const { test } = await import("node:test");
const { startServer } = await import("../support/server.mjs");
const { env, simulate } = await import("./simulation.mjs");

console.log(`seed ${seed}, ${steps} steps`);
test(`${steps} steps from the seed ${seed}`, async (t) => {
    const startedAt = performance.now();
    const numbers = await simulate(await startServer(t, { env }), { seed, steps });
    t.diagnostic(`${JSON.stringify(numbers)} in ${Math.round((performance.now() - startedAt) / 1000)} s`);
});
