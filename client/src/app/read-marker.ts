import type { ReadPosition } from "../protocol/entities";
import type { Reply } from "../protocol/reply";

const settleMs = 250;

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
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.flush(), settleMs);
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

    /** Sends what could not be sent; call it when the connection is back. */
    async flush() {
        for (const [roomId, seq] of [...this.wanted]) {
            const reply = await this.send(roomId, seq);
            if (reply.ok) this.onRead(roomId, reply.value);
            const offline =
                !reply.ok && (reply.problem.code === "offline" || reply.problem.code === "timeout");
            if (!offline && this.wanted.get(roomId) === seq) this.wanted.delete(roomId);
        }
    }

    stop() {
        clearTimeout(this.timer);
        this.wanted.clear();
    }
}
