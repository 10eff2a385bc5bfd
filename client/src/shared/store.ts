/** A value that can be watched. Setting an identical value tells nobody. */
export type Store<T> = {
    get(): T;
    set(value: T): void;
    update(change: (value: T) => T): void;
    /** Calls `listener` after every change, or once after those of a batch, until the returned undo is called. */
    subscribe(listener: () => void): () => void;
};

export function createStore<T>(initial: T): Store<T> {
    let current = initial;
    const listeners = new Set<() => void>();

    function tell() {
        for (const listener of [...listeners]) listener();
    }

    function set(value: T) {
        if (Object.is(value, current)) return;
        current = value;
        if (batched) batched.add(tell);
        else tell();
    }

    return {
        get: () => current,
        set,
        update: (change) => set(change(current)),
        subscribe(listener) {
            listeners.add(listener);
            return () => {
                listeners.delete(listener);
            };
        },
    };
}

/** Those who tell of the stores that the running batch has changed. */
let batched: Set<() => void> | null = null;

/** Runs many changes as one: every store has its new value at once, and tells of it at the end. */
export function batch(changes: () => void) {
    if (batched) return changes();
    const changed = new Set<() => void>();
    batched = changed;
    try {
        changes();
    } finally {
        batched = null;
        for (const tell of changed) tell();
    }
}

/** News that is heard one by one, as each of it counts: of a store that changes twice in a batch only the last is seen. */
export type Signal<T> = {
    tell(news: T): void;
    /** Calls `listener` with all that is told until the returned undo is called. */
    subscribe(listener: (news: T) => void): () => void;
};

export function createSignal<T>(): Signal<T> {
    const listeners = new Set<(news: T) => void>();
    return {
        tell(news) {
            for (const listener of [...listeners]) listener(news);
        },
        subscribe(listener) {
            listeners.add(listener);
            return () => {
                listeners.delete(listener);
            };
        },
    };
}
