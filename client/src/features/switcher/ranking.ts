import type { Person, Room } from "../../protocol/entities";
import { fuzzyMatch } from "../../shared/fuzzy";

export type Page = "browse" | "threads" | "saved" | "search";

/** Somewhere to go. `also` are names that are found but not shown; `weight` is how likely it is meant, from 0 to 1. */
export type Place = { key: string; title: string; also: readonly string[]; weight: number } & (
    | { kind: "room"; room: Room }
    /** A public room that the user is not in. */
    | { kind: "joinable"; room: Room }
    /** Somebody with whom there is no direct room yet. */
    | { kind: "person"; person: Person }
    | { kind: "page"; page: Page }
);

/** A place that answers what was typed, and which parts of its title do. */
export type RankedPlace = { place: Place; ranges: readonly (readonly [number, number])[] };

// Half as good an answer wins only where it is much likelier to be meant.
const weightShare = 0.25;

/** The places that answer `query`, best first; without one, the likeliest. */
export function rankPlaces(query: string, places: readonly Place[], max: number): RankedPlace[] {
    const asked = query.trim() !== "";
    return places
        .flatMap((place) => {
            const title = fuzzyMatch(query, place.title);
            const other = Math.max(-1, ...place.also.map((name) => fuzzyMatch(query, name)?.score ?? -1));
            const score = Math.max(title?.score ?? -1, other);
            if (score < 0 || (!asked && place.weight <= 0)) return [];
            return [{ place, ranges: title?.ranges ?? [], score: score + place.weight * weightShare }];
        })
        .sort((a, b) => b.score - a.score || a.place.title.localeCompare(b.place.title))
        .slice(0, max);
}

/** How likely a room is meant: one that concerns the user, one that has news, one that was open lately. */
export function weightOf(
    { membership, kind }: Room,
    /** How many other rooms were open since; null for one that was not. */
    openedAgo: number | null,
): number {
    const recent = openedAgo === null ? 0.05 : 0.6 / (1 + openedAgo / 4);
    if (!membership || membership.muted || membership.unreadCount === 0) return recent;
    const urgent = membership.mentionCount > 0 || kind === "direct";
    return Math.min(1, recent + (urgent ? 0.6 : 0.25));
}
