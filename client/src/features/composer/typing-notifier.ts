const throttleMs = 3_000;
const idleMs = 4_000;

/**
 * Tells others that somebody types: at most every 3 s, and once when they stop. Keys that come too soon are told of when
 * the 3 s are over: else somebody who types slowly would be forgotten, 5 s after the first key, in between.
 */
export class TypingNotifier {
    private lastSentAt = Number.NEGATIVE_INFINITY;
    private idle: ReturnType<typeof setTimeout> | undefined;
    private renewal: ReturnType<typeof setTimeout> | undefined;

    constructor(
        private readonly send: (typing: boolean) => void,
        private readonly now: () => number = Date.now,
    ) {}

    /** A key was pressed and left some text. */
    typed() {
        clearTimeout(this.idle);
        this.idle = setTimeout(() => this.stopped(), idleMs);
        clearTimeout(this.renewal);
        const waitMs = this.lastSentAt + throttleMs - this.now();
        if (waitMs > 0) this.renewal = setTimeout(() => this.tell(), waitMs);
        else this.tell();
    }

    /** The text was sent, emptied or left alone. */
    stopped() {
        clearTimeout(this.idle);
        clearTimeout(this.renewal);
        if (this.lastSentAt === Number.NEGATIVE_INFINITY) return;
        this.lastSentAt = Number.NEGATIVE_INFINITY;
        this.send(false);
    }

    private tell() {
        this.lastSentAt = this.now();
        this.send(true);
    }
}
