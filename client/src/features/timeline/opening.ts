import type { Row } from "./rows";
import type { Timeline } from "./timeline";

/** Where a list opens: with a row at the top or in the middle, or at its end for no row. */
export type Opening = { index: number; align: "start" | "center" } | null;

export function openingOf(
    rows: readonly Row[],
    { target, opensAtEnd }: Pick<Timeline, "target" | "opensAtEnd">,
): Opening {
    if (target) return { index: rowOfTarget(rows, target.seq), align: "center" };
    const firstNew = opensAtEnd ? -1 : rows.findIndex((row) => row.startsNew);
    return firstNew === -1 ? null : { index: firstNew, align: "start" };
}

/** The row of a message that a link led to. A reply in a thread has none: what was said around it stands for it. */
export function rowOfTarget(rows: readonly Row[], target: number): number {
    const found = rows.findIndex(({ seq }) => seq !== null && seq >= target);
    return found === -1 ? rows.length - 1 : found;
}

/** What surrounds the rows, and how much of them is in sight, in pixels. */
export type Frame = { above: number; below: number; contextAbove: number; height: number };

/** How far a list is scrolled that opens there, by what is known of its rows' heights. */
export function openingOffset(opening: Opening, heights: readonly number[], frame: Frame): number {
    const { above, below, contextAbove, height } = frame;
    const sum = (rows: readonly number[]) => rows.reduce((total, row) => total + row, 0);
    const max = Math.max(0, above + sum(heights) + below - height);
    if (!opening) return max;
    const start = above + sum(heights.slice(0, opening.index));
    const size = heights[opening.index] ?? 0;
    const wanted = opening.align === "center" ? start + (size - height) / 2 : start - contextAbove;
    return Math.min(max, Math.max(0, wanted));
}
