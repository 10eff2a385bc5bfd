import { estimatedHeight } from "./estimated-height";
import type { Row } from "./rows";

/** Where a row stands, and how much of the list is in sight, in pixels from the list's beginning. */
export type Placed = { start: number; size: number };
export type Sight = { offset: number; height: number };

type Known = {
    /** What the list was told of the row's height before it was measured. */
    estimate: number;
    /** Whether that is what the row measured when its room was drawn before. */
    remembered: boolean;
    lines: string;
    /** How often it has been measured. */
    measured: number;
    size: number | null;
};

/**
 * What is known of the heights of a list's rows, and from it what a list does whose row turns out to have
 * another height: whether it scrolls by the difference, so that what is in sight stays where it is.
 */
export class RowHeights {
    private readonly known = new Map<string, Known>();

    /** For a list of this width; `before` is what the same list knew as it was drawn before. */
    constructor(
        readonly width: number,
        private readonly before: ReadonlyMap<string, Pick<Known, "lines" | "size">> = new Map(),
    ) {}

    /**
     * Always the same answer for a row. A guess that followed a change, as a reaction that came, would move
     * the rows below before any measurement could tell the list to scroll by it.
     */
    estimate(row: Row | undefined): number {
        if (!row) return estimatedHeight(row, this.width);
        const known = this.known.get(row.key);
        if (known) return known.estimate;
        const lines = linesOf(row);
        const before = this.before.get(row.key);
        const former = before?.lines === lines ? before.size : null;
        const estimate = former ?? estimatedHeight(row, this.width);
        this.known.set(row.key, { estimate, remembered: former !== null, lines, measured: 0, size: null });
        return estimate;
    }

    /** What the row measured last, be it as its room was drawn before; null for one that never was. */
    sizeOf(key: string): number | null {
        const known = this.known.get(key);
        return known?.size ?? (known?.remembered ? known.estimate : null);
    }

    /** A row in the page has been measured. */
    measured(key: string, size: number) {
        const known = this.known.get(key);
        if (!known) return;
        known.measured += 1;
        known.size = size;
    }

    /** Whether the list scrolls by what the measurement differs from what was known; called after `measured`. */
    scrollsBy(row: Row, { start, size }: Placed, { offset, height }: Sight): boolean {
        const known = this.known.get(row.key);
        const lines = linesOf(row);
        if (!known || known.measured <= 1) {
            if (known) known.lines = lines;
            return start < offset;
        }
        if (known.lines !== lines) {
            // A line above the message came or went: what is below it stays where it is.
            known.lines = lines;
            return start < offset + height;
        }
        return start + size <= offset;
    }

    /** The same list, drawn anew `width` pixels wide: what was measured holds where it is as wide as before. */
    again(width: number): RowHeights {
        if (width !== this.width) return new RowHeights(width);
        const sizes = new Map(this.before);
        for (const [key, { lines, size }] of this.known) if (size !== null) sizes.set(key, { lines, size });
        return new RowHeights(width, sizes);
    }
}

// As many as timelines are held.
const roomsMax = 12;
const ofRooms = new Map<string, RowHeights>();

/** For a room's list that is about to be drawn. A room that was drawn lately is known, and need not be measured again. */
export function heightsOf(roomId: string, width: number): RowHeights {
    const heights = ofRooms.get(roomId)?.again(width) ?? new RowHeights(width);
    ofRooms.delete(roomId);
    ofRooms.set(roomId, heights);
    const oldest = ofRooms.keys().next();
    if (ofRooms.size > roomsMax && !oldest.done) ofRooms.delete(oldest.value);
    return heights;
}

/** The lines that are drawn above a row's message. */
function linesOf({ startsDay, startsNew, startsGroup }: Row): string {
    return `${startsDay}${startsNew}${startsGroup}`;
}
