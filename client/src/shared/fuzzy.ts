/** How well a text answers what was typed, and which parts of it did: ranges of its own offsets. */
export type Match = { score: number; ranges: readonly (readonly [start: number, end: number])[] };

/**
 * Finds every word of `query` in `text`, in any order: at the text's beginning, at a word's, inside of one, or letter
 * by letter. A higher score, from 0 to about 1, is a better answer. Null where a word is not found. Case and accents
 * make no difference. A query of no words is answered by everything alike.
 */
export function fuzzyMatch(query: string, text: string): Match | null {
    const wanted = fold(query).letters.split(/\s+/).filter(Boolean);
    if (wanted.length === 0) return { score: 0, ranges: [] };
    const folded = fold(text);
    let score = 0;
    const places = new Set<number>();
    for (const word of wanted) {
        const found = findWhole(word, folded.letters) ?? findLetters(word, folded.letters);
        if (found === null) return null;
        score += found.score / wanted.length;
        for (const place of found.places) places.add(place);
    }
    // Of two texts that begin alike, the one of which more was typed.
    const covered = places.size / Math.max(1, folded.letters.length);
    return { score: score * 0.9 + covered * 0.1, ranges: rangesOf(places, folded.starts) };
}

type Found = { score: number; places: number[] };

function findWhole(word: string, letters: string): Found | null {
    let best: { at: number; score: number } | null = null;
    for (let at = letters.indexOf(word); at !== -1; at = letters.indexOf(word, at + 1)) {
        const score = at === 0 ? 1 : startsWord(letters, at) ? 0.85 : 0.6;
        if (best === null || score > best.score) best = { at, score };
    }
    if (best === null) return null;
    const { at, score } = best;
    return { score, places: Array.from(word, (_, index) => at + index).slice(0, word.length) };
}

/** Letter by letter, from one word's beginning to the next where that works: "br" in "boat restoration". */
function findLetters(word: string, letters: string): Found | null {
    if (word.length < 2) return null;
    const places = walk(word, letters, true) ?? walk(word, letters, false);
    if (places === null) return null;
    const good = places.filter(
        (place, index) => startsWord(letters, place) || places[index - 1] === place - 1,
    ).length;
    return { score: 0.1 + 0.35 * (good / places.length), places };
}

function walk(word: string, letters: string, byWords: boolean): number[] | null {
    const places: number[] = [];
    let from = 0;
    for (const letter of word.split("")) {
        const place = nextPlace(letter, letters, from, byWords);
        if (place === -1) return null;
        places.push(place);
        from = place + 1;
    }
    return places;
}

function nextPlace(letter: string, letters: string, from: number, byWords: boolean): number {
    const next = letters.indexOf(letter, from);
    if (!byWords || next === from) return next;
    for (let at = next; at !== -1; at = letters.indexOf(letter, at + 1)) {
        if (startsWord(letters, at)) return at;
    }
    return next;
}

function startsWord(letters: string, at: number): boolean {
    return at === 0 || /[^\p{L}\p{N}]/u.test(letters.charAt(at - 1));
}

/** A text without case and accents, and for each of its letters where in the text it stands. */
function fold(text: string): { letters: string; starts: { at: number; size: number }[] } {
    let letters = "";
    const starts: { at: number; size: number }[] = [];
    let at = 0;
    for (const character of text) {
        const plain = character.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
        letters += plain;
        for (let index = 0; index < plain.length; index += 1) starts.push({ at, size: character.length });
        at += character.length;
    }
    return { letters, starts };
}

function rangesOf(places: ReadonlySet<number>, starts: readonly { at: number; size: number }[]) {
    const ranges: [number, number][] = [];
    for (const place of [...places].sort((a, b) => a - b)) {
        const start = starts[place];
        if (!start) continue;
        const last = ranges.at(-1);
        if (last && start.at <= last[1]) last[1] = Math.max(last[1], start.at + start.size);
        else ranges.push([start.at, start.at + start.size]);
    }
    return ranges;
}
