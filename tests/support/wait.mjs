// Waiting for something to become true, never for time to pass.

import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";

/**
 * Calls `probe` until it returns something truthy, and returns that.
 * Rejects after `timeoutMs`, naming `what`.
 */
export async function eventually(what, probe, timeoutMs = 10_000) {
    const deadline = performance.now() + timeoutMs;
    let lastError;
    for (;;) {
        try {
            const value = await probe();
            if (value) return value;
            lastError = undefined;
        } catch (error) {
            lastError = error;
        }
        if (performance.now() > deadline) {
            throw new Error(`not within ${timeoutMs} ms: ${what}`, { cause: lastError });
        }
        await nextTurn();
        await delay(5);
    }
}

/** `promise`, or a rejection that names `what` after `timeoutMs`. */
export function within(timeoutMs, what, promise) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`not within ${timeoutMs} ms: ${what}`)), timeoutMs);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
