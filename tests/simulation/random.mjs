// Chance that can be had again: everything that a simulation chooses comes from its seed.

/** xoshiro128**, seeded by splitmix32. */
export class Random {
    constructor(seed) {
        let state = seed >>> 0;
        this.state = Array.from({ length: 4 }, () => {
            state = (state + 0x9e3779b9) >>> 0;
            let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
            mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
            return (mixed ^ (mixed >>> 15)) >>> 0;
        });
    }

    next() {
        const s = this.state;
        const rotated = (value, by) => ((value << by) | (value >>> (32 - by))) >>> 0;
        const result = Math.imul(rotated(Math.imul(s[1], 5), 7), 9) >>> 0;
        const shifted = s[1] << 9;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= shifted;
        s[3] = rotated(s[3] >>> 0, 11);
        return result;
    }

    /** 0 to `count` - 1. */
    below(count) {
        return Math.floor((this.next() / 2 ** 32) * count);
    }

    chance(probability) {
        return this.next() / 2 ** 32 < probability;
    }

    pick(list) {
        return list[this.below(list.length)];
    }

    /** A key of `weights`, each as often as its weight says. */
    weighted(weights) {
        const entries = Object.entries(weights);
        let left = this.below(entries.reduce((sum, [, weight]) => sum + weight, 0));
        return entries.find(([, weight]) => (left -= weight) < 0)[0];
    }
}
