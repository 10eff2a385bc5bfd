import { describe, expect, test } from "vitest";
import { sampleMembership, sampleRoom, tomas } from "../../protocol/samples";
import { type Place, rankPlaces, weightOf } from "./ranking";

const room = (title: string, weight = 0.05): Place => ({
    kind: "room",
    key: title,
    title,
    also: [],
    weight,
    room: sampleRoom({ id: title, name: title }),
});
const person: Place = {
    kind: "person",
    key: "u-tomas",
    title: "Tomás Vidal",
    also: ["captain"],
    weight: 0,
    person: tomas,
};

const titles = (query: string, ...places: Place[]) =>
    rankPlaces(query, places, 8).map(({ place }) => place.title);

describe("places", () => {
    test("are found by what they are called, the best answer first", () => {
        expect(titles("gen", room("engendered"), room("general"), room("kitchen"))).toEqual([
            "general",
            "engendered",
        ]);
    });

    test("are found by their other names too", () => {
        expect(titles("capt", person)).toEqual(["Tomás Vidal"]);
        expect(rankPlaces("capt", [person], 8)[0]?.ranges).toEqual([]);
    });

    test("that answer alike come in the order of how likely they are meant", () => {
        expect(titles("boat", room("boat-a", 0.1), room("boat-b", 0.9))).toEqual(["boat-b", "boat-a"]);
    });

    test("that are likely do not come before ones that are named outright", () => {
        expect(titles("board", room("cupboard", 0.6), room("board", 0.05))).toEqual(["board", "cupboard"]);
    });

    test("without a query are the likely ones", () => {
        expect(titles("", person, room("a", 0.3), room("b", 0.6))).toEqual(["b", "a"]);
    });
});

test("a room is the likelier meant the later it was open, and the more it concerns the user", () => {
    const quiet = sampleRoom();
    const unread = sampleRoom({ membership: sampleMembership({ unreadCount: 2 }) });
    const named = sampleRoom({ membership: sampleMembership({ unreadCount: 2, mentionCount: 1 }) });
    const muted = sampleRoom({ membership: sampleMembership({ unreadCount: 2, muted: true }) });
    const ascending = [
        weightOf(quiet, null),
        weightOf(quiet, 9),
        weightOf(quiet, 0),
        weightOf(unread, 0),
        weightOf(named, 0),
    ];
    expect([...ascending].sort((a, b) => a - b)).toEqual(ascending);
    expect(weightOf(muted, 0)).toBe(weightOf(quiet, 0));
});
