import { expect, test } from "vitest";
import { mira, sampleMessages } from "../../protocol/samples";
import { openingOf, openingOffset } from "./opening";
import { timelineRows } from "./rows";

const frame = { above: 100, below: 10, contextAbove: 90, height: 300 };
const heights = Array.from({ length: 20 }, () => 50);

function rows(afterSeq: number | null) {
    return timelineRows(
        sampleMessages(11, 20),
        [],
        { ...mira, id: "nobody" },
        { afterSeq, hasBefore: false },
    );
}

test("a list opens at what is new, at what a link names, or at its end", () => {
    expect(openingOf(rows(15), { target: null, opensAtEnd: false })).toEqual({ index: 5, align: "start" });
    expect(openingOf(rows(15), { target: { seq: 12 }, opensAtEnd: false })).toEqual({
        index: 1,
        align: "center",
    });
    expect(openingOf(rows(15), { target: null, opensAtEnd: true })).toBeNull();
    expect(openingOf(rows(null), { target: null, opensAtEnd: false })).toBeNull();
    expect(openingOf(rows(null), { target: { seq: 99 }, opensAtEnd: false })?.index).toBe(9);
});

test("it is scrolled there before anything is measured", () => {
    expect(openingOffset(null, heights, frame)).toBe(100 + 1_000 + 10 - 300);
    expect(openingOffset({ index: 4, align: "start" }, heights, frame)).toBe(100 + 200 - 90);
    expect(openingOffset({ index: 4, align: "center" }, heights, frame)).toBe(100 + 200 - 125);
});

test("it is scrolled neither above its beginning nor beyond its end", () => {
    expect(openingOffset({ index: 0, align: "center" }, heights, frame)).toBe(0);
    expect(openingOffset({ index: 19, align: "start" }, heights, frame)).toBe(810);
    expect(openingOffset(null, [50], frame)).toBe(0);
});
