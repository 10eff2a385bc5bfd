import { expect, test } from "vitest";
import { sampleMessage } from "../../protocol/samples";
import { type PendingReactions, shownReactions, withPending } from "./pending-reactions";

const none: PendingReactions = new Map();
const message = sampleMessage(1, { reactions: [{ emoji: "👍", count: 2, userIds: ["a", "me"] }] });
const shown = (pending: PendingReactions) =>
    shownReactions(message, pending, "me").map(({ emoji, count }) => `${emoji}${count}`);

test("what is on its way shows at once", () => {
    expect(shown(withPending(none, "m-1", "🎉", true))).toEqual(["👍2", "🎉1"]);
    expect(shown(withPending(none, "m-1", "👍", false))).toEqual(["👍1"]);
});

test("what has arrived already is not counted twice", () => {
    expect(shown(withPending(none, "m-1", "👍", true))).toEqual(["👍2"]);
    expect(shown(withPending(none, "m-1", "🎉", false))).toEqual(["👍2"]);
});

test("a reaction that nobody is left with goes", () => {
    const lonely = sampleMessage(1, { reactions: [{ emoji: "👍", count: 1, userIds: ["me"] }] });
    expect(shownReactions(lonely, withPending(none, "m-1", "👍", false), "me")).toEqual([]);
});

test("an answered change is over, and other messages never knew of it", () => {
    const pending = withPending(none, "m-1", "🎉", true);
    expect(withPending(pending, "m-1", "🎉", null).size).toBe(0);
    expect(shownReactions(sampleMessage(2), pending, "me")).toEqual([]);
});
