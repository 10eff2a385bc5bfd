// What a file of tests shares, and undoes when its last test has ended.

import { after } from "node:test";

let steps;

/**
 * Call at the top of a file, or of what it imports. Its `after` takes a step of undoing; steps run last first, and
 * those that `finally` took after all others. A test's own `t` has the same `after`, so that whatever takes one takes
 * the other. (An `after` inside a `before` would run at once.)
 */
export function fileScope() {
    if (!steps) {
        steps = [];
        after(async () => {
            for (const step of steps.reverse()) await step();
        });
    }
    return { after: (step) => steps.push(step), finally: (step) => steps.unshift(step) };
}
