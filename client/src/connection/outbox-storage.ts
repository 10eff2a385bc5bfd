import { type DBSchema, openDB } from "idb";
import type { Problem } from "../protocol/reply";

/** A message on its way. It exists until the server has it or its author gives it up. */
export type OutboxEntry = {
    clientId: string;
    userId: string;
    roomId: string;
    content: string;
    /** The size of the uploaded image that `content` names, or null for text. */
    image: { width: number; height: number } | null;
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

interface OutboxSchema extends DBSchema {
    outbox: { key: string; value: OutboxEntry; indexes: { userId: string } };
}

/** Storage in IndexedDB; where the browser forbids that, in memory until the page goes. */
export async function openOutboxStorage(): Promise<OutboxStorage> {
    try {
        return await openIndexedDb();
    } catch {
        return inMemory();
    }
}

async function openIndexedDb(): Promise<OutboxStorage> {
    const database = await openDB<OutboxSchema>("chatter", 1, {
        upgrade(db) {
            db.createObjectStore("outbox", { keyPath: "clientId" }).createIndex("userId", "userId");
        },
        blocking() {
            // A newer tab wants to upgrade; an open handle here would make it wait for ever.
            database.close();
        },
    });
    return {
        async load(userId) {
            return inOrder(await database.getAllFromIndex("outbox", "userId", userId));
        },
        async put(entry) {
            await database.put("outbox", entry);
        },
        async remove(clientId) {
            await database.delete("outbox", clientId);
        },
    };
}

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
