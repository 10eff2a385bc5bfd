// So many may wait at most: one more, and all are handed over at once, frame or no frame.
export const waitingMax = 500;
/** How long anything waits where no frame comes. */
export const unseenMs = 250;

/** When things are handed over; the page's own frames and clock where nothing else is said. */
export type Turns = {
    isHidden(): boolean;
    now(): number;
    /** Calls `take` once, with the next frame or after `ms`, unless the returned undo is called before. */
    soon(take: () => void, ms: number): () => void;
};

/**
 * Gathers what the socket brings, so that a page that hears of fifty things between two frames is drawn anew once.
 * All of it is handed over in the order in which it came, each item once.
 *
 * A page that is out of sight has no frames, and browsers let its timers run once a minute only. There what comes is
 * handed over at once, unless that was done a moment ago; so a page that is hidden for hours neither heaps up what
 * it hears nor tells of it late, and draws four times a second at most.
 */
export class Inbox<T> {
    private waiting: T[] = [];
    private emptiedAt = Number.NEGATIVE_INFINITY;
    private cancel: () => void = () => {};

    constructor(
        private readonly handOver: (all: readonly T[]) => void,
        private readonly turns: Turns = pageTurns,
    ) {}

    /** Hands `item` over soon, after all that came before it. */
    add(item: T) {
        const { turns } = this;
        this.waiting.push(item);
        const unseen = turns.isHidden() && turns.now() - this.emptiedAt >= unseenMs;
        if (unseen || this.waiting.length >= waitingMax) this.flush();
        else if (this.waiting.length === 1) this.cancel = turns.soon(() => this.flush(), unseenMs);
    }

    /** Hands over now what waits: for whatever must not overtake it. */
    flush() {
        this.cancel();
        if (this.waiting.length === 0) return;
        const all = this.waiting;
        this.waiting = [];
        this.emptiedAt = this.turns.now();
        this.handOver(all);
    }
}

const pageTurns: Turns = {
    isHidden: () => document.visibilityState === "hidden",
    now: () => performance.now(),
    soon(take, ms) {
        const frame = requestAnimationFrame(take);
        const timer = setTimeout(take, ms);
        return () => {
            cancelAnimationFrame(frame);
            clearTimeout(timer);
        };
    },
};
