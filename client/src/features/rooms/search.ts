import { useEffect, useState } from "react";
import { failed, type Problem, type Reply } from "../../protocol/reply";

/** A search as it stands; the last results stay visible while the next ones are on their way. */
export type Search<T> = { results: readonly T[] | null; problem: Problem | null; retry: () => void };

const settleMs = 200;

/** Searches as the user types; `find` must be stable, and is not asked while `query` is null. */
export function useSearch<T>(find: (query: string) => Promise<Reply<T[]>>, query: string | null): Search<T> {
    const [results, setResults] = useState<readonly T[] | null>(null);
    const [problem, setProblem] = useState<Problem | null>(null);
    const [attempt, setAttempt] = useState(0);

    // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt asks the same again.
    useEffect(() => {
        if (query === null) {
            setResults(null);
            return;
        }
        let current = true;
        const timer = setTimeout(
            async () => {
                const reply = await find(query).catch(() => failed<T[]>({ code: "offline" }));
                if (!current) return;
                setProblem(reply.ok ? null : reply.problem);
                if (reply.ok) setResults(reply.value);
            },
            query === "" ? 0 : settleMs,
        );
        return () => {
            current = false;
            clearTimeout(timer);
        };
    }, [find, query, attempt]);

    return { results, problem, retry: () => setAttempt((count) => count + 1) };
}
