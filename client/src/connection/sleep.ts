const everyMs = 5_000;
const lateMs = 10_000;

/**
 * Calls `onWake` when the machine has slept: a timer that comes much too late shows it. A hidden page's timers come
 * late as they are, so that its gaps mean nothing. The undo ends it.
 */
export function watchForSleep(
    onWake: () => void,
    hidden: () => boolean = () => document.visibilityState === "hidden",
    now: () => number = Date.now,
): () => void {
    let last = now();
    let wasHidden = hidden();
    const timer = setInterval(() => {
        const gap = now() - last;
        const looking = !wasHidden && !hidden();
        last = now();
        wasHidden = hidden();
        if (gap > everyMs + lateMs && looking) onWake();
    }, everyMs);
    return () => clearInterval(timer);
}
