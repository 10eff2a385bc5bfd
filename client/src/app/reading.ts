import { useEffect, useState } from "react";
import type { Rooms } from "../features/rooms/rooms";
import type { Timeline } from "../features/timeline/timeline";
import { useSelected } from "../shared/use-store";
import { isAttentive, onAttention } from "./attention";
import type { ChatSession } from "./session";

/**
 * Marks the room read while its newest message is on screen and somebody is there to see it, and
 * draws the "New" line over what comes while nobody is.
 */
export function useReading(session: ChatSession, roomId: string, timeline: Timeline, atEnd: boolean) {
    const attentive = useAttention();
    const membershipOf = (rooms: Rooms) => rooms.byId.get(roomId)?.membership;
    const lastReadSeq = useSelected(session.rooms, (rooms) => membershipOf(rooms)?.lastReadSeq ?? 0);
    const unread = useSelected(session.rooms, (rooms) => (membershipOf(rooms)?.unreadCount ?? 0) > 0);
    const newestSeq = timeline.messages.at(-1)?.seq;
    const reading = attentive && atEnd && timeline.phase === "ready" && !timeline.after.more;

    useEffect(() => {
        if (reading && newestSeq !== undefined && newestSeq > lastReadSeq)
            session.counts.seen(roomId, newestSeq);
    }, [session, roomId, reading, newestSeq, lastReadSeq]);

    useEffect(() => {
        if (!reading && unread && timeline.phase === "ready") session.timelines.markNew(roomId, lastReadSeq);
    }, [session, roomId, reading, unread, lastReadSeq, timeline.phase]);
}

/** Whether this page is in front of somebody. */
function useAttention(): boolean {
    const [attentive, setAttentive] = useState(isAttentive);
    useEffect(() => onAttention(() => setAttentive(isAttentive())), []);
    return attentive;
}
