import type { Person } from "../../protocol/entities";
import type { Reply } from "../../protocol/reply";
import { fuzzyMatch } from "../../shared/fuzzy";
import { pageWords } from "../../shared/i18n/page-words";
import { sentenceFor } from "../../shared/words";
import type { SearchQuery } from "./query";
import { dayFrom, type FilterKind, type TypedFilter } from "./typed";

/** `mark` is what stands before the title in lists: `#` and the like. */
export type NamedRoom = { id: string; title: string; mark: string };

/** What filters can name. */
export type FilterSources = {
    meId: string;
    rooms: readonly NamedRoom[];
    /** Those of whom the page knows; the server knows more. */
    people: readonly Person[];
    findPeople: (text: string) => Promise<Reply<Person[]>>;
    roomName: (roomId: string) => string;
    personName: (userId: string) => string;
};

/** Something that a filter being typed may mean. */
export type Suggestion = { key: string; change: Partial<SearchQuery>; label: string } & (
    | { person: Person }
    | { person: null; mark: string }
);

const suggestedMax = 8;

/** What the filter `value` so far may mean, best first. */
export function suggestionsFor(kind: FilterKind, value: string, sources: FilterSources): Suggestion[] {
    if (kind === "in") {
        const ranked = best(sources.rooms, bare(value, "#"), (room) => [room.title]);
        return ranked.map(({ id, title, mark }) => ({
            key: id,
            change: { roomId: id },
            label: title,
            person: null,
            mark,
        }));
    }
    if (kind !== "from") return [];
    const ranked = best(sources.people, bare(value, "@"), (person) => [person.displayName, person.username]);
    return ranked.map((person) => ({
        key: person.id,
        change: { authorId: person.id },
        label: person.displayName,
        person,
    }));
}

/** What a finished filter changes in the query, or a sentence for why it means nothing. */
export async function meaningOf(
    { kind, value }: TypedFilter,
    sources: FilterSources,
): Promise<Partial<SearchQuery> | string> {
    const { search, common } = pageWords();
    switch (kind) {
        case "in": {
            const name = bare(value, "#").toLowerCase();
            const room = sources.rooms.find(({ title }) => title.toLowerCase() === name);
            return room ? { roomId: room.id } : search.noRoom(value);
        }
        case "from": {
            const name = bare(value, "@").toLowerCase();
            if (name === "me" || name === search.me) return { authorId: sources.meId };
            const known = called(name, sources.people);
            if (known) return { authorId: known.id };
            const reply = await sources.findPeople(name);
            if (!reply.ok) return sentenceFor(reply.problem);
            const found = called(name, reply.value);
            return found ? { authorId: found.id } : search.noPerson(value);
        }
        case "after":
        case "before": {
            const day = dayFrom(value, common);
            return day ? { [kind]: day } : search.noDay(value);
        }
    }
}

function called(name: string, people: readonly Person[]): Person | undefined {
    return (
        people.find(({ username }) => username === name) ??
        people.find(({ displayName }) => displayName.toLowerCase() === name)
    );
}

function best<T>(items: readonly T[], text: string, namesOf: (item: T) => string[]): T[] {
    return items
        .flatMap((item) => {
            const scores = namesOf(item).flatMap((name) => fuzzyMatch(text, name)?.score ?? []);
            return scores.length > 0 ? [{ item, score: Math.max(...scores) }] : [];
        })
        .sort((a, b) => b.score - a.score)
        .slice(0, suggestedMax)
        .map(({ item }) => item);
}

function bare(value: string, mark: string): string {
    return value.startsWith(mark) ? value.slice(1) : value;
}
