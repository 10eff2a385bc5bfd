import { parseMarkdown } from "./markdown/parse";
import { plainLines } from "./markdown/tree";

/** Part of a text, in code points: from `start` up to, without, `end`. */
export type Highlight = { start: number; end: number };

/** Part of a text, and whether it is what was searched for. */
export type Piece = { text: string; marked: boolean; at: number };

type Text = { content: string; highlights: readonly Highlight[] };

/**
 * A message's text without its marks. As it was written where something that was found is in what is not read, such as
 * the address of a link.
 */
export function withoutMarks(text: Text): Text {
    const written = [...text.content];
    const read = [...plainLines(parseMarkdown(text.content))];
    const placeOf = new Map<number, number>(); // of what is read, by its place in what was written
    let from = 0;
    for (const [place, character] of read.entries()) {
        const found = written.indexOf(character, from);
        if (found === -1) continue;
        placeOf.set(found, place);
        from = found + 1;
    }
    const highlights: Highlight[] = [];
    for (const { start, end } of text.highlights) {
        const places = [];
        for (let at = start; at < Math.min(end, written.length); at += 1) {
            const place = placeOf.get(at);
            if (place !== undefined) places.push(place);
        }
        const [first, last] = [places[0], places.at(-1)];
        if (first === undefined || last === undefined) return text;
        highlights.push({ start: first, end: last + 1 });
    }
    return { content: read.join(""), highlights };
}

/**
 * The part of a text around what was found in it, at most `shownMax` code points, in pieces. Highlights are ascending
 * and apart.
 */
export function excerptOf(content: string, highlights: readonly Highlight[], shownMax = 320): Piece[] {
    const points = [...content];
    const first = highlights[0]?.start ?? 0;
    const start = first > shownMax / 2 ? wordStart(points, Math.floor(first - shownMax / 5)) : 0;
    const end = Math.min(points.length, start + shownMax);
    const pieces: Piece[] = [];
    const add = (from: number, to: number, marked: boolean) => {
        if (from < to) pieces.push({ text: points.slice(from, to).join(""), marked, at: from });
    };
    let at = start;
    for (const highlight of highlights) {
        const [from, to] = [Math.max(at, highlight.start), Math.min(end, highlight.end)];
        if (from >= to) continue;
        add(at, from, false);
        add(from, to, true);
        at = to;
    }
    add(at, end, false);
    if (start > 0) pieces.unshift({ text: "…", marked: false, at: -1 });
    if (end < points.length) pieces.push({ text: "…", marked: false, at: points.length });
    return pieces;
}

/** The beginning of the word after `from`, or `from` itself where that would be far. */
function wordStart(points: readonly string[], from: number): number {
    for (let at = from; at < from + 20; at += 1) {
        if (/\s/.test(points[at - 1] ?? "")) return at;
    }
    return from;
}
