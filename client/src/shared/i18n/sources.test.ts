import { expect, test } from "vitest";

const components = Object.entries(
    import.meta.glob<string>("/src/**/*.tsx", { query: "?raw", import: "default", eager: true }),
);

/** Every match of the pattern in the components, as "file: match". */
function found(pattern: RegExp): string[] {
    return components.flatMap(([file, text]) =>
        [...text.matchAll(pattern)].map((match) => `${file}: ${match[0].trim()}`),
    );
}

test("no component names a left or a right side, so that all of it works from right to left", () => {
    expect(components.length).toBeGreaterThan(20);
    const sides =
        "(ml|mr|pl|pr|left|right|scroll-ml|scroll-mr)-[0-9[]|(border|rounded(-[tb])?)-[lr]\\b|text-(left|right)\\b";
    expect(found(new RegExp(`[ "'\`:]-?(${sides})`, "g"))).toEqual([]);
});

test("no component has words of its own in an attribute; Biome sees those between tags", () => {
    expect(
        found(/\b(aria-label|label|title|placeholder|hint|action|alt|add|empty)="[^"]*[A-Za-z]{2}[^"]*"/g),
    ).toEqual([]);
});
