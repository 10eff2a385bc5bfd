import type { ReplyTarget } from "../protocol/entities";
import type { Problem } from "../protocol/reply";
import { inStore, openDatabase } from "./indexed-db";

/** A message on its way. It exists until the server has it or its author gives it up. */
export type OutboxEntry = {
    clientId: string;
    userId: string;
    roomId: string;
    content: string;
    /** The size of the uploaded image that `content` names, or null for text. */
    image: { width: number; height: number } | null;
    /** The message that this one answers. */
    replyTo: ReplyTarget | null;
    /** The id of the first message of the thread that this one goes into. */
    threadOf: string | null;
    createdAt: string;
    /** Entries of a room leave in this order. */
    order: number;
    /** Why the server refused it for good; null while it is still to be sent. */
    refusal: Problem | null;
};

/** Where entries survive a reload. */
export type OutboxStorage = {
    /** A user's entries, in their order. */
    load(userId: string): Promise<OutboxEntry[]>;
    put(entry: OutboxEntry): Promise<void>;
    remove(clientId: string): Promise<void>;
};

const storeName = "outbox";

/**
 * Storage in IndexedDB; where the browser forbids that, in memory until the page goes. Nobody waits for the disk to open
 * it but whoever asks it something.
 */
export function openOutboxStorage(): OutboxStorage {
    const opened = openIndexedDb().catch(inMemory);
    return {
        load: async (userId) => (await opened).load(userId),
        put: async (entry) => (await opened).put(entry),
        remove: async (clientId) => (await opened).remove(clientId),
    };
}

async function openIndexedDb(): Promise<OutboxStorage> {
    const database = await openDatabase("chatter", 1, (fresh) => {
        fresh.createObjectStore(storeName, { keyPath: "clientId" }).createIndex("userId", "userId");
    });
    return withSpare({
        async load(userId) {
            const stored: OutboxEntry[] = await inStore(database, storeName, "readonly", (store) =>
                store.index("userId").getAll(userId),
            );
            return inOrder(stored.map((entry) => ({ ...answersNothing, ...entry })));
        },
        async put(entry) {
            await inStore(database, storeName, "readwrite", (store) => store.put(entry));
        },
        async remove(clientId) {
            await inStore(database, storeName, "readwrite", (store) => store.delete(clientId));
        },
    });
}

/**
 * Keeps in memory what the storage does not take, as when the disk is full or the browser has closed
 * the database: it is sent all the same, and lost only with the page.
 */
export function withSpare(storage: OutboxStorage): OutboxStorage {
    const spare = inMemory();
    const removed = new Set<string>();
    return {
        async load(userId) {
            const kept = await storage.load(userId).catch(() => []);
            const others = await spare.load(userId);
            const replaced = new Set(others.map(({ clientId }) => clientId));
            const present = kept.filter(({ clientId }) => !replaced.has(clientId) && !removed.has(clientId));
            return inOrder([...present, ...others]);
        },
        async put(entry) {
            await storage.put(entry).then(
                () => spare.remove(entry.clientId),
                () => spare.put(entry),
            );
        },
        async remove(clientId) {
            await spare.remove(clientId);
            await storage.remove(clientId).catch(() => removed.add(clientId));
        },
    };
}

// What an earlier version of this page stored knows of neither.
const answersNothing = { replyTo: null, threadOf: null };

function inMemory(): OutboxStorage {
    const entries = new Map<string, OutboxEntry>();
    return {
        load: async (userId) => inOrder([...entries.values()].filter((entry) => entry.userId === userId)),
        put: async (entry) => {
            entries.set(entry.clientId, entry);
        },
        remove: async (clientId) => {
            entries.delete(clientId);
        },
    };
}

function inOrder(entries: OutboxEntry[]): OutboxEntry[] {
    return entries.sort((a, b) => a.order - b.order);
}
