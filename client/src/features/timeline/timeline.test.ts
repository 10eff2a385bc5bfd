import { describe, expect, test } from "vitest";
import { makeProblem } from "../../protocol/reply";
import { sampleMessage, sampleMessages, tomas } from "../../protocol/samples";
import {
    changeTimeline,
    emptyTimeline,
    hasGap,
    mergeMessages,
    type Timeline,
    type TimelineChange,
} from "./timeline";

function changed(timeline: Timeline, ...changes: TimelineChange[]): Timeline {
    return changes.reduce(changeTimeline, timeline);
}

function loaded(
    first: number,
    last: number,
    edges: { hasBefore?: boolean; hasAfter?: boolean } = {},
): Timeline {
    return changed(emptyTimeline("r-1", last, null), {
        type: "loaded",
        messages: sampleMessages(first, last),
        hasBefore: edges.hasBefore ?? first > 1,
        hasAfter: edges.hasAfter ?? false,
    });
}

const seqs = (timeline: Timeline) => timeline.messages.map(({ seq }) => seq);
const live = (seq: number, version = seq, content = `message ${seq}`): TimelineChange => ({
    type: "live",
    message: sampleMessage(seq, { version, content }),
});

describe("messages that come live", () => {
    test("are appended in the order of seqs and move the cursor", () => {
        const timeline = changed(loaded(1, 3), live(4), live(5));
        expect(seqs(timeline)).toEqual([1, 2, 3, 4, 5]);
        expect(timeline.cursor).toBe(5);
    });

    test("are held once, however often they come", () => {
        const timeline = changed(loaded(1, 3), live(4), live(4), {
            type: "confirmed",
            message: sampleMessage(4),
        });
        expect(seqs(timeline)).toEqual([1, 2, 3, 4]);
    });

    test("replace an older version and never a newer one", () => {
        const timeline = changed(loaded(1, 3), live(2, 9, "edited"), live(2, 5, "late"));
        expect(timeline.messages[1]).toMatchObject({ version: 9, content: "edited" });
        expect(timeline.cursor).toBe(9);
    });

    test("wait for the ones below them, and show that something is missing", () => {
        const early = changed(loaded(1, 3), live(5));
        expect(seqs(early)).toEqual([1, 2, 3]);
        expect(hasGap(early)).toBe(true);
        const filled = changed(early, live(4));
        expect(seqs(filled)).toEqual([1, 2, 3, 4, 5]);
        expect(hasGap(filled)).toBe(false);
    });

    test("are not appended below a part of the history that does not reach the end", () => {
        const timeline = changed(loaded(10, 20, { hasAfter: true }), live(31));
        expect(seqs(timeline).at(-1)).toBe(20);
        expect(hasGap(timeline)).toBe(false);
    });

    test("before the held part are left to its page", () => {
        expect(seqs(changed(loaded(10, 12), live(4, 40, "edited")))).toEqual([10, 11, 12]);
    });

    test("begin an empty room", () => {
        const empty = changed(emptyTimeline("r-1", 0, null), {
            type: "loaded",
            messages: [],
            hasBefore: false,
            hasAfter: false,
        });
        expect(seqs(changed(empty, live(1)))).toEqual([1]);
    });

    test("are kept while the first page is on its way", () => {
        const timeline = changed(emptyTimeline("r-1", 3, null), live(4), live(2, 5, "edited"), {
            type: "loaded",
            messages: sampleMessages(1, 3),
            hasBefore: false,
            hasAfter: false,
        });
        expect(timeline.messages.map(({ content }) => content)).toEqual([
            "message 1",
            "edited",
            "message 3",
            "message 4",
        ]);
    });
});

describe("pages", () => {
    test("are put in front without touching what is held", () => {
        const timeline = changed(
            loaded(51, 60),
            { type: "extend", side: "before" },
            { type: "extended", side: "before", messages: sampleMessages(41, 50), more: true },
        );
        expect(seqs(timeline)[0]).toBe(41);
        expect(timeline.before).toEqual({ more: true, loading: false, problem: null });
    });

    test("that reach the end let the waiting messages in", () => {
        const timeline = changed(
            loaded(10, 20, { hasAfter: true }),
            live(24),
            { type: "extend", side: "after" },
            { type: "extended", side: "after", messages: sampleMessages(21, 23), more: false },
        );
        expect(seqs(timeline).slice(-4)).toEqual([21, 22, 23, 24]);
    });

    test("in front do not take back a change that came while they were on their way", () => {
        const asked = changed(loaded(51, 60), { type: "extend", side: "before" }, live(45, 61, "edited"));
        expect(seqs(asked)[0]).toBe(51);
        expect(hasGap(asked)).toBe(false);
        const timeline = changed(asked, live(61, 62), {
            type: "extended",
            side: "before",
            messages: sampleMessages(41, 50),
            more: true,
        });
        expect(timeline.messages[4]).toMatchObject({ seq: 45, content: "edited" });
        expect([seqs(timeline)[0], seqs(timeline).at(-1), timeline.early.length]).toEqual([41, 61, 0]);
    });

    test("that fail say so and can be asked for again", () => {
        const problem = makeProblem({ code: "offline" });
        const timeline = changed(
            loaded(51, 60),
            { type: "extend", side: "before" },
            { type: "extendFailed", side: "before", problem },
        );
        expect(timeline.before).toEqual({ more: true, loading: false, problem });
        expect(seqs(timeline)).toHaveLength(10);
    });
});

describe("a lost connection", () => {
    test("holds the cursor until sync has answered, since changes may be missing below", () => {
        const behind = changed(loaded(1, 3), { type: "lost" }, live(7, 8));
        expect(behind.cursor).toBe(3);
        expect(hasGap(behind)).toBe(false);
        const caughtUp = changed(behind, {
            type: "caughtUp",
            messages: [...sampleMessages(4, 6), sampleMessage(2, { version: 7, content: "edited" })],
            version: 7,
        });
        expect(seqs(caughtUp)).toEqual([1, 2, 3, 4, 5, 6, 7]);
        expect(caughtUp.messages[1]?.content).toBe("edited");
        expect(caughtUp.cursor).toBe(8);
    });

    test("lets sync bring what a page lacks that is older than the room is known to be", () => {
        const page = { messages: sampleMessages(1, 3), hasBefore: false, hasAfter: false };
        const opened = changed(emptyTimeline("r-1", 5, null), { type: "lost" }, { type: "loaded", ...page });
        expect(opened.cursor).toBe(3);
        expect(changed(emptyTimeline("r-1", 5, null), { type: "loaded", ...page }).cursor).toBe(5);
    });

    test("with nothing missed leaves the messages as they are", () => {
        const before = loaded(1, 3);
        const back = changed(before, { type: "lost" }, { type: "caughtUp", messages: [], version: null });
        expect(back.messages).toBe(before.messages);
        expect(back.behind).toBe(false);
        expect(back.cursor).toBe(3);
    });

    test("stays known through a reload of the room", () => {
        const timeline = changed(
            loaded(1, 3),
            { type: "lost" },
            { type: "reload", cursor: 3, newAfterSeq: null, opensAtEnd: true },
        );
        expect(timeline).toMatchObject({ phase: "loading", behind: true, messages: [] });
    });
});

test("mergeMessages gives back the same list when nothing is new", () => {
    const held = sampleMessages(1, 3);
    expect(mergeMessages(held, [sampleMessage(2), sampleMessage(3, { version: 1 })])).toBe(held);
});

test("somebody's new name shows at what they have said before, and nowhere else", () => {
    const timeline = loaded(1, 2);
    const person = { ...tomas, displayName: "Tom" };
    const names = changed(timeline, { type: "person", person }).messages.map(
        ({ author }) => author.displayName,
    );
    expect(names).toEqual(["Tom", "Tom"]);
    const other = { ...person, id: "u-other" };
    expect(changed(timeline, { type: "person", person: other }).messages).toBe(timeline.messages);
});
