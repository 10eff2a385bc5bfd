const throttleMs = 3_000;
const idleMs = 4_000;

/** Tells others that somebody types: at most every 3 s, and once when they stop. */
export class TypingNotifier {
    private lastSentAt = Number.NEGATIVE_INFINITY;
    private idle: ReturnType<typeof setTimeout> | undefined;

    constructor(
        private readonly send: (typing: boolean) => void,
        private readonly now: () => number = Date.now,
    ) {}

    /** A key was pressed and left some text. */
    typed() {
        clearTimeout(this.idle);
        this.idle = setTimeout(() => this.stopped(), idleMs);
        if (this.now() - this.lastSentAt < throttleMs) return;
        this.lastSentAt = this.now();
        this.send(true);
    }

    /** The text was sent, emptied or left alone. */
    stopped() {
        clearTimeout(this.idle);
        if (this.lastSentAt === Number.NEGATIVE_INFINITY) return;
        this.lastSentAt = Number.NEGATIVE_INFINITY;
        this.send(false);
    }
}
