import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dismiss, say, toasts } from "./toast";

beforeEach(() => {
    vi.useFakeTimers();
    toasts.set([]);
});
afterEach(() => void vi.useRealTimers());

const shown = () => toasts.get().map(({ text }) => text);

test("a sentence goes by itself, a failure later than a success", () => {
    say("Copied");
    say("Not deleted", "failed");
    vi.advanceTimersByTime(3_000);
    expect(shown()).toEqual(["Not deleted"]);
    vi.advanceTimersByTime(4_000);
    expect(shown()).toEqual([]);
});

test("the same sentence stands once, and no more than three stand at a time", () => {
    for (const text of ["one", "two", "two", "three", "four"]) say(text);
    expect(shown()).toEqual(["two", "three", "four"]);
});

test("one can be sent away", () => {
    say("Copied");
    dismiss(toasts.get()[0]?.id ?? 0);
    expect(shown()).toEqual([]);
});
