import { expect, test } from "vitest";
import { highlight } from "./highlight";

/** The coloured parts as "kind:text". */
const parts = (code: string, language: string) =>
    (highlight(code, language) ?? [])
        .filter(({ kind }) => kind !== "text")
        .map(({ kind, text }) => `${kind}:${text}`);

test.each([
    ["ts", "const a = f('x'); // note", ["keyword:const", "name:f", "string:'x'", "comment:// note"]],
    ["py", "def f(x): # note", ["keyword:def", "name:f", "comment:# note"]],
    ["rust", "let x = 0xff;", ["keyword:let", "number:0xff"]],
    ["sql", "SELECT 1 -- one", ["keyword:SELECT", "number:1", "comment:-- one"]],
    ["yaml", "port: 3000 # free", ["name:port", "number:3000", "comment:# free"]],
    ["html", '<p class="a">', ["name:p", 'string:"a"']],
    ["bash", 'echo "$HOME" # hi', ["keyword:echo", 'string:"$HOME"', "comment:# hi"]],
    ["diff", "@@ 1 @@\n-a\n+b\n", ["keyword:@@ 1 @@\n", "removed:-a\n", "added:+b\n"]],
])("%s: %j", (language, code, expected) => {
    expect(parts(code, language)).toEqual(expected);
});

test.each(["ts", "python", "sql", "html", "css", "diff", "c", "json"])(
    "%s loses no character",
    (language) => {
        const code = "/* \"open\n'a' `b` \\\" <x y='1'> #c -- d\n\t{1: 2.5e3} 日本 '";
        expect(
            highlight(code, language)
                ?.map(({ text }) => text)
                .join(""),
        ).toBe(code);
    },
);

test.each(["", "klingon", "__proto__", "constructor"])(
    "a language %j that is not known is left alone",
    (language) => {
        expect(highlight("code", language)).toBeNull();
    },
);

test("4,000 characters that open and never close take no time worth mentioning", () => {
    for (const code of ["/*".repeat(2_000), '"\\'.repeat(2_000), "<!--".repeat(1_000), "'".repeat(4_000)]) {
        for (const language of ["ts", "python", "html", "sql"]) {
            const start = performance.now();
            highlight(code, language);
            expect(performance.now() - start).toBeLessThan(500);
        }
    }
});
