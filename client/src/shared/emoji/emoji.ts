/** One emoji with what it can be found by. */
export type Emoji = {
    emoji: string;
    /** The group of the keyboard it stands in, as Unicode numbers them. */
    group: number;
    shortcodes: readonly string[];
    name: string;
    keywords: readonly string[];
};

export type EmojiTable = { all: readonly Emoji[]; byShortcode: ReadonlyMap<string, string> };

/** The groups in the order of the keyboard; 2 holds only parts of emoji. */
export const groups = [0, 1, 3, 4, 5, 6, 7, 8, 9] as const;

export type Group = (typeof groups)[number];

/** Reads a table as script/lib/make-emoji-tables.mjs writes it. */
export function readEmojiTable(text: string): EmojiTable {
    const all = text.trimEnd().split("\n").map(readLine);
    const byShortcode = new Map(
        all.flatMap(({ emoji, shortcodes }) => shortcodes.map((shortcode) => [shortcode, emoji] as const)),
    );
    return { all, byShortcode };
}

/** The emoji that fit what somebody types, the nearest first. */
export function findEmoji(table: EmojiTable, query: string, limit: number): Emoji[] {
    const wanted = query.trim().toLowerCase().replace(/^:|:$/g, "").replaceAll(" ", "_");
    if (wanted === "") return [];
    const ranked = table.all.map((emoji) => ({ emoji, rank: rankOf(emoji, wanted) }));
    return ranked
        .filter(({ rank }) => rank < noMatch)
        .sort((a, b) => a.rank - b.rank)
        .slice(0, limit)
        .map(({ emoji }) => emoji);
}

const noMatch = 6;

/** 0 for the very word, more for what is further away; the sort keeps the keyboard's order among equals. */
function rankOf({ shortcodes, name, keywords }: Emoji, wanted: string): number {
    const label = name.toLowerCase().replaceAll(" ", "_");
    if (shortcodes.includes(wanted) || label === wanted) return 0;
    if (shortcodes.some((shortcode) => shortcode.startsWith(wanted))) return 1;
    if (label.startsWith(wanted)) return 2;
    if (keywords.some((keyword) => keyword.toLowerCase() === wanted)) return 3;
    if (keywords.some((keyword) => keyword.toLowerCase().startsWith(wanted))) return 4;
    return shortcodes.some((shortcode) => shortcode.includes(wanted)) || label.includes(wanted) ? 5 : noMatch;
}

function readLine(line: string): Emoji {
    const [group = "0", emoji = "", shortcodes = "", name = "", keywords = ""] = line.split("\t");
    return { emoji, group: Number(group), shortcodes: listed(shortcodes), name, keywords: listed(keywords) };
}

function listed(words: string): string[] {
    return words === "" ? [] : words.split(",");
}
