import { describe, expect, test } from "vitest";
import { dayFrom, takeFilters, unfinishedFilter } from "./typed";

const english = { in: "in", from: "from", after: "after", before: "before" };
const german = { in: "in", from: "von", after: "nach", before: "vor" };

describe("what is typed", () => {
    test.each([
        ["epoxy", "epoxy", []],
        ["epoxy in:harbour ", "epoxy ", ["in=harbour"]],
        ["in:harbour epoxy", "epoxy", ["in=harbour"]],
        ["FROM:@tomas epoxy", "epoxy", ["from=@tomas"]],
        ['in:"boat shed" epoxy', "epoxy", ["in=boat shed"]],
        ["red in:a from:b after:2026-06-04 fox", "red fox", ["in=a", "from=b", "after=2026-06-04"]],
        ['"in:harbour said" x', '"in:harbour said" x', []],
        ["https://example.org x", "https://example.org x", []],
        ["in: x", "in: x", []],
        ["note:this x", "note:this x", []],
    ])("%j leaves %j and gives %j", (typed, text, filters) => {
        const taken = takeFilters(typed, english, false);
        expect([taken.text, taken.filters.map(({ kind, value }) => `${kind}=${value}`)]).toEqual([
            text,
            filters,
        ]);
    });

    test("is finished by a space, a closing quote, or by being done", () => {
        expect(takeFilters("in:har", english, false).filters).toEqual([]);
        expect(takeFilters("in:har", english, true).filters).toEqual([{ kind: "in", value: "har" }]);
        expect(takeFilters('in:"har"', english, false).filters).toHaveLength(1);
    });

    test("may use the words of the viewer's language, and the English ones", () => {
        const { filters } = takeFilters("von:tomas from:mira nach:gestern ", german, false);
        expect(filters.map(({ kind }) => kind)).toEqual(["from", "from", "after"]);
    });
});

test.each([
    ["epoxy in:", { kind: "in", value: "", start: 6 }],
    ["in:ha", { kind: "in", value: "ha", start: 0 }],
    ['from:"Tomás V', { kind: "from", value: "Tomás V", start: 0 }],
    ["in:ha ", null],
    ["begin:", null],
    ["epoxy", null],
])("of %j the filter being written is %j", (typed, expected) => {
    expect(unfinishedFilter(typed, english)).toEqual(expected);
});

test.each([
    ["2026-06-04", "2026-06-04"],
    ["2026-6-4", "2026-06-04"],
    ["today", "2026-03-01"],
    ["gestern", "2026-02-28"],
    ["2026-02-30", null],
    ["2026-13-01", null],
    ["soon", null],
])("%j is the day %j", (written, expected) => {
    expect(dayFrom(written, { today: "Heute", yesterday: "Gestern" }, new Date(2026, 2, 1, 12))).toBe(
        expected,
    );
});
