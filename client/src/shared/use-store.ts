import { useSyncExternalStore } from "react";
import type { Store } from "./store";

/** Draws with the store's value. */
export function useStore<T>(store: Store<T>): T {
    return useSyncExternalStore(store.subscribe, store.get, store.get);
}

/**
 * Draws with a part of the store's value, and again only when that part changes.
 * `select` must give back an identical value for an unchanged state.
 */
export function useSelected<T, Part>(store: Store<T>, select: (value: T) => Part): Part {
    const get = () => select(store.get());
    return useSyncExternalStore(store.subscribe, get, get);
}
