import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TypingNotifier } from "./typing-notifier";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("tells of typing at most every three seconds", () => {
    const told: boolean[] = [];
    const notifier = new TypingNotifier((typing) => told.push(typing));
    for (let key = 0; key < 40; key += 1) {
        notifier.typed();
        vi.advanceTimersByTime(100);
    }
    expect(told).toEqual([true, true]);
});

test("tells of a slow typist before the others forget them, which is after five seconds", () => {
    const told: [number, boolean][] = [];
    const start = Date.now();
    const notifier = new TypingNotifier((typing) => told.push([Date.now() - start, typing]));
    notifier.typed();
    vi.advanceTimersByTime(2_900);
    notifier.typed();
    vi.advanceTimersByTime(3_900);
    notifier.typed();
    vi.advanceTimersByTime(10_000);
    expect(told).toEqual([
        [0, true],
        [3_000, true],
        [6_800, true],
        [10_800, false],
    ]);
});

test("tells once that it has stopped: by itself, or because the text is gone", () => {
    const told: boolean[] = [];
    const notifier = new TypingNotifier((typing) => told.push(typing));
    notifier.typed();
    vi.advanceTimersByTime(10_000);
    notifier.stopped();
    expect(told).toEqual([true, false]);
    notifier.typed();
    notifier.stopped();
    notifier.stopped();
    expect(told).toEqual([true, false, true, false]);
    expect(vi.getTimerCount()).toBe(0);
});
