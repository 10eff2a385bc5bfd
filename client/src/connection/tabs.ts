/** How the open tabs of one browser keep out of each other's way. */
export type Tabs = {
    /** Runs `task` while no other tab runs one of the same name. */
    alone<T>(name: string, task: () => Promise<T>): Promise<T>;
    /** Tells the other tabs that the stored outbox has changed. */
    announceChange(): void;
    /** Calls `listener` when another tab has announced a change, until the undo is called. */
    onChange(listener: () => void): () => void;
};

/** Tabs by Web Locks and a BroadcastChannel; a page without locks (plain http) works alone. */
export function openTabs(): Tabs {
    const channel = new BroadcastChannel("chatter.outbox");
    return {
        alone: (name, task) =>
            "locks" in navigator ? navigator.locks.request(`chatter.outbox:${name}`, task) : task(),
        announceChange: () => channel.postMessage("changed"),
        onChange(listener) {
            channel.addEventListener("message", listener);
            return () => {
                channel.removeEventListener("message", listener);
                channel.close();
            };
        },
    };
}
