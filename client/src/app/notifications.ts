import { useEffect } from "react";
import { watchRoom } from "../features/notifications/watching";
import type { Message } from "../protocol/entities";
import { afterFirstSight } from "../shared/first-sight";
import { isAttentive, onAttention } from "./attention";
import type { Router } from "./route";
import type { ChatSession } from "./session";

// As many may wait to be told of as long as what tells of them is on its way.
const waitingMax = 100;

/** Tells of new messages as long as the page stands, and other tabs of what is in front of somebody here. */
export function useNotifications(session: ChatSession, router: Router) {
    useEffect(() => watchOpenRoom(router), [router]);
    useEffect(() => startNotifierLater(session, router), [session, router]);
}

function watchOpenRoom(router: Router): () => void {
    let watched: string | null = null;
    let leave = () => {};
    const look = () => {
        const route = router.route.get();
        const roomId = isAttentive() && route.page === "room" ? route.roomId : null;
        if (roomId === watched) return;
        leave();
        watched = roomId;
        leave = roomId === null ? () => {} : watchRoom(roomId);
    };
    const undo = [router.route.subscribe(look), onAttention(look)];
    look();
    return () => {
        for (const step of undo) step();
        leave();
    };
}

/** Its code comes after what is needed to see anything; what is said meanwhile waits for it. */
function startNotifierLater(session: ChatSession, router: Router): () => void {
    const waiting: Message[] = [];
    let stop = session.newMessages.subscribe((message) => {
        if (waiting.length < waitingMax) waiting.push(message);
    });
    let gone = false;
    const loaded = afterFirstSight().then(() => import("./notifier"));
    void loaded.then(
        ({ startNotifier }) => {
            if (gone) return;
            stop();
            stop = startNotifier(session, router, waiting);
        },
        () => stop(),
    );
    return () => {
        gone = true;
        stop();
    };
}
