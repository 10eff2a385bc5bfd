import { dayText } from "./query";

export type FilterKind = "in" | "from" | "after" | "before";

/** A filter as it was written: `in:harbour` is {kind: "in", value: "harbour"}. */
export type TypedFilter = { kind: FilterKind; value: string };

/** The words that open a filter, by kind: the same everywhere, and those of the viewer's language. */
export type Openers = Record<FilterKind, string>;

const kinds = ["in", "from", "after", "before"] as const;
// A filter with its value, which quotes may hold together; a quoted phrase; any other word.
const pieces = /(\p{L}+):(?:"([^"]*)"|([^\s"]+))|"[^"]*"|\S+/gu;

/**
 * Takes finished filters out of what is typed. While somebody is still typing, `done` false, the last word is not
 * finished before a space follows it.
 */
export function takeFilters(
    typed: string,
    openers: Openers,
    done: boolean,
): { text: string; filters: TypedFilter[] } {
    const filters: TypedFilter[] = [];
    const text = typed.replace(pieces, (piece, opener, quoted, plain, at: number) => {
        const kind = typeof opener === "string" ? kindOf(opener, openers) : null;
        const value: string = (quoted ?? plain ?? "").trim();
        const finished = done || quoted !== undefined || at + piece.length < typed.length;
        if (kind === null || value === "" || !finished) return piece;
        filters.push({ kind, value });
        return "";
    });
    return { text: filters.length > 0 ? text.replaceAll(/\s+/g, " ").trimStart() : typed, filters };
}

/** The filter that is being written at the end of the text, and where it begins. */
export function unfinishedFilter(typed: string, openers: Openers): (TypedFilter & { start: number }) | null {
    const match = /(?:^|\s)(\p{L}+):("[^"]*|[^\s"]*)$/u.exec(typed);
    const kind = match?.[1] ? kindOf(match[1], openers) : null;
    if (!match || kind === null) return null;
    const value = (match[2] ?? "").replace(/^"/, "");
    return { kind, value, start: match.index + (/^\s/.test(match[0]) ? 1 : 0) };
}

/** A day as people write it: 2026-06-04, or one of the given words for today and yesterday. */
export function dayFrom(written: string, named: { today: string; yesterday: string }, now = new Date()) {
    const word = written.toLowerCase();
    const is = (...names: string[]) => names.some((name) => name.toLowerCase() === word);
    if (is("today", named.today)) return dayText(now);
    if (is("yesterday", named.yesterday))
        return dayText(new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1));
    const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(word) ?? [];
    if (!year) return null;
    const date = new Date(Number(year), Number(month) - 1, Number(day));
    const exists = date.getMonth() === Number(month) - 1 && date.getDate() === Number(day);
    return exists ? dayText(date) : null;
}

function kindOf(opener: string, openers: Openers): FilterKind | null {
    const word = opener.toLowerCase();
    return kinds.find((kind) => kind === word || openers[kind] === word) ?? null;
}
