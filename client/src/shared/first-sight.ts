// Where what the page was opened for takes longer, what is not seen goes on without it.
const shownWithinMs = 2_000;
// A page that shows nothing like a room, or nothing at all, does not wait for it any longer.
const latestMs = 5_000;
const idleWithinMs = 1_000;

let tell = () => {};
const drawn = new Promise<void>((resolve) => {
    tell = resolve;
});
const begun = new Promise<void>((resolve) => setTimeout(resolve, shownWithinMs));
let settled: Promise<void> | undefined;

/** Says that what the page was opened for has just been drawn. */
export function firstSightDrawn() {
    // It is in front of somebody once the frame after the next has been painted.
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(tell)));
}

/** Resolves once what the page was opened for is in front of somebody, or two seconds after its beginning. */
export function firstSight(): Promise<void> {
    return Promise.race([drawn, begun]);
}

/**
 * Resolves once what the page was opened for is in front of somebody and the browser has nothing else to do: when what
 * is not needed for that may be fetched without keeping anybody waiting. Later on it resolves at once.
 */
export function afterFirstSight(): Promise<void> {
    settled ??= Promise.race([drawn, new Promise<void>((resolve) => setTimeout(resolve, latestMs))]).then(
        idle,
    );
    return settled;
}

function idle(): Promise<void> {
    return new Promise((resolve) => {
        if ("requestIdleCallback" in window) requestIdleCallback(() => resolve(), { timeout: idleWithinMs });
        else setTimeout(resolve, idleWithinMs);
    });
}
