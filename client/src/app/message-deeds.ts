import { type PendingReactions, withPending } from "../features/timeline/pending-reactions";
import type { MessageCommands } from "../features/timeline/row-context";
import type { Message } from "../protocol/entities";
import type { Reply } from "../protocol/reply";
import { words } from "../shared/i18n/language";
import { createStore, type Store } from "../shared/store";
import { say } from "../shared/toast";
import { sentenceFor } from "../shared/words";

/** What the server does to a message; each answers with it as it is then. */
export type MessageRequests = {
    edit(message: Message, content: string): Promise<Reply<Message>>;
    remove(message: Message): Promise<Reply<Message>>;
    react(message: Message, emoji: string, add: boolean): Promise<Reply<Message>>;
    pin(message: Message, pinned: boolean): Promise<Reply<Message>>;
    save(message: Message, saved: boolean): Promise<Reply<null>>;
};

type Ports = {
    meId: string;
    requests: MessageRequests;
    /** Takes a message as an answer brought it. */
    changed(message: Message): void;
    markUnread(message: Message): Promise<Reply<unknown>>;
    linkTo(message: Message): string;
    copy(text: string): Promise<void>;
};

type SavedPage = { items: readonly { message: Message }[]; nextBefore: string | null };

/** What people do to messages, with a word about it where nothing else shows it. */
export class MessageDeeds
    implements
        Omit<
            MessageCommands,
            "readEdits" | "reply" | "openThread" | "openPicture" | "openProfile" | "retry" | "discard"
        >
{
    /** The messages known to be saved for later. */
    readonly savedIds: Store<ReadonlySet<string>> = createStore<ReadonlySet<string>>(new Set());

    /** The changes of reactions that are on their way. */
    readonly pendingReactions: Store<PendingReactions> = createStore<PendingReactions>(new Map());

    constructor(private readonly ports: Ports) {}

    readonly edit = async (message: Message, content: string) => {
        return this.taken(await this.ports.requests.edit(message, content));
    };

    readonly remove = async (message: Message) => this.taken(await this.ports.requests.remove(message));

    readonly toggleReaction = async (message: Message, emoji: string) => {
        // One change at a time, so that a second press does not overtake the first.
        if (this.pendingReactions.get().get(message.id)?.has(emoji)) return;
        const own = message.reactions.some(
            (reaction) => reaction.emoji === emoji && reaction.userIds.includes(this.ports.meId),
        );
        this.pendingReactions.update((pending) => withPending(pending, message.id, emoji, !own));
        this.told(this.taken(await this.ports.requests.react(message, emoji, !own)));
        this.pendingReactions.update((pending) => withPending(pending, message.id, emoji, null));
    };

    readonly setPinned = async (message: Message, pinned: boolean) => {
        const { timeline } = words();
        const reply = this.taken(await this.ports.requests.pin(message, pinned));
        this.told(reply, pinned ? timeline.messagePinned : timeline.messageUnpinned);
    };

    readonly setSaved = async (message: Message, saved: boolean) => {
        const { timeline } = words();
        const reply = await this.ports.requests.save(message, saved);
        if (reply.ok) this.savedChanged(message.id, saved);
        this.told(reply, saved ? timeline.savedForLater : timeline.unsaved);
    };

    readonly markUnread = async (message: Message) => {
        this.told(await this.ports.markUnread(message), words().timeline.markedUnread);
    };

    readonly copyText = (message: Message) => this.copied(message.content, words().timeline.textCopied);

    readonly copyLink = (message: Message) =>
        this.copied(this.ports.linkTo(message), words().timeline.linkCopied);

    savedChanged(messageId: string, saved: boolean) {
        const ids = this.savedIds.get();
        if (ids.has(messageId) === saved) return;
        const changed = new Set(ids);
        if (saved) changed.add(messageId);
        else changed.delete(messageId);
        this.savedIds.set(changed);
    }

    /** Learns from a page of the list what is saved, and from one that is all of it what is not; answers the page. */
    async learnSaved<Page extends SavedPage>(
        read: () => Promise<Reply<Page>>,
        isFirst: boolean,
    ): Promise<Reply<Page>> {
        const before = this.savedIds.get();
        const reply = await read();
        if (!reply.ok) return reply;
        const now = this.savedIds.get();
        const listed = new Set(reply.value.items.map(({ message }) => message.id));
        const isWhole = isFirst && reply.value.nextBefore === null;
        for (const id of new Set([...now, ...listed])) {
            // What has changed since the question is newer than the answer.
            if (before.has(id) !== now.has(id)) continue;
            if (listed.has(id) || isWhole) this.savedChanged(id, listed.has(id));
        }
        return reply;
    }

    private async copied(text: string, done: string) {
        try {
            await this.ports.copy(text);
            say(done);
        } catch {
            say(words().timeline.notCopied, "failed");
        }
    }

    private taken(reply: Reply<Message>): Reply<Message> {
        if (reply.ok) this.ports.changed(reply.value);
        return reply;
    }

    private told(reply: Reply<unknown>, done?: string) {
        if (!reply.ok) say(sentenceFor(reply.problem), "failed");
        else if (done) say(done);
    }
}
