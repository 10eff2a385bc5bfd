import { useEffect, useState } from "react";
import type { Timeline } from "../features/timeline/timeline";
import type { Room } from "../protocol/entities";
import type { ChatSession } from "./session";

/**
 * Marks the room read while its newest message is on screen and somebody is there to see it, and
 * draws the "New" line over what comes while nobody is.
 */
export function useReading(session: ChatSession, room: Room, timeline: Timeline, atEnd: boolean) {
    const attentive = useAttention();
    const { id: roomId, membership } = room;
    const lastReadSeq = membership?.lastReadSeq ?? 0;
    const unread = (membership?.unreadCount ?? 0) > 0;
    const newestSeq = timeline.messages.at(-1)?.seq;
    const reading = attentive && atEnd && timeline.phase === "ready" && !timeline.after.more;

    useEffect(() => {
        if (reading && newestSeq !== undefined && newestSeq > lastReadSeq) session.seen(roomId, newestSeq);
    }, [session, roomId, reading, newestSeq, lastReadSeq]);

    useEffect(() => {
        if (!reading && unread && timeline.phase === "ready") session.timelines.markNew(roomId, lastReadSeq);
    }, [session, roomId, reading, unread, lastReadSeq, timeline.phase]);
}

/** Whether this page is in front of somebody. */
function useAttention(): boolean {
    const [attentive, setAttentive] = useState(isAttentive);
    useEffect(() => {
        const look = () => setAttentive(isAttentive());
        window.addEventListener("focus", look);
        window.addEventListener("blur", look);
        document.addEventListener("visibilitychange", look);
        return () => {
            window.removeEventListener("focus", look);
            window.removeEventListener("blur", look);
            document.removeEventListener("visibilitychange", look);
        };
    }, []);
    return attentive;
}

function isAttentive(): boolean {
    return document.visibilityState === "visible" && document.hasFocus();
}
