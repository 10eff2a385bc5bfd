import { describe, expect, test } from "vitest";
import { fuzzyMatch } from "./fuzzy";

const scoreOf = (query: string, text: string) => fuzzyMatch(query, text)?.score ?? Number.NEGATIVE_INFINITY;

/** The text with what was found in brackets. */
function marked(query: string, text: string): string | null {
    const match = fuzzyMatch(query, text);
    if (match === null) return null;
    let shown = text;
    for (const [start, end] of [...match.ranges].reverse())
        shown = `${shown.slice(0, start)}[${shown.slice(start, end)}]${shown.slice(end)}`;
    return shown;
}

test.each([
    ["boat", "boat-restoration", "[boat]-restoration"],
    ["rest", "boat-restoration", "boat-[rest]oration"],
    ["boat rest", "boat-restoration", "[boat]-[rest]oration"],
    ["rest boat", "boat-restoration", "[boat]-[rest]oration"],
    ["br", "boat-restoration", "[b]oat-[r]estoration"],
    ["BOAT", "Boats", "[Boat]s"],
    ["tomas", "Tomás Vidal", "[Tomás] Vidal"],
    ["müller", "Muller", "[Muller]"],
    ["本", "日本語", "日[本]語"],
    ["fb", "ﬀ bar", "[ﬀ] [b]ar"],
    ["🎉", "🎉 party", "[🎉] party"],
    ["bxr", "boat-restoration", null],
    ["boat x", "boat", null],
    ["", "anything", "anything"],
])("%j in %j is %j", (query, text, expected) => {
    expect(marked(query, text)).toBe(expected);
});

describe("a better answer", () => {
    test.each([
        ["gen", "general", "engendered"],
        ["rest", "boat-restoration", "interest"],
        ["board", "board", "board-games"],
        ["dev", "dev", "design-events"],
        ["kr", "kitchen-rota", "dark-room"],
        ["rota", "kitchen-rota", "restoration-a"],
    ])("to %j is %j rather than %j", (query, better, worse) => {
        expect(scoreOf(query, better)).toBeGreaterThan(scoreOf(query, worse));
    });
});
