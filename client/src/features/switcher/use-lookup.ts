import { useEffect, useState } from "react";
import type { Message, Person, Room } from "../../protocol/entities";
import type { Problem, Reply } from "../../protocol/reply";
import type { Highlight } from "../../shared/excerpt";

export type FoundMessage = { message: Message; room: Room; highlights: readonly Highlight[] };

/** What only the server knows. */
export type Lookup = {
    rooms: (text: string) => Promise<Reply<Room[]>>;
    people: (text: string) => Promise<Reply<Person[]>>;
    messages: (text: string) => Promise<Reply<FoundMessage[]>>;
};

export type LookedUp = {
    rooms: readonly Room[];
    people: readonly Person[];
    messages: readonly FoundMessage[];
    /** Why a part of it is missing. */
    problem: Problem | null;
    /** Whether this is the answer to what is typed now. */
    done: boolean;
};

const settleMs = 180;
const nothing: LookedUp = { rooms: [], people: [], messages: [], problem: null, done: true };

/** Asks the server a moment after the last key; the former answer stays until there is one. */
export function useLookup(lookup: Lookup, text: string): LookedUp {
    const [answer, setAnswer] = useState<{ text: string; found: LookedUp }>({ text: "", found: nothing });
    useEffect(() => {
        if (text === "") return;
        let current = true;
        const timer = setTimeout(async () => {
            const [rooms, people, messages] = await Promise.all([
                lookup.rooms(text),
                lookup.people(text),
                lookup.messages(text),
            ]);
            const failed = [rooms, people, messages].find((reply) => !reply.ok);
            const found = {
                rooms: rooms.ok ? rooms.value : [],
                people: people.ok ? people.value : [],
                messages: messages.ok ? messages.value : [],
                problem: failed && !failed.ok ? failed.problem : null,
                done: true,
            };
            if (current) setAnswer({ text, found });
        }, settleMs);
        return () => {
            current = false;
            clearTimeout(timer);
        };
    }, [lookup, text]);
    if (text === "") return nothing;
    return answer.text === text ? answer.found : { ...answer.found, done: false };
}
