import { useSyncExternalStore } from "react";

const narrow = matchMedia("(max-width: 767.98px)");

function subscribe(listener: () => void): () => void {
    narrow.addEventListener("change", listener);
    return () => narrow.removeEventListener("change", listener);
}

/** Whether there is room for one pane only, as on a phone. */
export function useNarrow(): boolean {
    return useSyncExternalStore(subscribe, () => narrow.matches);
}
