import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { TypingWatch } from "./typing";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("TypingWatch", () => {
    test("forgets who has not renewed it for five seconds", () => {
        const watch = new TypingWatch();
        watch.started("r-1", "mira");
        vi.advanceTimersByTime(3_000);
        watch.started("r-1", "tomas");
        watch.started("r-1", "mira");
        vi.advanceTimersByTime(4_999);
        expect(watch.typing.get().get("r-1")).toEqual(["mira", "tomas"]);
        vi.advanceTimersByTime(1);
        expect(watch.typing.get().get("r-1")).toEqual([]);
    });

    test("forgets who says that they stopped, in that room only", () => {
        const watch = new TypingWatch();
        watch.started("r-1", "mira");
        watch.started("r-2", "mira");
        watch.stopped("r-1", "mira");
        expect([watch.typing.get().get("r-1"), watch.typing.get().get("r-2")]).toEqual([[], ["mira"]]);
    });

    test("leaves no timer behind", () => {
        const watch = new TypingWatch();
        watch.started("r-1", "mira");
        watch.clear();
        expect(vi.getTimerCount()).toBe(0);
        expect(watch.typing.get().size).toBe(0);
    });
});
