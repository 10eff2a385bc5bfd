import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Idle } from "./idle";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const minutes = 60_000;

test("nobody is there after five minutes without input, and somebody at once with it", () => {
    const idle = new Idle();
    idle.input();
    vi.advanceTimersByTime(4 * minutes);
    idle.input();
    vi.advanceTimersByTime(4 * minutes);
    expect(idle.state.get()).toBe("active");
    vi.advanceTimersByTime(1 * minutes);
    expect(idle.state.get()).toBe("idle");
    idle.input();
    expect(idle.state.get()).toBe("active");
    vi.advanceTimersByTime(5 * minutes);
    expect(idle.state.get()).toBe("idle");
});

test("a change is told once, and any number of movements sets one timer", () => {
    const idle = new Idle();
    let told = 0;
    idle.state.subscribe(() => {
        told += 1;
    });
    for (let moved = 0; moved < 100; moved += 1) idle.input();
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(20 * minutes);
    expect(told).toBe(1);
    idle.stop();
    expect(vi.getTimerCount()).toBe(0);
});

test("a machine that slept wakes up idle until somebody touches it", () => {
    const idle = new Idle();
    idle.input();
    vi.setSystemTime(Date.now() + 600 * minutes);
    vi.advanceTimersByTime(5 * minutes);
    expect(idle.state.get()).toBe("idle");
});
