import { type Place, type RankedPlace, rankPlaces } from "./ranking";
import type { FoundMessage, LookedUp } from "./use-lookup";

/** One line of the switcher. */
export type Choice = { key: string; group: "recent" | "found" | "messages" | "search" } & (
    | { kind: "place"; ranked: RankedPlace }
    | { kind: "message"; found: FoundMessage }
    /** All messages that hold the text. */
    | { kind: "search"; text: string }
);

const placesMax = 8;
const messagesMax = 5;

/**
 * What can be chosen for what is typed. What is known here comes before what the server finds, which comes later: so
 * nothing takes the place of what somebody is about to choose.
 */
export function choicesFor(typed: string, places: readonly Place[], found: LookedUp, meId: string): Choice[] {
    const text = typed.trim();
    const known = rankPlaces(text, places, placesMax);
    const elsewhere = text === "" ? [] : rankPlaces(text, placesElsewhere(places, found, meId), placesMax);
    const group = text === "" ? "recent" : "found";
    const ranked = [...known, ...elsewhere].slice(0, placesMax + 4);
    const messages = text === "" ? [] : found.messages.slice(0, messagesMax);
    return [
        ...ranked.map((each): Choice => ({ kind: "place", key: each.place.key, group, ranked: each })),
        ...messages.map(
            (each): Choice => ({ kind: "message", key: each.message.id, group: "messages", found: each }),
        ),
        ...(text === "" ? [] : [{ kind: "search", key: "search", group: "search", text } as const]),
    ];
}

/** What the server found and this page did not know. */
function placesElsewhere(places: readonly Place[], found: LookedUp, meId: string): Place[] {
    const known = new Set(places.map(({ key }) => key));
    const talkedTo = new Set(
        places.flatMap((place) =>
            place.kind === "room" && place.room.kind === "direct" && place.room.members.length <= 2
                ? place.room.members.map(({ id }) => id)
                : [],
        ),
    );
    const rooms = found.rooms.map(
        (room): Place => ({ kind: "joinable", key: room.id, title: room.name, also: [], weight: 0, room }),
    );
    const people = found.people
        .filter(({ id }) => id !== meId && !talkedTo.has(id))
        .map(
            (person): Place => ({
                kind: "person",
                key: person.id,
                title: person.displayName,
                also: [person.username],
                weight: 0,
                person,
            }),
        );
    return [...rooms, ...people].filter(({ key }) => !known.has(key));
}
