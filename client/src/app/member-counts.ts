const settleMs = 400;

/**
 * Keeps the open room's number of members true. Comings and goings may be told twice, so they
 * are not counted here but asked about: once for a burst, and only for the room that is open.
 */
export class MemberCounts {
    private readonly stale = new Set<string>();
    private timer: ReturnType<typeof setTimeout> | undefined;
    private openRoomId: string | null = null;

    constructor(private readonly ask: (roomId: string) => Promise<void>) {}

    lookAt(roomId: string | null) {
        this.openRoomId = roomId;
        this.askSoon();
    }

    changed(roomId: string) {
        this.stale.add(roomId);
        this.askSoon();
    }

    stop() {
        clearTimeout(this.timer);
    }

    private askSoon() {
        clearTimeout(this.timer);
        if (this.openRoomId === null || !this.stale.has(this.openRoomId)) return;
        this.timer = setTimeout(() => {
            const roomId = this.openRoomId;
            if (roomId !== null && this.stale.delete(roomId)) void this.ask(roomId);
        }, settleMs);
    }
}
