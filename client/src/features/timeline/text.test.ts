import { describe, expect, test } from "vitest";
import { textPieces } from "./text";

const linksIn = (content: string) =>
    textPieces(content, "lena").flatMap((piece) => (piece.kind === "link" ? [piece.href] : []));
const mentionsIn = (content: string) =>
    textPieces(content, "lena").flatMap((piece) => (piece.kind === "mention" ? [piece.text] : []));

describe("textPieces", () => {
    test("keeps every character of the message", () => {
        const content = "See https://example.org/a?b=c&d=e#f, @lena! (http://x.test) <https://y.test>";
        const pieces = textPieces(content, "lena");
        expect(pieces.map(({ text }) => text).join("")).toBe(content);
    });

    test.each([
        ["https://example.org/path.", "https://example.org/path"],
        ["(see https://example.org)", "https://example.org/"],
        ["https://example.org/epoxy(two-part).", "https://example.org/epoxy(two-part)"],
        ["http://example.org?!", "http://example.org/"],
        ["“https://example.org/a”", "https://example.org/a"],
    ])("finds the address in %s", (content, href) => {
        expect(linksIn(content)).toEqual([href]);
    });

    test.each(["javascript:alert(1)", "data:text/html,x", "ftp://example.org", "example.org", "https://"])(
        "makes no link of %s",
        (content) => {
            expect(linksIn(content)).toEqual([]);
        },
    );

    test.each([
        ["@lena could you", ["@lena"]],
        ["thanks @Lena.", ["@Lena"]],
        ["(@lena)…", ["@lena"]],
        ["@lenard, lena@example.org and @lena_", []],
        ["https://example.org/@lena", []],
    ])("finds who is named in %s", (content, names) => {
        expect(mentionsIn(content)).toEqual(names);
    });
});
