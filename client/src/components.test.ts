import { expect, test } from "vitest";

const linesMax = 200;

test(`no component has more than ${linesMax} lines`, () => {
    const components = Object.entries(
        import.meta.glob<string>("/src/**/*.tsx", { query: "?raw", import: "default", eager: true }),
    );
    const long = components
        .map(([file, text]) => ({ file, lines: text.trimEnd().split("\n").length }))
        .filter(({ lines }) => lines > linesMax);
    expect(components.length).toBeGreaterThan(100);
    expect(long).toEqual([]);
});
