import { createContext, useContext } from "react";
import type { FormerText, Message, Person } from "../../protocol/entities";
import type { Reply } from "../../protocol/reply";
import type { Reader } from "../../shared/markdown/markdown";
import type { Store } from "../../shared/store";
import type { Viewer } from "./actions";
import type { Editing } from "./editing";
import type { PendingReactions } from "./pending-reactions";

/** What the actions on messages do. Those that may fail say so themselves, but for `remove`. */
export type MessageCommands = {
    toggleReaction(message: Message, emoji: string): void;
    remove(message: Message): Promise<Reply<Message>>;
    setPinned(message: Message, pinned: boolean): void;
    setSaved(message: Message, saved: boolean): void;
    markUnread(message: Message): void;
    /** What the message said before. */
    readEdits(message: Message): Promise<Reply<FormerText[]>>;
    copyText(message: Message): void;
    copyLink(message: Message): void;
    reply(message: Message): void;
    openThread(message: Message): void;
    openPicture(message: Message): void;
    openProfile(person: Person): void;
    /** Tries a message again that was not sent, or gives it up. */
    retry(clientId: string): void;
    discard(clientId: string): void;
};

/** What all rows of a list share. */
export type RowContext = {
    viewer: Viewer;
    commands: MessageCommands;
    editing: Editing;
    reader: Reader;
    people: Store<ReadonlyMap<string, Person>>;
    /** Whose messages are folded away. */
    blockedIds: Store<ReadonlySet<string>>;
    pendingReactions: Store<PendingReactions>;
    savedIds: Store<ReadonlySet<string>>;
    /** Whether the list is a thread, whose rows lead into no other one. */
    inThread: boolean;
};

const Context = createContext<RowContext | null>(null);

export const RowContextProvider = Context.Provider;

export function useRowContext(): RowContext {
    const context = useContext(Context);
    if (!context) throw new Error("A message row was drawn outside of a list of messages.");
    return context;
}
