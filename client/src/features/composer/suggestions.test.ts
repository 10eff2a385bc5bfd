import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Person } from "../../protocol/entities";
import { failed, succeeded } from "../../protocol/reply";
import { mira, sampleRoom, tomas } from "../../protocol/samples";
import { peopleFor, roomsFor, type Suggestion, type SuggestionSources, suggest } from "./suggestions";

const person = (username: string, displayName: string) => ({
    id: username,
    username,
    displayName,
    avatarUrl: null,
});
const joern = person("jl", "Jörn Lindqvist");
const sofia = person("sofia", "Sofia Marchetti");
const all = { me: mira, mayNameEverybody: true };
const members = (people: readonly Person[], areAll = true) => ({ people, areAll });
const inserts = (suggestions: readonly Suggestion[]) => suggestions.map(({ insert }) => insert);

describe("people", () => {
    test("are those of the room but oneself, then everybody at once", () => {
        expect(inserts(peopleFor("", all, members([mira, tomas, joern]), []))).toEqual([
            "@tomas ",
            "@jl ",
            "@room ",
            "@here ",
        ]);
    });

    test("are found by any of their names, without regard to case and accents", () => {
        for (const query of ["jl", "JO", "lind", "jör"]) {
            expect(inserts(peopleFor(query, all, members([tomas, joern]), []))).toEqual(["@jl "]);
        }
        expect(peopleFor("xyz", all, members([tomas, joern]), [])).toEqual([]);
    });

    test("from elsewhere come last, and are marked", () => {
        const found = peopleFor("o", { ...all, mayNameEverybody: false }, members([tomas]), [tomas, sofia]);
        expect(found.map((one) => one.kind === "person" && [one.person.username, one.isOutside])).toEqual([
            ["tomas", false],
            ["sofia", true],
        ]);
    });

    test("of a room too large to know all of are not said to be elsewhere", () => {
        const [found] = peopleFor("sofia", all, members([tomas], false), [sofia]);
        expect(found).toMatchObject({ insert: "@sofia ", isOutside: false });
    });

    test("do not crowd out everybody at once, whom only some may name", () => {
        const many = Array.from({ length: 20 }, (_, n) => person(`p${n}`, `Person ${n}`));
        expect(inserts(peopleFor("", all, members(many), [])).slice(-2)).toEqual(["@room ", "@here "]);
        expect(peopleFor("", all, members(many), [])).toHaveLength(8);
        expect(inserts(peopleFor("", { ...all, mayNameEverybody: false }, members(many), []))).not.toContain(
            "@room ",
        );
    });
});

test("rooms are one's own first, then others that are open, never direct ones", () => {
    const own = [
        sampleRoom({ id: "r-1", name: "boats" }),
        sampleRoom({ id: "r-2", kind: "direct", name: "" }),
    ];
    const found = [sampleRoom({ id: "r-1", name: "boats" }), sampleRoom({ id: "r-3", name: "model boats" })];
    expect(inserts(roomsFor("boa", own, found))).toEqual(["#boats ", "#model boats "]);
});

describe("suggest", () => {
    let sources: SuggestionSources;
    let shown: string[][];
    const token = (query: string) => ({ kind: "person" as const, query, start: 0, end: query.length + 1 });
    const show = (suggestions: readonly Suggestion[]) => shown.push(inserts(suggestions));

    beforeEach(() => {
        vi.useFakeTimers();
        shown = [];
        sources = {
            ...all,
            mayNameEverybody: false,
            open: true,
            members: async () => members([tomas]),
            findUsers: vi.fn(async () => succeeded([sofia])),
            rooms: () => [],
            findRooms: async () => failed({ code: "offline" }),
        };
    });

    afterEach(() => vi.useRealTimers());

    test("shows what is known at once, and more when the server has answered", async () => {
        suggest(token("o"), sources, show);
        await vi.advanceTimersByTimeAsync(0);
        expect(shown).toEqual([["@tomas "]]);
        await vi.advanceTimersByTimeAsync(200);
        expect(shown.at(-1)).toEqual(["@tomas ", "@sofia "]);
    });

    test("asks nothing for what was typed on, and shows nothing after its undo", async () => {
        suggest(token("o"), sources, show)();
        await vi.advanceTimersByTimeAsync(200);
        expect(shown).toEqual([]);
        expect(sources.findUsers).not.toHaveBeenCalled();
    });

    test("names nobody from elsewhere in a direct room, nor when the server cannot be asked", async () => {
        suggest(token("o"), { ...sources, open: false }, show);
        suggest(token("o"), { ...sources, findUsers: async () => failed({ code: "offline" }) }, show);
        await vi.advanceTimersByTimeAsync(200);
        expect(shown).toEqual([["@tomas "], ["@tomas "]]);
    });

    test("finds emoji by their short names, also where somebody typed on before their table was there", async () => {
        vi.useRealTimers();
        suggest({ kind: "emoji", query: "tad", start: 0, end: 4 }, sources, show)();
        suggest({ kind: "emoji", query: "tada", start: 0, end: 5 }, sources, show);
        await vi.waitFor(() => expect(shown.at(-1)?.[0]).toBe("🎉"), 10_000);
    }, 15_000);
});
