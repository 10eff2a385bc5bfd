import type { Message, Person } from "../../protocol/entities";
import type { Problem } from "../../protocol/reply";

/**
 * The part of a room's history that is held: `messages`, one unbroken run of seqs.
 *
 * `cursor` is the highest room version up to which every change is known, and so where `sync`
 * resumes. While `behind` (the connection was lost and `sync` has not answered yet), live events
 * are applied but do not move it, because changes before them may be missing.
 */
export type Timeline = {
    roomId: string;
    phase: "loading" | "ready" | "failed";
    problem: Problem | null;
    messages: readonly Message[];
    /** New messages that came before the ones just below them, and changes of what is on its way. */
    early: readonly Message[];
    before: Edge;
    after: Edge;
    cursor: number;
    liveVersion: number;
    behind: boolean;
    /** Messages of others after this seq lie below the "New" line; null for no line. */
    newAfterSeq: number | null;
    /** Whether the view begins at the newest message even when there is a "New" line. */
    opensAtEnd: boolean;
    /** The message that a link led to; a new object for each time. */
    target: { seq: number } | null;
};

/** How the held run continues at one end. */
export type Edge = { more: boolean; loading: boolean; problem: Problem | null };

export type TimelineChange =
    | { type: "reload"; cursor: number; newAfterSeq: number | null; opensAtEnd: boolean }
    | { type: "loaded"; messages: readonly Message[]; hasBefore: boolean; hasAfter: boolean }
    | { type: "failed"; problem: Problem }
    | { type: "extend"; side: "before" | "after" }
    | { type: "extended"; side: "before" | "after"; messages: readonly Message[]; more: boolean }
    | { type: "extendFailed"; side: "before" | "after"; problem: Problem }
    | { type: "live"; message: Message }
    | { type: "confirmed"; message: Message }
    | { type: "person"; person: Person }
    | { type: "lost" }
    | { type: "caughtUp"; messages: readonly Message[]; version: number | null }
    | { type: "newLine"; afterSeq: number | null }
    | { type: "target"; seq: number | null };

const earlyMax = 200;
const closed: Edge = { more: false, loading: false, problem: null };

export function emptyTimeline(
    roomId: string,
    cursor: number,
    newAfterSeq: number | null,
    target: number | null = null,
): Timeline {
    return {
        roomId,
        phase: "loading",
        problem: null,
        messages: [],
        early: [],
        before: closed,
        after: closed,
        cursor,
        liveVersion: cursor,
        behind: false,
        newAfterSeq,
        target: target === null ? null : { seq: target },
        opensAtEnd: false,
    };
}

/** The timeline after a change. Every message may arrive several times, by several ways. */
export function changeTimeline(timeline: Timeline, change: TimelineChange): Timeline {
    switch (change.type) {
        case "reload":
            return {
                ...emptyTimeline(timeline.roomId, change.cursor, change.newAfterSeq),
                behind: timeline.behind,
                opensAtEnd: change.opensAtEnd,
            };
        case "loaded":
            return loaded(timeline, change);
        case "failed":
            return { ...timeline, phase: "failed", problem: change.problem };
        case "extend":
            return { ...timeline, [change.side]: { more: true, loading: true, problem: null } };
        case "extended":
            return extended(timeline, change);
        case "extendFailed":
            return { ...timeline, [change.side]: { more: true, loading: false, problem: change.problem } };
        case "live":
            return live(timeline, change.message);
        case "confirmed":
            return received(timeline, [change.message]);
        case "person":
            return { ...timeline, messages: withPerson(timeline.messages, change.person) };
        case "lost":
            return { ...timeline, behind: true };
        case "caughtUp":
            return caughtUp(timeline, change);
        case "newLine":
            return timeline.newAfterSeq === change.afterSeq
                ? timeline
                : { ...timeline, newAfterSeq: change.afterSeq };
        case "target":
            return { ...timeline, target: change.seq === null ? null : { seq: change.seq } };
    }
}

/** Whether messages are known to exist beyond the held run that nothing will bring by itself. */
export function hasGap({ phase, behind, after, messages, early }: Timeline): boolean {
    const isBeyond = (early.at(-1)?.seq ?? 0) > (messages.at(-1)?.seq ?? 0);
    return phase === "ready" && !behind && !after.more && isBeyond;
}

/** The held run with `incoming` in its place: by seq, the higher version of a message wins. */
export function mergeMessages(held: readonly Message[], incoming: readonly Message[]): readonly Message[] {
    const [first, last] = [held[0]?.seq, held.at(-1)?.seq];
    const [begin, end] = [incoming[0]?.seq, incoming.at(-1)?.seq];
    if (begin === undefined || end === undefined) return held;
    // A page of the history beside what is held: the way that a room of thousands grows.
    if (first !== undefined && end < first && isInOrder(incoming)) return [...incoming, ...held];
    if (last !== undefined && begin > last && isInOrder(incoming)) return [...held, ...incoming];
    const bySeq = new Map(held.map((message) => [message.seq, message]));
    let changed = false;
    for (const message of incoming) {
        const known = bySeq.get(message.seq);
        if (known && known.version >= message.version) continue;
        bySeq.set(message.seq, message);
        changed = true;
    }
    return changed ? [...bySeq.values()].sort((a, b) => a.seq - b.seq) : held;
}

function isInOrder(messages: readonly Message[]): boolean {
    return messages.every(({ seq }, index) => index === 0 || seq > (messages[index - 1]?.seq ?? 0));
}

/** The messages with the author as they are called now. */
function withPerson(messages: readonly Message[], { id, username, displayName, avatarUrl }: Person) {
    if (!messages.some(({ author }) => author.id === id)) return messages;
    const author = { id, username, displayName, avatarUrl };
    return messages.map((message) => (message.author.id === id ? { ...message, author } : message));
}

function loaded(timeline: Timeline, page: Extract<TimelineChange, { type: "loaded" }>): Timeline {
    const fresh: Timeline = {
        ...timeline,
        phase: "ready",
        problem: null,
        messages: mergeMessages([], page.messages),
        before: { ...closed, more: page.hasBefore },
        after: { ...closed, more: page.hasAfter },
        early: [],
        cursor: knownUpTo(timeline, page),
    };
    // What came while the page was on its way may be newer than the page.
    return received(fresh, timeline.early);
}

/**
 * The newest page may have been asked for before it was known at which version the room is, as the page of the address
 * is; what changed after its own newest change is then still to come.
 */
function knownUpTo({ behind, cursor }: Timeline, page: Extract<TimelineChange, { type: "loaded" }>): number {
    if (!behind || page.hasAfter) return cursor;
    return Math.min(
        cursor,
        page.messages.reduce((highest, { version }) => Math.max(highest, version), 0),
    );
}

function extended(timeline: Timeline, page: Extract<TimelineChange, { type: "extended" }>): Timeline {
    const grown: Timeline = {
        ...timeline,
        messages: mergeMessages(timeline.messages, page.messages),
        [page.side]: { ...closed, more: page.more },
        early: [],
    };
    return received(grown, timeline.early);
}

function live(timeline: Timeline, message: Message): Timeline {
    const liveVersion = Math.max(timeline.liveVersion, message.version);
    const cursor = timeline.behind ? timeline.cursor : Math.max(timeline.cursor, message.version);
    return received({ ...timeline, liveVersion, cursor }, [message]);
}

function caughtUp(timeline: Timeline, change: Extract<TimelineChange, { type: "caughtUp" }>): Timeline {
    const cursor = Math.max(timeline.cursor, timeline.liveVersion, change.version ?? 0);
    return received({ ...timeline, behind: false, cursor, liveVersion: cursor }, change.messages);
}

/** Takes messages into the run where they continue or renew it, and keeps early ones aside. */
function received(timeline: Timeline, incoming: readonly Message[]): Timeline {
    if (timeline.phase !== "ready") {
        const early = mergeMessages(timeline.early, incoming).slice(-earlyMax);
        return { ...timeline, early };
    }
    let messages = timeline.messages;
    const waiting = mergeMessages(timeline.early, incoming);
    const early: Message[] = [];
    for (const message of waiting) {
        const first = messages[0]?.seq ?? 1;
        const next = (messages.at(-1)?.seq ?? 0) + 1;
        if (message.seq === next && !(messages.length === 0 && timeline.after.more)) {
            messages = [...messages, message];
        } else if (message.seq >= next) {
            early.push(message);
        } else if (message.seq >= first) {
            messages = mergeMessages(messages, [message]);
        } else if (timeline.before.loading) {
            // The page that is on its way may have been read before.
            early.push(message);
        }
    }
    return { ...timeline, messages, early: early.slice(-earlyMax) };
}
