import { describe, expect, test } from "vitest";
import { findEmoji, groups, readEmojiTable } from "./emoji";
import { withRecent } from "./recent";
import german from "./tables/de.txt?raw";
import english from "./tables/en.txt?raw";

const tables = { en: readEmojiTable(english), de: readEmojiTable(german) };

const found = (language: "en" | "de", query: string) =>
    findEmoji(tables[language], query, 5).map(({ emoji }) => emoji);

describe("the tables", () => {
    test("name the same emoji, each once, all in groups that the picker shows", () => {
        const all = tables.en.all;
        expect(tables.de.all.map(({ emoji }) => emoji)).toEqual(all.map(({ emoji }) => emoji));
        expect(new Set(all.map(({ emoji }) => emoji)).size).toBe(all.length);
        expect(all.filter(({ group }) => !(groups as readonly number[]).includes(group))).toEqual([]);
    });

    test("write emoji as Unicode recommends and the server takes them", () => {
        const superfluous = /\p{Emoji_Presentation}\uFE0F/u;
        const bare = /^\p{Extended_Pictographic}$/u;
        const written = tables.en.all.map(({ emoji }) => emoji);
        expect(written.filter((emoji) => superfluous.test(emoji))).toEqual([]);
        expect(written.filter((emoji) => bare.test(emoji) && !/\p{Emoji_Presentation}/u.test(emoji))).toEqual(
            [],
        );
    });

    test.each([
        ["tada", "🎉"],
        ["+1", "👍"],
        ["heart", "❤️"],
        ["sailboat", "⛵"],
    ])(":%s: is %s", (shortcode, emoji) => {
        expect(tables.en.byShortcode.get(shortcode)).toBe(emoji);
    });
});

describe("findEmoji", () => {
    test.each([
        ["en", "heart", "❤️"],
        ["en", ":rocket:", "🚀"],
        ["en", "thumbs up", "👍"],
        ["de", "Rakete", "🚀"],
        ["de", "tada", "🎉"],
    ] as const)("in %s, “%s” finds %s first", (language, query, emoji) => {
        expect(found(language, query)[0]).toBe(emoji);
    });

    test("finds nothing for nothing, nor for nonsense", () => {
        expect(found("en", "  ")).toEqual([]);
        expect(found("en", "xyzzyx")).toEqual([]);
    });
});

test("what is chosen again moves to the front, and the list stays short", () => {
    expect(withRecent(["a", "b"], "b")).toEqual(["b", "a"]);
    expect(
        withRecent(
            Array.from({ length: 24 }, (_, index) => String(index)),
            "new",
        ),
    ).toHaveLength(24);
});
