/**
 * Several tabs of one browser tell of a message once, and of none that another tab has in front of somebody.
 * Tabs see each other's locks: one is held for the room that is being looked at, one for each message told of.
 */
const watchingPrefix = "chatter.watching.";
const toldPrefix = "chatter.told.";
const toldMs = 5_000;

/** Says that the room is in front of somebody, until the undo is called. */
export function watchRoom(roomId: string): () => void {
    let leave = () => {};
    const left = new Promise<void>((resolve) => {
        leave = resolve;
    });
    void navigator.locks?.request(watchingPrefix + roomId, { mode: "shared" }, () => left);
    return leave;
}

/** Whether any tab has the room in front of somebody. */
export async function isWatched(roomId: string): Promise<boolean> {
    const locks = await navigator.locks?.query();
    return locks?.held?.some(({ name }) => name === watchingPrefix + roomId) ?? false;
}

/** True for the one tab that is to tell of the message. */
export function claim(messageId: string): Promise<boolean> {
    return new Promise((resolve) => {
        if (!navigator.locks) return resolve(true);
        void navigator.locks.request(toldPrefix + messageId, { ifAvailable: true }, async (lock) => {
            resolve(lock !== null);
            if (lock) await new Promise((done) => setTimeout(done, toldMs));
        });
    });
}
