import { createStore, type Store } from "./store";

/** One sentence that comes and goes at the foot of the page: what has just been done, or why it was not. */
export type Toast = { id: number; text: string; tone: "done" | "failed" };

export const toasts: Store<readonly Toast[]> = createStore<readonly Toast[]>([]);

const shownMs = { done: 2_500, failed: 6_000 };
const shownMax = 3;
let nextId = 1;

/** Says it; the same sentence is not shown twice at once. */
export function say(text: string, tone: Toast["tone"] = "done") {
    const toast = { id: nextId++, text, tone };
    toasts.update((shown) => [...shown.filter((other) => other.text !== text), toast].slice(-shownMax));
    setTimeout(() => dismiss(toast.id), shownMs[tone]);
}

export function dismiss(id: number) {
    toasts.update((shown) =>
        shown.some((toast) => toast.id === id) ? shown.filter((toast) => toast.id !== id) : shown,
    );
}
