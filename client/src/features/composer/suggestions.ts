import type { Person, Room } from "../../protocol/entities";
import type { Reply } from "../../protocol/reply";
import { findEmoji } from "../../shared/emoji/emoji";
import { emojiTable, loadEmoji } from "../../shared/emoji/tables";
import type { Token } from "./token";

/** People of a room; of a large one `areAll` may be false, and then others may be in it too. */
export type Members = { people: readonly Person[]; areAll: boolean };

/** Whom and what a room's composer may name. */
export type SuggestionSources = {
    me: Person;
    /** Whether a message may mention everybody in the room at once. */
    mayNameEverybody: boolean;
    /** Whether others than the room's people may be named. */
    open: boolean;
    members(): Promise<Members>;
    findUsers(query: string): Promise<Reply<readonly Person[]>>;
    /** The user's own rooms. */
    rooms(): readonly Room[];
    findRooms(query: string): Promise<Reply<readonly Room[]>>;
};

export type Suggestion =
    | { kind: "person"; key: string; insert: string; person: Person; isOutside: boolean }
    | { kind: "everybody"; key: string; insert: string; word: Everybody }
    | { kind: "emoji"; key: string; insert: string; emoji: string; shortcode: string; name: string }
    | { kind: "room"; key: string; insert: string; name: string; topic: string };

const shownMax = 8;
const askAfterMs = 120;

const everybody = ["room", "here"] as const;
type Everybody = (typeof everybody)[number];

/**
 * Tells `show` what completes the token: at once what is known, again when more is, until the
 * returned undo is called.
 */
export function suggest(
    token: Token,
    sources: SuggestionSources,
    show: (suggestions: readonly Suggestion[]) => void,
): () => void {
    const ended = new AbortController();
    const tell = (suggestions: readonly Suggestion[]) => {
        if (!ended.signal.aborted) show(suggestions);
    };
    const ask = askServer(ended.signal);
    if (token.kind === "person") void suggestPeople(token.query, sources, ask, tell);
    else if (token.kind === "room") void suggestRooms(token.query, sources, ask, tell);
    else void suggestEmoji(token.query, tell);
    return () => ended.abort();
}

/** Asks once somebody has stopped typing for a moment; what fails finds nothing. */
function askServer(ended: AbortSignal) {
    return async <T>(question: () => Promise<Reply<readonly T[]>>): Promise<readonly T[]> => {
        await new Promise((resolve) => setTimeout(resolve, askAfterMs));
        if (ended.aborted) return [];
        const reply = await question();
        return reply.ok ? reply.value : [];
    };
}

type Ask = ReturnType<typeof askServer>;
type Tell = (suggestions: readonly Suggestion[]) => void;

async function suggestPeople(query: string, sources: SuggestionSources, ask: Ask, tell: Tell) {
    const members = await sources.members();
    tell(peopleFor(query, sources, members, []));
    if (query === "" || !sources.open) return;
    const others = await ask(() => sources.findUsers(query));
    if (others.length > 0) tell(peopleFor(query, sources, members, others));
}

/** The room's people first, then all of them at once, then those who would not hear of it. */
export function peopleFor(
    query: string,
    { me, mayNameEverybody }: Pick<SuggestionSources, "me" | "mayNameEverybody">,
    members: Members,
    others: readonly Person[],
): Suggestion[] {
    const inRoom = new Set(members.people.map(({ id }) => id));
    const elsewhere = others.filter(({ id }) => !inRoom.has(id));
    const words = mayNameEverybody ? everybody.filter((word) => word.startsWith(query.toLowerCase())) : [];
    const named = (people: readonly Person[], isOutside: boolean): Suggestion[] =>
        nearest(people, query, (person) => [person.username, person.displayName])
            .filter(({ id }) => id !== me.id)
            .map((person) => ({
                kind: "person",
                key: person.id,
                insert: `@${person.username} `,
                person,
                isOutside,
            }));
    return [
        ...named(members.people, false).slice(0, shownMax - words.length),
        ...words.map((word): Suggestion => ({ kind: "everybody", key: word, insert: `@${word} `, word })),
        ...named(elsewhere, members.areAll),
    ].slice(0, shownMax);
}

async function suggestRooms(query: string, sources: SuggestionSources, ask: Ask, tell: Tell) {
    const own = sources.rooms();
    tell(roomsFor(query, own, []));
    const found = await ask(() => sources.findRooms(query));
    if (found.length > 0) tell(roomsFor(query, own, found));
}

/** The user's own rooms first, then those that they could join. */
export function roomsFor(query: string, own: readonly Room[], found: readonly Room[]): Suggestion[] {
    const known = new Set(own.map(({ id }) => id));
    const named = (rooms: readonly Room[]) => nearest(rooms, query, ({ name }) => [name]);
    return [
        ...named(own.filter(({ kind }) => kind !== "direct")),
        ...named(found.filter(({ id }) => !known.has(id))),
    ]
        .slice(0, shownMax)
        .map(({ id, name, topic }) => ({ kind: "room", key: id, insert: `#${name} `, name, topic }));
}

async function suggestEmoji(query: string, tell: Tell) {
    await loadEmoji();
    const table = emojiTable.get();
    if (!table) return;
    tell(
        findEmoji(table, query, shownMax).map(({ emoji, shortcodes, name }) => ({
            kind: "emoji",
            key: emoji,
            insert: emoji,
            emoji,
            shortcode: shortcodes[0] ?? "",
            name,
        })),
    );
}

/** What has a name that the query fits, the nearest first: the very name, its beginning, a later word's, within it. */
function nearest<T>(things: readonly T[], query: string, namesOf: (thing: T) => readonly string[]): T[] {
    const wanted = folded(query);
    const ranked = things.map((thing) => ({
        thing,
        rank: Math.min(...namesOf(thing).map((name) => rankOf(folded(name), wanted))),
    }));
    return ranked
        .filter(({ rank }) => rank < noMatch)
        .sort((a, b) => a.rank - b.rank)
        .map(({ thing }) => thing);
}

const noMatch = 4;

function rankOf(name: string, wanted: string): number {
    if (name === wanted) return 0;
    if (name.startsWith(wanted)) return 1;
    if (name.split(/[\s._-]+/).some((word) => word.startsWith(wanted))) return 2;
    return name.includes(wanted) ? 3 : noMatch;
}

/** Without accents and case: whoever types "jo" finds "Jö". */
function folded(text: string): string {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
