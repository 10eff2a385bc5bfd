import type { Message, Person, Room } from "../../protocol/entities";
import type { SyncResult } from "../../protocol/events";
import type { Reply } from "../../protocol/reply";
import { createStore, type Store } from "../../shared/store";
import { changeTimeline, emptyTimeline, hasGap, type Timeline, type TimelineChange } from "./timeline";

type Page = { messages: Message[]; hasBefore: boolean; hasAfter: boolean };
type Range = { before?: number; after?: number; around?: number; limit: number };

export type HistorySource = (roomId: string, range: Range) => Promise<Reply<Page>>;

const pageSize = 50;
// More at a time once somebody is on the way: fewer waits, and as little to draw.
const furtherPageSize = 100;
const heldRoomsMax = 12;

/** The timelines that are held, by room; the one not looked at for longest goes first. */
export class Timelines {
    private readonly held = new Map<string, Store<Timeline>>();
    /** The room that was opened last: what is in front of somebody stays held. */
    private openedId: string | null = null;
    private behind = false;
    /** What was asked for last, of each timeline: an earlier page may lack what has been heard since. */
    private readonly asked = new WeakMap<Store<Timeline>, object>();

    constructor(
        private readonly history: HistorySource,
        /** The room as it is now, or undefined once it is gone. */
        private readonly room: (roomId: string) => Room | undefined,
    ) {}

    /** The timeline of a room that is being entered, at its first unread message or at the one of `at`. */
    open(room: Room, at: number | null = null): Store<Timeline> {
        this.openedId = room.id;
        const newAfterSeq = unreadAfter(room);
        const held = this.held.get(room.id);
        if (held && this.canReopen(held.get(), newAfterSeq, at)) {
            this.held.delete(room.id);
            this.held.set(room.id, held);
            held.update((timeline) => changeTimeline(timeline, { type: "newLine", afterSeq: newAfterSeq }));
            held.update((timeline) => changeTimeline(timeline, { type: "target", seq: at }));
            return held;
        }
        const store = this.hold(room, newAfterSeq, at);
        void this.load(store, at ?? firstUnread(newAfterSeq));
        return store;
    }

    /** Loads what a room opens at before it is opened; resolves once that is held, or cannot be had. */
    async prepare(room: Room) {
        if (this.held.has(room.id)) return;
        const newAfterSeq = unreadAfter(room);
        await this.load(this.hold(room, newAfterSeq, null), firstUnread(newAfterSeq));
    }

    /** Loads the next page beyond one end of what is held. */
    async extend(roomId: string, side: "before" | "after") {
        const store = this.held.get(roomId);
        const timeline = store?.get();
        if (!store || timeline?.phase !== "ready" || timeline[side].loading || !timeline[side].more) return;
        await this.loadBeyond(store, side);
    }

    /** Lets go of what is held, unless that reaches the newest messages, and loads those. */
    async showNewest(roomId: string) {
        const store = this.held.get(roomId);
        const timeline = store?.get();
        if (!store || timeline?.phase !== "ready" || !timeline.after.more) return;
        await this.reload(store, timeline.newAfterSeq, "end");
    }

    /** Loads again after a failure. */
    async retry(roomId: string) {
        const store = this.held.get(roomId);
        if (store) await this.reload(store, store.get().newAfterSeq, "firstUnread");
    }

    /** Draws the "New" line above what comes after `afterSeq`, unless one is drawn already. */
    markNew(roomId: string, afterSeq: number) {
        const store = this.held.get(roomId);
        if (store?.get().newAfterSeq === null) this.apply(store, { type: "newLine", afterSeq });
    }

    /** Draws the "New" line above what comes after `afterSeq`, wherever it was. */
    moveNew(roomId: string, afterSeq: number) {
        this.change(roomId, { type: "newLine", afterSeq });
    }

    /** A change that the socket told of, in the order of versions. */
    live(message: Message) {
        this.change(message.roomId, { type: "live", message });
    }

    /** A message known from its ack, which does not come in the order of versions. */
    confirmed(message: Message) {
        this.change(message.roomId, { type: "confirmed", message });
    }

    /** Somebody has another name or picture, which shows at what they have said before as well. */
    personChanged(person: Person) {
        for (const store of this.held.values()) this.apply(store, { type: "person", person });
    }

    forget(roomId: string) {
        this.held.delete(roomId);
    }

    /** The connection is lost: from here on changes may be missed. */
    lost() {
        this.behind = true;
        for (const store of this.held.values()) this.apply(store, { type: "lost" });
    }

    /** What `sync` should ask about: the highest version seen of each held room. */
    cursors(): Record<string, number> {
        return Object.fromEntries([...this.held].map(([roomId, store]) => [roomId, store.get().cursor]));
    }

    /** Takes the answer to `sync`. A room with too many changes is read anew. */
    caughtUp(result: SyncResult) {
        this.behind = false;
        // Whoever is in the room again by now has been told so.
        for (const roomId of result.left) if (!this.room(roomId)) this.forget(roomId);
        for (const [roomId, store] of this.held) {
            const missed = result.rooms.get(roomId);
            const messages = missed && !missed.truncated ? missed.messages : [];
            this.apply(store, { type: "caughtUp", messages, version: missed?.room.version ?? null });
            if (missed?.truncated) {
                const room = this.room(roomId) ?? missed.room;
                void this.reload(store, unreadAfter(room), "firstUnread");
            } else if (store.get().phase === "failed") {
                void this.reload(store, store.get().newAfterSeq, "firstUnread");
            }
        }
    }

    private canReopen(timeline: Timeline, newAfterSeq: number | null, at: number | null): boolean {
        // What is being prepared will be just what is wanted.
        if (timeline.phase === "loading") return at === null && timeline.newAfterSeq === newAfterSeq;
        if (timeline.phase !== "ready") return false;
        const place = at ?? firstUnread(newAfterSeq);
        if (place === null) return !timeline.after.more;
        const [first, last] = [timeline.messages[0], timeline.messages.at(-1)];
        return first !== undefined && last !== undefined && first.seq <= place && place <= last.seq;
    }

    private change(roomId: string, change: TimelineChange) {
        const store = this.held.get(roomId);
        if (store) this.apply(store, change);
    }

    private apply(store: Store<Timeline>, change: TimelineChange) {
        store.update((timeline) => changeTimeline(timeline, change));
        if (hasGap(store.get()) && !store.get().after.loading) void this.loadBeyond(store, "after");
    }

    private async reload(store: Store<Timeline>, newAfterSeq: number | null, place: "firstUnread" | "end") {
        const roomId = store.get().roomId;
        const cursor = this.room(roomId)?.version ?? store.get().cursor;
        const opensAtEnd = place === "end";
        this.apply(store, { type: "reload", cursor, newAfterSeq, opensAtEnd });
        await this.load(store, opensAtEnd ? null : firstUnread(newAfterSeq));
    }

    private async load(store: Store<Timeline>, around: number | null) {
        const { roomId } = store.get();
        const range = { ...(around !== null && { around }), limit: pageSize };
        this.asked.set(store, range);
        const reply = await this.history(roomId, range);
        if (this.held.get(roomId) !== store || this.asked.get(store) !== range) return;
        this.apply(
            store,
            reply.ok ? { type: "loaded", ...reply.value } : { type: "failed", problem: reply.problem },
        );
    }

    private async loadBeyond(store: Store<Timeline>, side: "before" | "after") {
        const { roomId, messages } = store.get();
        const edge = side === "before" ? messages[0]?.seq : (messages.at(-1)?.seq ?? 0);
        if (edge === undefined) return;
        store.update((timeline) => changeTimeline(timeline, { type: "extend", side }));
        const reply = await this.history(roomId, { [side]: edge, limit: furtherPageSize });
        // A reload in between has made this page a piece of another run.
        const current = store.get();
        if (this.held.get(roomId) !== store || !current[side].loading) return;
        const [first, last] = [current.messages[0]?.seq ?? 1, current.messages.at(-1)?.seq ?? 0];
        if (side === "before" ? edge !== first : edge < first - 1 || edge > last) return;
        if (!reply.ok) {
            store.update((timeline) =>
                changeTimeline(timeline, { type: "extendFailed", side, problem: reply.problem }),
            );
            return;
        }
        const more = side === "before" ? reply.value.hasBefore : reply.value.hasAfter;
        this.apply(store, { type: "extended", side, messages: reply.value.messages, more });
    }

    private hold(room: Room, newAfterSeq: number | null, at: number | null): Store<Timeline> {
        const store = createStore(emptyTimeline(room.id, room.version, newAfterSeq, at));
        if (this.behind) store.update((timeline) => changeTimeline(timeline, { type: "lost" }));
        this.held.delete(room.id);
        this.held.set(room.id, store);
        const oldest = [...this.held.keys()].find((roomId) => roomId !== this.openedId);
        if (this.held.size > heldRoomsMax && oldest !== undefined) this.held.delete(oldest);
        return store;
    }
}

/** The first seq after the marker; null for a room that is read. */
function firstUnread(newAfterSeq: number | null): number | null {
    return newAfterSeq === null ? null : newAfterSeq + 1;
}

/** The seq below which everything is unread, or null for a room that is read. */
function unreadAfter({ membership }: Room): number | null {
    return membership && membership.unreadCount > 0 ? membership.lastReadSeq : null;
}
