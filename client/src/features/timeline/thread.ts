import type { Message } from "../../protocol/entities";
import type { Problem } from "../../protocol/reply";
import { mergeMessages } from "./timeline";

/** A thread that is open: its first message, and the part of its replies that is held, up to the newest. */
export type Thread = {
    roomId: string;
    /** The message that it was opened by: the first one, or any reply. */
    messageId: string;
    phase: "loading" | "ready" | "failed";
    problem: Problem | null;
    root: Message | null;
    replies: readonly Message[];
    hasBefore: boolean;
    loadingBefore: boolean;
    /** Whether it is being read, for the first time or again. */
    reading: boolean;
    /** What came while replies were on their way, which may have been read before. */
    early: readonly Message[];
};

export type ThreadPage = { root: Message; messages: Message[]; hasBefore: boolean };

export type ThreadChange =
    | { type: "read" }
    | { type: "loaded"; page: ThreadPage }
    | { type: "failed"; problem: Problem }
    | { type: "extend" }
    | { type: "extended"; page: ThreadPage }
    | { type: "extendFailed" }
    | { type: "message"; message: Message };

const earlyMax = 200;

export function emptyThread(roomId: string, messageId: string): Thread {
    return {
        roomId,
        messageId,
        phase: "loading",
        problem: null,
        root: null,
        replies: [],
        hasBefore: false,
        loadingBefore: false,
        reading: false,
        early: [],
    };
}

/** The thread after a change. Every message may arrive twice, and in any order. */
export function changeThread(thread: Thread, change: ThreadChange): Thread {
    switch (change.type) {
        case "read":
            return { ...thread, reading: true };
        case "loaded":
            return loaded(thread, change.page);
        case "failed":
            // What is there already stays readable.
            return thread.phase === "ready"
                ? { ...thread, reading: false }
                : { ...thread, reading: false, phase: "failed", problem: change.problem };
        case "extend":
            return { ...thread, loadingBefore: true };
        case "extended":
            return extended(thread, change.page);
        case "extendFailed":
            return { ...thread, loadingBefore: false };
        case "message":
            return received(thread, change.message);
    }
}

function loaded(thread: Thread, page: ThreadPage): Thread {
    const fresh: Thread = {
        ...thread,
        phase: "ready",
        problem: null,
        root: page.root,
        replies: mergeMessages([], page.messages),
        hasBefore: page.hasBefore,
        loadingBefore: false,
        reading: false,
        early: [],
    };
    return thread.early.reduce(received, fresh);
}

function extended(thread: Thread, page: ThreadPage): Thread {
    const grown: Thread = {
        ...thread,
        loadingBefore: false,
        hasBefore: page.hasBefore,
        replies: mergeMessages(thread.replies, page.messages),
        early: [],
    };
    return thread.early.reduce(received, grown);
}

function received(thread: Thread, message: Message): Thread {
    const { root } = thread;
    if (message.roomId !== thread.roomId) return thread;
    if (root && message.id !== root.id && message.threadSeq !== root.seq) return thread;
    const waits = root === null || thread.reading || thread.loadingBefore;
    const early = waits ? [...thread.early, message].slice(-earlyMax) : thread.early;
    return shown(early === thread.early ? thread : { ...thread, early }, message);
}

/** Draws a message of the thread, if its place is among those that are held. */
function shown(thread: Thread, message: Message): Thread {
    const { root } = thread;
    if (root === null) return thread;
    if (message.id === root.id) return message.version > root.version ? { ...thread, root: message } : thread;
    const oldest = thread.replies[0]?.seq ?? 0;
    // A change of a reply that is not held yet is in the page that will bring it.
    if (thread.hasBefore && message.seq < oldest) return thread;
    const replies = mergeMessages(thread.replies, [message]);
    return replies === thread.replies ? thread : { ...thread, replies };
}
