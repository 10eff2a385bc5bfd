import { expect, test } from "vitest";
import { mira, sampleMessage, sampleRoom, tomas } from "../../protocol/samples";
import { choicesFor } from "./choices";
import type { Place } from "./ranking";
import type { LookedUp } from "./use-lookup";

const jonas = { id: "u-jonas", username: "boatman", displayName: "Jonas", avatarUrl: null };
const boats = sampleRoom({ id: "r-boats", name: "boats" });
const direct = sampleRoom({ id: "r-direct", kind: "direct", members: [mira, tomas] });

const place = (room: typeof boats, title: string): Place => ({
    kind: "room",
    key: room.id,
    title,
    also: [],
    weight: 0.3,
    room,
});
const places = [place(boats, "boats"), place(direct, "Tomás Vidal")];

const found = (part: Partial<LookedUp> = {}): LookedUp => ({
    rooms: [],
    people: [],
    messages: [],
    problem: null,
    done: true,
    ...part,
});

const keys = (typed: string, part?: Partial<LookedUp>) =>
    choicesFor(typed, places, found(part), mira.id).map(({ group, key }) => `${group} ${key}`);

test("before anything is typed there are the likely places alone", () => {
    const messages = [{ message: sampleMessage(1), room: boats, highlights: [] }];
    expect(keys(" ", { messages })).toEqual(["recent r-boats", "recent r-direct"]);
});

test("what is known here stands above what the server finds, and each stands once", () => {
    const club = sampleRoom({ id: "r-club", name: "boat" });
    const messages = [{ message: sampleMessage(1), room: boats, highlights: [] }];
    expect(keys("boat", { rooms: [club, boats], people: [jonas, mira], messages })).toEqual([
        "found r-boats",
        "found r-club",
        "found u-jonas",
        "messages m-1",
        "search search",
    ]);
});

test("whoever has a direct room is reached by that", () => {
    expect(keys("tom", { people: [tomas] })).toEqual(["found r-direct", "search search"]);
});
