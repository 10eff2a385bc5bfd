import { expect, test } from "vitest";
import { type Emoji, readEmojiTable } from "../emoji/emoji";
import { moved, sectionsOf } from "./emoji-grid";

const letters = [..."abcdefghijkl"];
const table = readEmojiTable(
    letters.map((letter) => `0\t${letter}\t${letter}_code\tname ${letter}\t`).join("\n"),
);
const rows = sectionsOf(table, [], "").flatMap((section) => section.rows);

test("the recent ones come first, and those that are no emoji are left out", () => {
    const [recent] = sectionsOf(table, ["c", "?", "a"], "");
    expect(recent?.title).toBe("recent");
    expect(recent?.rows[0]?.map(({ emoji }: Emoji) => emoji)).toEqual(["c", "a"]);
});

test("a search shows only what it finds", () => {
    const sections = sectionsOf(table, ["a"], "b_code");
    expect(sections.map(({ title, rows }) => [title, rows.flat().length])).toEqual([["found", 1]]);
});

test.each([
    ["ArrowRight", { row: 0, column: 7 }, { row: 1, column: 0 }],
    ["ArrowLeft", { row: 1, column: 0 }, { row: 0, column: 7 }],
    ["ArrowDown", { row: 0, column: 6 }, { row: 1, column: 3 }],
    ["ArrowUp", { row: 1, column: 2 }, { row: 0, column: 2 }],
    ["ArrowUp", { row: 0, column: 2 }, { row: 0, column: 2 }],
    ["ArrowRight", { row: 1, column: 3 }, { row: 1, column: 3 }],
    ["x", { row: 0, column: 0 }, null],
])("%s from %j leads to %j", (key, from, to) => {
    expect(moved(rows, from, key, false)).toEqual(to);
});

test("from right to left the arrows point the other way", () => {
    expect(moved(rows, { row: 0, column: 0 }, "ArrowLeft", true)).toEqual({ row: 0, column: 1 });
    expect(moved(rows, { row: 1, column: 0 }, "ArrowRight", true)).toEqual({ row: 0, column: 7 });
    expect(moved(rows, { row: 1, column: 2 }, "ArrowUp", true)).toEqual({ row: 0, column: 2 });
});
