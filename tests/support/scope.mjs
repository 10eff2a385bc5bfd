// What a file of tests shares, and undoes when its last test has ended.

import { after } from "node:test";

/**
 * Call at the top of a file. Its `after` takes a step of undoing; steps run last first. A test's own `t` has the
 * same method, so that whatever takes one takes the other. (An `after` inside a `before` would run at once.)
 */
export function fileScope() {
    const steps = [];
    after(async () => {
        for (const step of steps.reverse()) await step();
    });
    return { after: (step) => steps.push(step) };
}
