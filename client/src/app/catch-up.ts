import { Backoff } from "../connection/backoff";
import type { Connection } from "../connection/connection";
import { readSyncResult, type SyncResult } from "../protocol/events";
import type { Reply } from "../protocol/reply";

const promptlyMs = 4_000;

/** Asks once for what was missed, of a connection that should answer promptly if it is alive. */
export function askOnce(connection: Connection, cursors: Record<string, number>): Promise<Reply<SyncResult>> {
    return connection.request("sync", { rooms: cursors }, readSyncResult, promptlyMs);
}

/** Asks for what was missed, until it is answered; null once the connection is lost again. */
export async function askForMissed(
    connection: Connection,
    cursors: Record<string, number>,
): Promise<SyncResult | null> {
    if (Object.keys(cursors).length === 0) return { rooms: new Map(), joined: [], left: [] };
    const backoff = new Backoff(500, 8_000);
    for (;;) {
        const reply = await connection.request("sync", { rooms: cursors }, readSyncResult);
        if (reply.ok) return reply.value;
        if (reply.problem.code === "offline") return null;
        await new Promise((resolve) => setTimeout(resolve, backoff.next()));
    }
}
