import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Message } from "../protocol/entities";
import { mira, sampleMembership, sampleMessage, tomas } from "../protocol/samples";
import { Recounts } from "./recounts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function setUp(...answers: boolean[]) {
    const asked: string[] = [];
    const counts = new Recounts(async (roomId) => {
        asked.push(roomId);
        return answers.shift() ?? true;
    });
    return { asked, counts };
}

const said = (content: string, author = tomas) => sampleMessage(1, { content, author });

test("only what names everybody, by somebody else, is asked about, once for a burst", async () => {
    const { asked, counts } = setUp();
    counts.heard(said("hello"), mira);
    counts.heard(said("mail me at tomas@room.example"), mira);
    counts.heard(said("@room, look", mira), mira);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual([]);
    counts.heard(said("@room, look"), mira);
    counts.heard(said("and @here."), mira);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual(["r-1"]);
});

test("an answer that was overtaken is asked for again", async () => {
    const { asked, counts } = setUp(false, true);
    counts.heard(said("@all"), mira);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toHaveLength(2);
});

test("nothing is asked after the end", async () => {
    const { asked, counts } = setUp();
    counts.heard(said("@all"), mira);
    counts.stop();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual([]);
});

test("a change of what may have named one is asked about, unless it was read or cannot count", async () => {
    const { asked, counts } = setUp();
    const edit = (part: Partial<Message>) =>
        sampleMessage(5, { editedAt: "2026-06-12T09:40:07.123Z", ...part });
    const unnamed = sampleMembership({ lastReadSeq: 4, unreadCount: 1 });
    const named = { ...unnamed, mentionCount: 1 };
    counts.changed(edit({ author: mira, content: "@mira" }), named, mira);
    counts.changed(edit({ content: "@mira" }), { ...unnamed, lastReadSeq: 5 }, mira);
    counts.changed(edit({ content: "hello" }), unnamed, mira);
    counts.changed(edit({ editedAt: null }), named, mira);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual([]);
    counts.changed(edit({ content: "@mira" }), unnamed, mira);
    await vi.advanceTimersByTimeAsync(1_000);
    counts.changed(edit({ content: "@room" }), unnamed, mira);
    await vi.advanceTimersByTimeAsync(1_000);
    counts.changed(edit({ content: "", deletedAt: "2026-06-12T09:40:07.123Z" }), named, mira);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toHaveLength(3);
});
