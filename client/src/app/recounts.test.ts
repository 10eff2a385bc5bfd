import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { mira, sampleMembership, sampleMessage, sampleRoom, tomas } from "../protocol/samples";
import { countsAll, Recounts } from "./recounts";

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
    counts.heard(said("hello"), mira.id);
    counts.heard(said("mail me at tomas@room.example"), mira.id);
    counts.heard(said("@room, look", mira), mira.id);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual([]);
    counts.heard(said("@room, look"), mira.id);
    counts.heard(said("and @here."), mira.id);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual(["r-1"]);
});

test("an answer that was overtaken is asked for again", async () => {
    const { asked, counts } = setUp(false, true);
    counts.heard(said("@all"), mira.id);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toHaveLength(2);
});

test("nothing is asked after the end", async () => {
    const { asked, counts } = setUp();
    counts.heard(said("@all"), mira.id);
    counts.stop();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual([]);
});

test("an answer counts all only with every message that is known of, and from where the marker is", () => {
    const at = (lastSeq: number, lastReadSeq: number) =>
        sampleRoom({ lastSeq, membership: sampleMembership({ lastReadSeq }) });
    expect(countsAll(at(5, 3), at(5, 3))).toBe(true);
    expect(countsAll(at(6, 4), at(5, 3))).toBe(true);
    expect(countsAll(at(4, 3), at(5, 3))).toBe(false);
    expect(countsAll(at(5, 2), at(5, 3))).toBe(false);
});
