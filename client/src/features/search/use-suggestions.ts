import { useEffect, useMemo, useState } from "react";
import type { Person } from "../../protocol/entities";
import { type FilterSources, type Suggestion, suggestionsFor } from "./filters";
import type { TypedFilter } from "./typed";

const settleMs = 150;

/** What the filter being written may mean: of what the page knows at once, and of whom the server finds a moment later. */
export function useSuggestions(unfinished: TypedFilter | null, sources: FilterSources): Suggestion[] {
    const { kind, value } = unfinished ?? { kind: null, value: "" };
    const [found, setFound] = useState<readonly Person[]>([]);
    const { findPeople } = sources;

    useEffect(() => {
        if (kind !== "from") return;
        let current = true;
        const timer = setTimeout(async () => {
            const reply = await findPeople(value.replace(/^@/, ""));
            if (current && reply.ok) setFound(reply.value);
        }, settleMs);
        return () => {
            current = false;
            clearTimeout(timer);
        };
    }, [kind, value, findPeople]);

    return useMemo(() => {
        if (kind === null) return [];
        const people = new Map([...sources.people, ...found].map((person) => [person.id, person]));
        return suggestionsFor(kind, value, { ...sources, people: [...people.values()] });
    }, [kind, value, sources, found]);
}
