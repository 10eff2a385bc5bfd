import { describe, expect, test } from "vitest";
import type { Message } from "../../protocol/entities";
import { makeProblem } from "../../protocol/reply";
import { mira, sampleMessage, tomas } from "../../protocol/samples";
import { type PendingMessage, roomRows, timelineRows } from "./rows";

/** A message at a local time of 4 June 2026, or of the day after for times from 24:00. */
function said(seq: number, time: string, part: Partial<Message> = {}): Message {
    const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
    return sampleMessage(seq, {
        createdAt: new Date(2026, 5, 4, hours, minutes, seconds).toISOString(),
        ...part,
    });
}

function waiting(clientId: string, part: Partial<PendingMessage> = {}): PendingMessage {
    const createdAt = new Date(2026, 5, 4, 12).toISOString();
    return {
        clientId,
        content: clientId,
        image: null,
        replyTo: null,
        threadOf: null,
        createdAt,
        refusal: null,
        ...part,
    };
}

const rowsOf = (
    messages: Message[],
    pending: PendingMessage[] = [],
    afterSeq: number | null = null,
    hasBefore = false,
) => timelineRows(messages, pending, mira, { afterSeq, hasBefore });

describe("groups", () => {
    test("hold one author's messages that are less than five minutes apart", () => {
        const rows = rowsOf([said(1, "9:00"), said(2, "9:04:59"), said(3, "9:09:59"), said(4, "9:12")]);
        expect(rows.map(({ startsGroup }) => startsGroup)).toEqual([true, false, true, false]);
    });

    test("end where another author speaks", () => {
        const rows = rowsOf([said(1, "9:00"), said(2, "9:01", { author: mira }), said(3, "9:02")]);
        expect(rows.every(({ startsGroup }) => startsGroup)).toBe(true);
    });

    test("begin anew at a day's start, at the New line and at a reply", () => {
        const replyTo = { id: "m-1", seq: 1, author: tomas, excerpt: "message 1" };
        const rows = rowsOf(
            [said(1, "23:58"), said(2, "24:01"), said(3, "24:02"), said(4, "24:03", { replyTo })],
            [],
            2,
        );
        expect(rows.map(({ startsGroup }) => startsGroup)).toEqual([true, true, true, true]);
        expect(rows.map(({ startsDay }) => startsDay)).toEqual([true, true, false, false]);
        expect(rows.map(({ startsNew }) => startsNew)).toEqual([false, false, true, false]);
    });
});

describe("the New line", () => {
    test("stands once, above the first message of somebody else", () => {
        const rows = rowsOf(
            [said(1, "9:00"), said(2, "9:01", { author: mira }), said(3, "9:02"), said(4, "9:03")],
            [],
            1,
        );
        expect(rows.map(({ startsNew }) => startsNew)).toEqual([false, false, true, false]);
    });

    test("is not drawn while its place is among older messages", () => {
        const rows = rowsOf([said(8, "9:00"), said(9, "9:01")], [], 3, true);
        expect(rows.some(({ startsNew }) => startsNew)).toBe(false);
        expect(rowsOf([said(4, "9:00")], [], 3, true)[0]?.startsNew).toBe(true);
    });

    test("does not stand above one's own messages alone", () => {
        const rows = rowsOf([said(1, "9:00"), said(2, "9:01", { author: mira })], [waiting("c-1")], 1);
        expect(rows.some(({ startsNew }) => startsNew)).toBe(false);
    });
});

describe("pending messages", () => {
    test("come last, in their order, as the user's own", () => {
        const rows = rowsOf([said(1, "9:00")], [waiting("c-1"), waiting("c-2")]);
        expect(rows.map(({ content, delivery }) => [content, delivery])).toEqual([
            ["message 1", "stored"],
            ["c-1", "sending"],
            ["c-2", "sending"],
        ]);
        expect(rows[1]?.author).toBe(mira);
    });

    test("give way to the stored message of the same clientId, under the same key", () => {
        const [before] = rowsOf([], [waiting("c-1")]);
        const rows = rowsOf([said(1, "12:00", { author: mira, clientId: "c-1" })], [waiting("c-1")]);
        expect(rows).toHaveLength(1);
        expect(rows[0]?.key).toBe(before?.key);
    });

    test("stay beside another author's message of the same clientId", () => {
        expect(rowsOf([said(1, "9:00", { clientId: "c-1" })], [waiting("c-1")])).toHaveLength(2);
    });

    test("that are refused say why", () => {
        const refusal = makeProblem({ code: "forbidden" });
        expect(rowsOf([], [waiting("c-1", { refusal })])[0]).toMatchObject({ delivery: "refused", refusal });
    });
});

describe("replies in threads", () => {
    const inThread = [said(1, "9:00"), said(2, "9:01", { threadSeq: 1 }), said(3, "9:02")];

    test("are no rows of the room", () => {
        const rows = roomRows(inThread, [waiting("c-1", { threadOf: "m-1" })], mira, {
            afterSeq: null,
            hasBefore: false,
        });
        expect(rows.map(({ seq }) => seq)).toEqual([1, 3]);
    });

    test("do not hide the New line's place", () => {
        const rows = roomRows(inThread.slice(1), [], mira, { afterSeq: 1, hasBefore: true });
        expect(rows.map(({ startsNew }) => startsNew)).toEqual([true]);
    });
});

test("a row that stays as it was is the same one, so that it is not drawn again", () => {
    const held = [sampleMessage(1), sampleMessage(2), sampleMessage(3)];
    const before = timelineRows(held, [], mira, { afterSeq: null, hasBefore: false });
    const after = timelineRows([...held, sampleMessage(4)], [], mira, { afterSeq: 2, hasBefore: false });
    expect([after[0], after[1]]).toEqual([before[0], before[1]]);
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(before[1]);
    expect(after[2]).not.toBe(before[2]);
});
