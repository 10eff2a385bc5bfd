import type { Problem, Reply } from "../protocol/reply";
import { createStore, type Store } from "./store";

/** A list that comes in parts, as far as it has come. */
export type Paged<T> = {
    phase: "loading" | "ready" | "failed";
    problem: Problem | null;
    items: readonly T[];
    /** Where the next part begins; null at the end of the list. */
    nextBefore: string | null;
    loadingMore: boolean;
};

type Source<T> = (before?: string) => Promise<Reply<{ items: T[]; nextBefore: string | null }>>;

/** Loads a list part by part. */
export class PagedList<T> {
    readonly state: Store<Paged<T>> = createStore<Paged<T>>({
        phase: "loading",
        problem: null,
        items: [],
        nextBefore: null,
        loadingMore: false,
    });

    constructor(private readonly source: Source<T>) {}

    /** Reads the list from its beginning; what is shown stays until the answer is here. */
    async load() {
        const reply = await this.source();
        this.state.update((state) => {
            if (reply.ok)
                return { ...state, ...reply.value, phase: "ready", problem: null, loadingMore: false };
            return state.phase === "ready" ? state : { ...state, phase: "failed", problem: reply.problem };
        });
    }

    async more() {
        const { nextBefore, loadingMore } = this.state.get();
        if (nextBefore === null || loadingMore) return;
        this.state.update((state) => ({ ...state, loadingMore: true }));
        const reply = await this.source(nextBefore);
        this.state.update((state) => {
            // The list was read anew meanwhile: this part no longer follows on it.
            if (state.nextBefore !== nextBefore) return state;
            if (!reply.ok) return { ...state, loadingMore: false };
            const items = [...state.items, ...reply.value.items];
            return { ...state, items, nextBefore: reply.value.nextBefore, loadingMore: false };
        });
    }

    /** Puts what has changed into the place of what was there. */
    change(changed: (item: T) => T) {
        this.state.update((state) => ({ ...state, items: state.items.map(changed) }));
    }

    /** Takes out what no longer belongs into the list. */
    drop(gone: (item: T) => boolean) {
        this.state.update((state) => ({ ...state, items: state.items.filter((item) => !gone(item)) }));
    }
}
