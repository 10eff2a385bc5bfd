const storageKey = "chatter.lastRoom";

/** Keeps which room a user had open last, in this browser. */
export function rememberRoom(userId: string, roomId: string) {
    try {
        localStorage.setItem(`${storageKey}.${userId}`, roomId);
    } catch {
        // Without storage the page begins at the list, which serves as well.
    }
}

export function lastRoom(userId: string): string | null {
    try {
        return localStorage.getItem(`${storageKey}.${userId}`);
    } catch {
        return null;
    }
}
