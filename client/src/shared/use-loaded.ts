import { useCallback, useEffect, useState } from "react";
import type { Problem, Reply } from "../protocol/reply";

/** Something that is asked for as it is shown. */
export type Loaded<T> = {
    value: T | null;
    /** Why it is not there; what was there before stays. */
    problem: Problem | null;
    /** Asks again. */
    reload: () => void;
    set: (change: (value: T) => T) => void;
};

/** Asks for something as it is shown first, and again when `ask` is another function: it must be stable. */
export function useLoaded<T>(ask: () => Promise<Reply<T>>): Loaded<T> {
    const [value, setValue] = useState<T | null>(null);
    const [problem, setProblem] = useState<Problem | null>(null);
    const [attempt, setAttempt] = useState(0);

    // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt asks the same again.
    useEffect(() => {
        let current = true;
        void ask().then((reply) => {
            if (!current) return;
            setProblem(reply.ok ? null : reply.problem);
            if (reply.ok) setValue(reply.value);
        });
        return () => {
            current = false;
        };
    }, [ask, attempt]);

    const reload = useCallback(() => setAttempt((count) => count + 1), []);
    const set = useCallback(
        (change: (value: T) => T) => setValue((held) => (held === null ? null : change(held))),
        [],
    );
    return { value, problem, reload, set };
}
