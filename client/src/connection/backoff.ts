/** Waits that double up to a ceiling, each drawn at random from its upper half. */
export class Backoff {
    private attempt = 0;

    constructor(
        private readonly firstMs: number,
        private readonly ceilingMs: number,
        private readonly random: () => number = Math.random,
    ) {}

    /** The next wait in milliseconds; never shorter than `atLeastMs`, which a server may ask for. */
    next(atLeastMs = 0): number {
        const bound = Math.min(this.ceilingMs, this.firstMs * 2 ** this.attempt);
        this.attempt += 1;
        // A random share keeps clients that lost one server from returning all at once.
        return Math.max(atLeastMs, bound * (0.5 + this.random() / 2));
    }

    reset() {
        this.attempt = 0;
    }
}
