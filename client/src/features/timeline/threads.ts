import type { Message } from "../../protocol/entities";
import type { Reply } from "../../protocol/reply";
import { createStore, type Store } from "../../shared/store";
import { changeThread, emptyThread, type Thread, type ThreadChange, type ThreadPage } from "./thread";

const pageSize = 50;

type Range = { before?: number; limit: number };

export type ThreadSource = (roomId: string, messageId: string, range: Range) => Promise<Reply<ThreadPage>>;

/** The thread that is open, if any: one at a time, read anew whenever it is opened. */
export class Threads {
    private open: Store<Thread> | null = null;
    /** What was asked for last: an earlier answer may lack what has been heard since. */
    private asked: object = {};

    constructor(private readonly source: ThreadSource) {}

    enter(roomId: string, messageId: string): Store<Thread> {
        const held = this.open?.get();
        if (this.open && held?.roomId === roomId && held.messageId === messageId) return this.open;
        this.open = createStore(emptyThread(roomId, messageId));
        void this.load();
        return this.open;
    }

    leave(thread: Store<Thread>) {
        if (this.open === thread) this.open = null;
    }

    /** Reads the open thread (again): after a failure, and after anything may have been missed. */
    async load() {
        const store = this.open;
        if (!store) return;
        const { roomId, messageId } = store.get();
        const range = { limit: pageSize };
        this.asked = range;
        apply(store, { type: "read" });
        const reply = await this.source(roomId, messageId, range);
        if (this.asked !== range) return;
        apply(
            store,
            reply.ok ? { type: "loaded", page: reply.value } : { type: "failed", problem: reply.problem },
        );
    }

    /** Loads the replies before the oldest one held. */
    async extend() {
        const store = this.open;
        const thread = store?.get();
        const oldest = thread?.replies[0]?.seq;
        if (!store || !thread?.hasBefore || thread.loadingBefore || oldest === undefined) return;
        apply(store, { type: "extend" });
        const range = { before: oldest, limit: pageSize };
        const reply = await this.source(thread.roomId, thread.messageId, range);
        // It may have been read again in between, from another reply on.
        const { loadingBefore, replies } = store.get();
        if (!loadingBefore || replies[0]?.seq !== oldest) return;
        apply(store, reply.ok ? { type: "extended", page: reply.value } : { type: "extendFailed" });
    }

    /** A message that came or changed, of whichever room. */
    live(message: Message) {
        if (this.open) apply(this.open, { type: "message", message });
    }
}

function apply(store: Store<Thread>, change: ThreadChange) {
    store.update((thread) => changeThread(thread, change));
}
