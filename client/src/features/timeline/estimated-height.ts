import { drawnSize } from "./drawn-size";
import type { Row } from "./rows";

/** A guess that is near enough for the scroll bar; every row is measured once it is drawn. */
export function estimatedHeight(row: Row | undefined, width: number): number {
    if (!row) return 48;
    const lines = (row.startsDay ? 50 : 0) + (row.startsNew ? 34 : 0) + (row.startsGroup ? 30 : 0);
    const reactions = (row.message?.reactions.length ? 32 : 0) + (row.message?.thread ? 24 : 0);
    if (row.image) {
        const drawn = drawnSize(row.image);
        const scale = Math.min(1, (width - 80) / drawn.width);
        return lines + reactions + 12 + drawn.height * scale;
    }
    const perLine = Math.max(20, Math.min(88, (width - 80) / 7.4));
    const textLines = row.content
        .split("\n")
        .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / perLine)), 0);
    return lines + reactions + 4 + 22 * textLines;
}
