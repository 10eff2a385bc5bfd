import type { Message } from "../protocol/entities";
import { isTransient, type Reply } from "../protocol/reply";
import { createStore, type Store } from "../shared/store";
import { Backoff } from "./backoff";
import type { OutboxEntry, OutboxStorage } from "./outbox-storage";
import type { Tabs } from "./tabs";

export type OutboxDraft = Pick<OutboxEntry, "roomId" | "content" | "image" | "replyTo" | "threadOf">;

export type OutboxPorts = {
    userId: string;
    storage: OutboxStorage;
    tabs: Tabs;
    /** Sends one entry under its clientId; the server stores a repeated one only once. */
    send(entry: OutboxEntry): Promise<Reply<Message>>;
    /** Told of the stored message before its entry goes, so that the timeline never shows neither. */
    onSent(message: Message): void;
    makeId(): string;
    now(): number;
};

/**
 * The messages on their way, kept until the server has them.
 *
 * Each room sends one entry at a time, oldest first, so that order holds whatever fails between.
 * An entry leaves the outbox by its ack, by its own message arriving, or by its author's will;
 * a definitive refusal keeps it, marked, and lets the following ones pass.
 */
export class Outbox {
    /** What is on its way or refused, in order, over all rooms. */
    readonly entries: Store<readonly OutboxEntry[]> = createStore<readonly OutboxEntry[]>([]);

    private readonly lanes = new Map<string, Lane>();
    private readonly stopWatching: () => void;
    private online = false;
    private stopped = false;
    private lastOrder = 0;
    private changes = 0;
    private written: Promise<void> = Promise.resolve();

    constructor(private readonly ports: OutboxPorts) {
        this.stopWatching = ports.tabs.onChange(() => void this.reload());
    }

    /** Takes up what an earlier page or another tab left. */
    async reload() {
        let stored: OutboxEntry[];
        let seen: number;
        do {
            // A change made here while storage was read would be undone by what was read.
            seen = this.changes;
            await this.written;
            stored = await this.ports.storage.load(this.ports.userId);
        } while (seen !== this.changes);
        if (this.stopped) return;
        this.entries.set(stored);
        this.flushAll();
    }

    /** Shows the message at once and sends it as soon as it can be sent. */
    async add(draft: OutboxDraft) {
        const now = this.ports.now();
        this.lastOrder = Math.max(now, this.lastOrder + 1);
        const entry: OutboxEntry = {
            ...draft,
            clientId: this.ports.makeId(),
            userId: this.ports.userId,
            createdAt: new Date(now).toISOString(),
            order: this.lastOrder,
            refusal: null,
        };
        await this.save(entry);
    }

    /** Tries a refused entry again, under the clientId it always had. */
    async retry(clientId: string) {
        const entry = this.find(clientId);
        if (entry) await this.save({ ...entry, refusal: null });
    }

    /** Gives an entry up. */
    async discard(clientId: string) {
        this.entries.update((entries) => entries.filter((entry) => entry.clientId !== clientId));
        await this.write(() => this.ports.storage.remove(clientId));
    }

    /** Lets an entry go whose message has arrived by another way than its ack. */
    async confirm(clientId: string) {
        if (this.find(clientId)) await this.discard(clientId);
    }

    setOnline(online: boolean) {
        this.online = online;
        if (online) this.flushAll();
    }

    stop() {
        this.stopped = true;
        this.stopWatching();
        for (const lane of this.lanes.values()) clearTimeout(lane.timer);
    }

    private find(clientId: string): OutboxEntry | undefined {
        return this.entries.get().find((entry) => entry.clientId === clientId);
    }

    private async save(entry: OutboxEntry) {
        this.entries.update((entries) => withEntry(entries, entry));
        await this.write(() => this.ports.storage.put(entry));
        this.flush(entry.roomId);
    }

    /** Writes in the order of the changes, then tells the other tabs. */
    private async write(change: () => Promise<void>) {
        this.changes += 1;
        this.written = this.written.then(change);
        await this.written;
        this.ports.tabs.announceChange();
    }

    private flushAll() {
        for (const roomId of new Set(this.entries.get().map((entry) => entry.roomId))) this.flush(roomId);
    }

    private flush(roomId: string) {
        const lane = this.lane(roomId);
        clearTimeout(lane.timer);
        lane.again = true;
        if (!lane.running) void this.run(roomId, lane);
    }

    private async run(roomId: string, lane: Lane) {
        lane.running = true;
        while (lane.again && this.online && !this.stopped) {
            lane.again = false;
            // Only one tab sends a room's entries at a time; the others find them gone.
            const waitMs = await this.ports.tabs.alone(`${this.ports.userId}:${roomId}`, () =>
                this.sendWaiting(roomId, lane),
            );
            if (waitMs !== null && !this.stopped) {
                lane.timer = setTimeout(() => this.flush(roomId), waitMs);
            }
        }
        lane.running = false;
    }

    /** Sends entry after entry. Answers how long to wait before trying again, or null when done. */
    private async sendWaiting(roomId: string, lane: Lane): Promise<number | null> {
        while (this.online && !this.stopped) {
            const entry = await this.nextWaiting(roomId);
            if (!entry) return null;
            const reply = await this.ports.send(entry);
            if (!reply.ok && isTransient(reply.problem)) {
                return lane.backoff.next(reply.problem.retryAfterMs ?? 0);
            }
            lane.backoff.reset();
            if (reply.ok) {
                this.ports.onSent(reply.value);
                await this.discard(entry.clientId);
            } else if (reply.problem.code === "unauthorized") {
                // Signing in again sends it; it is not the message that was refused.
                return null;
            } else if (this.find(entry.clientId)) {
                await this.save({ ...entry, refusal: reply.problem });
            }
        }
        return null;
    }

    /** Reads storage anew, since another tab may have sent what this one still shows. */
    private async nextWaiting(roomId: string): Promise<OutboxEntry | undefined> {
        const stored = await this.ports.storage.load(this.ports.userId);
        return stored.find((entry) => entry.roomId === roomId && entry.refusal === null);
    }

    private lane(roomId: string): Lane {
        let lane = this.lanes.get(roomId);
        if (!lane) {
            lane = { running: false, again: false, timer: undefined, backoff: new Backoff(500, 15_000) };
            this.lanes.set(roomId, lane);
        }
        return lane;
    }
}

/** One room's sending. */
type Lane = {
    running: boolean;
    /** Something was added since the last look. */
    again: boolean;
    timer: ReturnType<typeof setTimeout> | undefined;
    backoff: Backoff;
};

function withEntry(entries: readonly OutboxEntry[], entry: OutboxEntry): readonly OutboxEntry[] {
    const others = entries.filter((other) => other.clientId !== entry.clientId);
    return [...others, entry].sort((a, b) => a.order - b.order);
}
