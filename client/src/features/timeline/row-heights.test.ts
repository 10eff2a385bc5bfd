import { expect, test } from "vitest";
import { mira, sampleMessage } from "../../protocol/samples";
import { heightsOf, RowHeights } from "./row-heights";
import { type Row, timelineRows } from "./rows";

const sight = { offset: 1_000, height: 800 };
const above = { start: 500, size: 26 };
const across = { start: 990, size: 26 };
const inside = { start: 1_200, size: 26 };

function rowOf(change: Partial<Row> = {}): Row {
    const [row] = timelineRows([sampleMessage(1)], [], mira, { afterSeq: null, hasBefore: false });
    return { ...(row as Row), ...change };
}

function measuredOnce(): { heights: RowHeights; row: Row } {
    const heights = new RowHeights(800);
    const row = rowOf();
    heights.estimate(row);
    heights.measured(row.key, 26);
    return { heights, row };
}

test("a guess stays as it was made, whatever comes to the row later", () => {
    const heights = new RowHeights(800);
    const guess = heights.estimate(rowOf());
    const reacted = rowOf({
        message: sampleMessage(1, { reactions: [{ emoji: "🎉", count: 1, userIds: [] }] }),
    });
    expect(heights.estimate(reacted)).toBe(guess);
});

test("a guess that was wrong above what is in sight is made good for", () => {
    const { heights, row } = measuredOnce();
    expect(heights.scrollsBy(row, above, sight)).toBe(true);
    expect(heights.scrollsBy(row, across, sight)).toBe(true);
    expect(heights.scrollsBy(row, inside, sight)).toBe(false);
});

test("a row that grows at its end moves nothing in sight unless all of it is above", () => {
    const { heights, row } = measuredOnce();
    heights.measured(row.key, 26);
    expect(heights.scrollsBy(row, above, sight)).toBe(true);
    expect(heights.scrollsBy(row, across, sight)).toBe(false);
    expect(heights.scrollsBy(row, inside, sight)).toBe(false);
});

test("a line that comes above a message in sight leaves the message where it is", () => {
    const { heights, row } = measuredOnce();
    heights.measured(row.key, 26);
    const withLine = rowOf({ startsNew: true });
    expect(heights.scrollsBy(withLine, inside, sight)).toBe(true);
    heights.measured(row.key, 26);
    expect(heights.scrollsBy(withLine, inside, sight)).toBe(false);
});

test("a list that is drawn anew, as wide as before, knows what its rows measured", () => {
    const { heights, row } = measuredOnce();
    heights.measured(row.key, 117);
    const again = heights.again(800).again(800);
    expect(again.estimate(row)).toBe(117);
    expect(again.sizeOf(row.key)).toBe(117);
});

test("what a row measured holds neither at another width nor under another line", () => {
    const { heights, row } = measuredOnce();
    heights.measured(row.key, 117);
    const guess = new RowHeights(800).estimate(row);
    expect(heights.again(800).estimate(rowOf({ startsNew: true }))).not.toBe(117);
    const narrow = heights.again(400);
    expect(narrow.estimate(row)).not.toBe(117);
    expect(narrow.sizeOf(row.key)).toBeNull();
    expect(guess).not.toBe(117);
});

test("a row that is not as high as it was makes good for that like one never seen", () => {
    const { heights, row } = measuredOnce();
    const again = heights.again(800);
    again.estimate(row);
    again.measured(row.key, 60);
    expect(again.scrollsBy(row, across, sight)).toBe(true);
});

test("rooms are remembered, those drawn lately", () => {
    const row = rowOf();
    const first = heightsOf("r-1", 800);
    first.estimate(row);
    first.measured(row.key, 117);
    expect(heightsOf("r-1", 800).estimate(row)).toBe(117);
    for (let n = 2; n <= 13; n += 1) heightsOf(`r-${n}`, 800);
    expect(heightsOf("r-1", 800).estimate(row)).not.toBe(117);
});
