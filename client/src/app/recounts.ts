import type { Membership, Message, Person } from "../protocol/entities";
import { mentionPattern, namesEverybody, namesUser, withoutPunctuation } from "../shared/mention";

const settleMs = 200;

/**
 * Asks for a room's counts where they cannot be known here: whether `@room` counts depends on what its author may do in
 * the room, whether a change of a message takes a mention away on what it said before, and what a moved marker leaves
 * unread on which messages the server had counted. Once for a burst, and again
 * while messages overtake the answer.
 */
export class Recounts {
    private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

    constructor(
        /** Asks for the room, takes what was counted, and answers whether that counts all that is known here. */
        private readonly recount: (roomId: string) => Promise<boolean>,
    ) {}

    heard(message: Message, me: Person) {
        if (message.author.id !== me.id && namesAll(message.content)) this.askSoon(message.roomId);
    }

    /** A change of an unread message may name the user, or no longer; which of them did is not known here. */
    changed(message: Message, { lastReadSeq, mentionCount }: Membership, me: Person) {
        const { author, content, deletedAt, editedAt, roomId, seq } = message;
        if (author.id === me.id || seq <= lastReadSeq || (editedAt === null && deletedAt === null)) return;
        if (mentionCount > 0 || namesUser(content, me.username) || namesAll(content)) this.askSoon(roomId);
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
