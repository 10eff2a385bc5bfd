import { describe, expect, test } from "vitest";
import { tailOf } from "./tail";

describe("The rows that a list need not know", () => {
    test("are none while few are below", () => {
        expect(tailOf(0, 0)).toBe(0);
        expect(tailOf(0, 700)).toBe(0);
    });

    test("grow by what is far below, on the way up through ten thousand", () => {
        let cut = 0;
        for (let below = 0; below < 10_000; below += 20) {
            const before = cut;
            cut = tailOf(cut, below - cut);
            expect(below - cut).toBeLessThanOrEqual(700);
            if (below > 700) expect(below - cut).toBeGreaterThanOrEqual(100);
            expect(cut).toBeGreaterThanOrEqual(before);
        }
    });

    test("are all known again by whoever comes to them on the way down", () => {
        let cut = 9_000;
        for (let below = 9_400; below >= 0; below -= 20) {
            cut = tailOf(cut, below - cut);
            if (cut > 0) expect(below - cut).toBeGreaterThanOrEqual(100);
        }
        expect(cut).toBe(0);
    });

    test("are all known at once to whoever jumps among them, and only then cut again", () => {
        expect(tailOf(9_000, 0)).toBe(0);
        expect(tailOf(0, 5_000)).toBe(4_600);
    });

    test("stay as they are when nothing moves", () => {
        for (const below of [100, 400, 700]) expect(tailOf(3_000, below)).toBe(3_000);
    });
});
