import { describe, expect, test } from "vitest";
import { tokenAt } from "./token";

/** The token at the end of the text, as "kind query". */
const at = (text: string) => {
    const token = tokenAt(text, text.length);
    return token && `${token.kind} ${token.query}`;
};

describe("tokenAt", () => {
    test.each([
        ["@", "person "],
        ["hello @ad", "person ad"],
        ["(@Jö", "person Jö"],
        ["thanks @mira.o", "person mira.o"],
        ["nice :ta", "emoji ta"],
        [":+1", "emoji +1"],
        [":-1", "emoji -1"],
        ["🎉:ro", "emoji ro"],
        ["see #", "room "],
        ["see (#boat-r", "room boat-r"],
        ["`code` @ad", "person ad"],
        ["```\ncode\n```\n@ad", "person ad"],
    ])("“%s” asks for %s", (text, expected) => expect(at(text)).toBe(expected));

    test.each([
        "mira@example.org",
        "@ada ",
        "10:30",
        "https://example",
        ":)",
        ":-D",
        ":t",
        "a ::on",
        "# heading",
        "issue#4",
        "##",
        "`@ad",
        "```\n@ad",
        "",
    ])("“%s” asks for nothing", (text) => expect(at(text)).toBeNull());

    test("ends at the caret, and says where it began", () => {
        expect(tokenAt("hello @ad world", 9)).toEqual({ kind: "person", query: "ad", start: 6, end: 9 });
        expect(tokenAt("hello @ad world", 10)).toBeNull();
    });
});
