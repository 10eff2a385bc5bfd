import { describe, expect, test } from "vitest";
import { en } from "./en";
import { enPages } from "./en-pages";
import { languages, spokenAmong } from "./language";
import { plurals } from "./plural";

/** The keys of a catalogue as "rooms.createRoom", each with the kind of its value. */
function keysOf(catalogue: object, path = ""): string[] {
    return Object.entries(catalogue).flatMap(([key, value]) =>
        typeof value === "object"
            ? keysOf(value as object, `${path}${key}.`)
            : [`${path}${key}: ${typeof value}`],
    );
}

describe.each(Object.keys(languages) as (keyof typeof languages)[])("the catalogue %s", (language) => {
    test("has the same keys as the English one", async () => {
        const held = { ...(language === "en" && enPages), ...(await languages[language].load()) };
        expect(keysOf(held).sort()).toEqual(keysOf({ ...en, ...enPages }).sort());
    });

    test("leaves nothing empty", async () => {
        const empty = Object.values(await languages[language].load()).flatMap((area) =>
            Object.entries(area).filter(([, value]) => typeof value === "string" && value.trim() === ""),
        );
        expect(empty).toEqual([]);
    });
});

test.each([
    ["en", 1, "1 member"],
    ["en", 0, "0 members"],
    ["en", 1234, "1,234 members"],
    ["de", 1, "1 Mitglied"],
    ["de", 1234, "1.234 Mitglieder"],
] as const)("in %s, %d is counted as %s", async (language, count, sentence) => {
    expect((await languages[language].load()).common.members(count)).toBe(sentence);
});

test("a form that a language needs and a message lacks falls back to the general one", () => {
    const count = plurals("ar");
    const forms = { one: "one", two: "two", other: "many" };
    expect([1, 2, 3].map((number) => count(number, forms))).toEqual(["one", "two", "many"]);
});

test.each([
    [["de-AT", "en"], "de"],
    [["fr", "en-US", "de"], "en"],
    [["fr"], "en"],
    [["constructor"], "en"],
    [[], "en"],
])("of %j the client speaks %s", (wanted, language) => {
    expect(spokenAmong(wanted)).toBe(language);
});

test.each([
    [[], ""],
    [["Mira"], "Mira is typing…"],
    [["Mira", "Tomás"], "Mira and Tomás are typing…"],
    [["Mira", "Tomás", "Jonas"], "Mira, Tomás and Jonas are typing…"],
    [["Mira", "Tomás", "Jonas", "Aiko"], "Several people are typing…"],
])("of %j typing one reads “%s”", (names, sentence) => {
    expect(en.timeline.typing(names)).toBe(sentence);
});
