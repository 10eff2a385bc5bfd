import type { Message } from "../protocol/entities";
import type { Route, Router } from "./route";

/** Where a message stands: a reply in its thread, any other among its room's messages. */
export function routeTo({ roomId, id, seq, threadSeq }: Message): Route {
    if (threadSeq !== null) return { page: "room", roomId, side: { kind: "thread", messageId: id } };
    return { page: "room", roomId, at: seq };
}

/** Goes to a message; to the thread that it begins rather than to itself alone. */
export function openMessage(router: Router, message: Message) {
    const { roomId, id, thread } = message;
    router.go(
        thread === null
            ? routeTo(message)
            : { page: "room", roomId, side: { kind: "thread", messageId: id } },
    );
}
