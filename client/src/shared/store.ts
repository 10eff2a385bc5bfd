/** A value that can be watched. Setting an identical value tells nobody. */
export type Store<T> = {
    get(): T;
    set(value: T): void;
    update(change: (value: T) => T): void;
    /** Calls `listener` after every change until the returned undo is called. */
    subscribe(listener: () => void): () => void;
};

export function createStore<T>(initial: T): Store<T> {
    let current = initial;
    const listeners = new Set<() => void>();

    function set(value: T) {
        if (Object.is(value, current)) return;
        current = value;
        for (const listener of [...listeners]) listener();
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
