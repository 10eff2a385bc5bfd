import { type Emoji, type EmojiTable, findEmoji, type Group, groups } from "../emoji/emoji";

export const columns = 8;
const foundMax = 64;

export type Section = { title: Group | "recent" | "found"; rows: Emoji[][] };

/** A place in the grid: which row, counted over all sections, and which column. */
export type Place = { row: number; column: number };

/** What the picker shows: what was found, or the recent ones and all groups. */
export function sectionsOf(table: EmojiTable, recent: readonly string[], query: string): Section[] {
    if (query.trim() !== "") {
        return [{ title: "found", rows: inRows(findEmoji(table, query, foundMax)) }];
    }
    const known = new Map(table.all.map((emoji) => [emoji.emoji, emoji]));
    const lately = recent.slice(0, 2 * columns).flatMap((emoji) => known.get(emoji) ?? []);
    return [
        { title: "recent" as const, rows: inRows(lately) },
        ...groups.map((group) => ({
            title: group,
            rows: inRows(table.all.filter((emoji) => emoji.group === group)),
        })),
    ].filter(({ rows }) => rows.length > 0);
}

/** Where a key leads from a place, in a page that is read from right to left if `rtl`; null for a key that leads nowhere. */
export function moved(
    rows: readonly (readonly Emoji[])[],
    { row, column }: Place,
    key: string,
    rtl: boolean,
): Place | null {
    const here = rows[row]?.length ?? 0;
    const forwards = rtl ? "ArrowLeft" : "ArrowRight";
    const backwards = rtl ? "ArrowRight" : "ArrowLeft";
    switch (key) {
        case forwards:
            if (column + 1 < here) return { row, column: column + 1 };
            return row + 1 < rows.length ? { row: row + 1, column: 0 } : { row, column };
        case backwards:
            if (column > 0) return { row, column: column - 1 };
            return row > 0 ? { row: row - 1, column: (rows[row - 1]?.length ?? 1) - 1 } : { row, column };
        case "ArrowDown":
        case "ArrowUp": {
            const next = Math.min(
                Math.max(row + (key === "ArrowDown" ? 1 : -1), 0),
                Math.max(rows.length - 1, 0),
            );
            return { row: next, column: Math.min(column, Math.max((rows[next]?.length ?? 1) - 1, 0)) };
        }
        default:
            return null;
    }
}

function inRows(emoji: readonly Emoji[]): Emoji[][] {
    const rows: Emoji[][] = [];
    for (let start = 0; start < emoji.length; start += columns)
        rows.push(emoji.slice(start, start + columns));
    return rows;
}
