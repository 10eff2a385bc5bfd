import type { ReadPosition } from "../protocol/entities";
import { isTransient, type Reply } from "../protocol/reply";

const settleMs = 250;
/** After the server did not take it, where it does not say when it will. */
const againMs = 5_000;

/** Tells the server how far the user has read, a moment after the last change. */
export class ReadMarker {
    private readonly wanted = new Map<string, number>();
    private heldRoomId: string | null = null;
    private timer: ReturnType<typeof setTimeout> | undefined;

    constructor(
        private readonly send: (roomId: string, seq: number) => Promise<Reply<ReadPosition>>,
        private readonly onRead: (roomId: string, read: ReadPosition) => void,
    ) {}

    /** Everything of the room up to `seq` has been seen. */
    seen(roomId: string, seq: number) {
        if (roomId === this.heldRoomId || (this.wanted.get(roomId) ?? -1) >= seq) return;
        this.wanted.set(roomId, seq);
        this.flushIn(settleMs);
    }

    /** A room stays unread although it is looked at, since somebody marked it so; null for none. */
    hold(roomId: string | null) {
        this.heldRoomId = roomId;
        if (roomId !== null) this.wanted.delete(roomId);
    }

    /** Lets a room be read again, if it is the one that stays unread. */
    release(roomId: string) {
        if (this.heldRoomId === roomId) this.heldRoomId = null;
    }

    /** Sends what could not be sent yet; call it when the connection is back. */
    async flush() {
        for (const [roomId, seq] of [...this.wanted]) {
            const reply = await this.send(roomId, seq);
            if (reply.ok) this.onRead(roomId, reply.value);
            if (this.wanted.get(roomId) !== seq) continue;
            if (reply.ok || !isTransient(reply.problem)) this.wanted.delete(roomId);
            else if (reply.problem.code !== "offline") this.flushIn(reply.problem.retryAfterMs ?? againMs);
        }
    }

    stop() {
        clearTimeout(this.timer);
        this.wanted.clear();
    }

    private flushIn(ms: number) {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.flush(), ms);
    }
}
