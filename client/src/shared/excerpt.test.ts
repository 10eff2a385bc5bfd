import { expect, test } from "vitest";
import { excerptOf } from "./excerpt";

const shown = (content: string, ...highlights: [number, number][]) =>
    excerptOf(
        content,
        highlights.map(([start, end]) => ({ start, end })),
    )
        .map(({ text, marked }) => (marked ? `[${text}]` : text))
        .join("");

test("what was found is marked, counted in code points", () => {
    expect(shown("red fox, red hen", [0, 3], [9, 12])).toBe("[red] fox, [red] hen");
    expect(shown("🎉🎉 epoxy", [3, 8])).toBe("🎉🎉 [epoxy]");
    expect(shown("nothing")).toBe("nothing");
});

test("highlights beyond the text, or that overlap, mark nothing twice", () => {
    expect(shown("fox", [1, 9])).toBe("f[ox]");
    expect(shown("abcd", [0, 2], [1, 3])).toBe("[ab][c]d");
});

test("a long text is cut around what was found", () => {
    const text = `${"word ".repeat(100)}epoxy${" tail".repeat(200)}`;
    const excerpt = shown(text, [500, 505]);
    expect(excerpt).toMatch(/^…word (word )+\[epoxy\]( tail)+.*…$/);
    expect(excerpt.length).toBeLessThan(340);
});
