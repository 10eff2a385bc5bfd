import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchForSleep } from "./sleep";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function setUp() {
    const page = { woke: 0, hidden: false };
    const stop = watchForSleep(
        () => {
            page.woke += 1;
        },
        () => page.hidden,
    );
    return { page, stop };
}

test("a gap between two beats of a timer is a sleep", () => {
    const { page, stop } = setUp();
    vi.advanceTimersByTime(60_000);
    expect(page.woke).toBe(0);
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(5_000);
    expect(page.woke).toBe(1);
    vi.advanceTimersByTime(60_000);
    expect(page.woke).toBe(1);
    stop();
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(10_000);
    expect(page.woke).toBe(1);
});

test("a hidden page's timers say nothing, nor does the first beat after it", () => {
    const { page } = setUp();
    page.hidden = true;
    vi.advanceTimersByTime(5_000);
    vi.setSystemTime(Date.now() + 60_000);
    page.hidden = false;
    vi.advanceTimersByTime(5_000);
    expect(page.woke).toBe(0);
    vi.setSystemTime(Date.now() + 60_000);
    vi.advanceTimersByTime(5_000);
    expect(page.woke).toBe(1);
});
