import type { Message, Room } from "../protocol/entities";
import { mentionPattern, namesEverybody, withoutPunctuation } from "../shared/mention";

const settleMs = 200;

/**
 * Asks for a room's counts where they cannot be known here: whether `@room` counts depends on what its author may do in
 * the room, and what a moved marker leaves unread on which messages the server had counted. Once for a burst, and again
 * while messages overtake the answer.
 */
export class Recounts {
    private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

    constructor(
        /** Asks for the room, takes what was counted, and answers whether that counts all that is known here. */
        private readonly recount: (roomId: string) => Promise<boolean>,
    ) {}

    heard(message: Message, meId: string) {
        if (message.author.id !== meId && namesAll(message.content)) this.askSoon(message.roomId);
    }

    askSoon(roomId: string) {
        clearTimeout(this.timers.get(roomId));
        const timer = setTimeout(async () => {
            this.timers.delete(roomId);
            if (!(await this.recount(roomId)) && !this.timers.has(roomId)) this.askSoon(roomId);
        }, settleMs);
        this.timers.set(roomId, timer);
    }

    stop() {
        for (const timer of this.timers.values()) clearTimeout(timer);
        this.timers.clear();
    }
}

function namesAll(content: string): boolean {
    return [...content.matchAll(mentionPattern)].some(([mention]) =>
        namesEverybody(withoutPunctuation(mention)),
    );
}

/** Whether an answer counts all messages that are known of, from a marker that has not moved on since. */
export function countsAll(answered: Room, held: Room): boolean {
    const markerOf = ({ membership }: Room) => membership?.lastReadSeq ?? 0;
    return answered.lastSeq >= held.lastSeq && markerOf(answered) >= markerOf(held);
}
