import { expect, test } from "vitest";
import { Backoff } from "./backoff";

test("waits double up to the ceiling, and begin anew after a reset", () => {
    const backoff = new Backoff(500, 3_000, () => 1);
    expect([backoff.next(), backoff.next(), backoff.next(), backoff.next()]).toEqual([
        500, 1_000, 2_000, 3_000,
    ]);
    backoff.reset();
    expect(backoff.next()).toBe(500);
});

test("each wait is drawn from the upper half of its bound", () => {
    expect(new Backoff(500, 3_000, () => 0).next()).toBe(250);
});

test("a wait is never shorter than the server asks", () => {
    expect(new Backoff(500, 3_000, () => 0).next(4_000)).toBe(4_000);
});
