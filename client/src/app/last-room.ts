const storageKey = "chatter.recentRooms";
const keptMax = 30;

/** Keeps which rooms a user had open, the last one first, in this browser. */
export function rememberRoom(userId: string, roomId: string) {
    const others = recentRooms(userId).filter((id) => id !== roomId);
    try {
        localStorage.setItem(`${storageKey}.${userId}`, [roomId, ...others].slice(0, keptMax).join(" "));
    } catch {
        // Without storage the page begins at the list, which serves as well.
    }
}

export function recentRooms(userId: string): string[] {
    try {
        return (localStorage.getItem(`${storageKey}.${userId}`) ?? "").split(" ").filter(Boolean);
    } catch {
        return [];
    }
}

export function lastRoom(userId: string): string | null {
    return recentRooms(userId)[0] ?? null;
}
