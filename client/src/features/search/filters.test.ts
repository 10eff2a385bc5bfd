import { expect, test } from "vitest";
import { failed, succeeded } from "../../protocol/reply";
import { mira, tomas } from "../../protocol/samples";
import { type FilterSources, meaningOf, suggestionsFor } from "./filters";

const jonas = { id: "u-jonas", username: "jonas", displayName: "Jonas Keller", avatarUrl: null };

const sources: FilterSources = {
    meId: mira.id,
    rooms: [
        { id: "r-1", title: "boat-restoration", mark: "#" },
        { id: "r-2", title: "Board", mark: "◆" },
        { id: "r-3", title: "Tomás Vidal", mark: "@" },
    ],
    people: [mira, tomas],
    findPeople: async (text) => succeeded(text === "jonas" ? [jonas] : []),
    roomName: () => "",
    personName: () => "",
};

const labels = (kind: "in" | "from" | "after", value: string) =>
    suggestionsFor(kind, value, sources).map(({ label }) => label);

test("rooms and people are suggested, the best answer first", () => {
    expect(labels("in", "bo")).toEqual(["Board", "boat-restoration"]);
    expect(labels("in", "#rest")).toEqual(["boat-restoration"]);
    expect(labels("from", "@tom")).toEqual(["Tomás Vidal"]);
    expect(labels("from", "")).toHaveLength(2);
    expect(labels("after", "2026")).toEqual([]);
});

test.each([
    ["in", "#board", { roomId: "r-2" }],
    ["in", "tomás vidal", { roomId: "r-3" }],
    ["from", "@Tomas", { authorId: "u-tomas" }],
    ["from", "mira okafor", { authorId: "u-mira" }],
    ["from", "me", { authorId: "u-mira" }],
    ["from", "jonas", { authorId: "u-jonas" }],
    ["after", "2026-06-04", { after: "2026-06-04" }],
    ["before", "2026-06-04", { before: "2026-06-04" }],
    ["in", "kitchen", "You are in no room called kitchen"],
    ["from", "nobody", "Nobody here is called nobody"],
    ["after", "soon", "soon is no day. Write it as 2026-06-04, or today, or yesterday"],
] as const)("%s:%s means %j", async (kind, value, meaning) => {
    expect(await meaningOf({ kind, value }, sources)).toEqual(meaning);
});

test("whoever cannot be looked up is not called nobody", async () => {
    const offline = { ...sources, findPeople: async () => failed<never[]>({ code: "offline" }) };
    expect(await meaningOf({ kind: "from", value: "jonas" }, offline)).toBe("No connection right now");
});
