import { expect, test } from "vitest";
import { excerptOf, withoutMarks } from "./excerpt";

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

const read = (content: string, ...found: string[]) => {
    const highlights = found.map((word) => {
        const start = [...content.slice(0, content.indexOf(word))].length;
        return { start, end: start + [...word].length };
    });
    const text = withoutMarks({ content, highlights });
    return shown(text.content, ...text.highlights.map(({ start, end }): [number, number] => [start, end]));
};

test("a message is excerpted as it is read, without its marks", () => {
    expect(read("🎉 **Bold** and `code`", "Bold", "code")).toBe("🎉 [Bold] and [code]");
    expect(read("> the *red* fox\n\n- ~~one~~\n- two", "red", "two")).toBe("the [red] fox\none\n[two]");
    expect(read("```ts\nlet epoxy = 1;\n```\nas above", "epoxy")).toBe("let [epoxy] = 1;\nas above");
    expect(read("see [the docs](https://example.org/a)", "docs")).toBe("see the [docs]");
    expect(read("2 * 3 * 4 and snake_case_name", "3", "case")).toBe("2 * [3] * 4 and snake_[case]_name");
});

test("what was found across a mark is marked as one", () => {
    expect(read("un**believ**able", "un**believ**able")).toBe("[unbelievable]");
});

test("what was found in what is not read is shown as it was written", () => {
    expect(read("see [the docs](https://example.org/epoxy)", "epoxy")).toBe(
        "see [the docs](https://example.org/[epoxy])",
    );
    expect(read("```epoxy\nlet x\n```", "epoxy")).toBe("```[epoxy]\nlet x\n```");
});
