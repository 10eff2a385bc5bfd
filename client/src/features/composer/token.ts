export type TokenKind = "person" | "emoji" | "room";

/** What stands before the caret and may be completed; `query` is what follows its sign. */
export type Token = { kind: TokenKind; query: string; start: number; end: number };

/** As far back as a token may begin. */
const lookBack = 60;

// An @ follows no part of a word, so that an e-mail address asks for nobody; of emoji two characters
// are needed, since a colon alone, also before a bracket, is a colon; what follows a # is no heading.
const patterns: readonly (readonly [TokenKind, RegExp])[] = [
    ["person", /(?<![\p{L}\p{N}_])@(?<query>[\p{L}\p{N}_.-]*)$/u],
    ["emoji", /(?<![\p{L}\p{N}_:]):(?<query>[\p{L}\p{N}+][\p{L}\p{N}_+-]+|-1)$/u],
    ["room", /(?<![^\s(])#(?<query>[^\s#]*)$/u],
];

/** The token that the caret stands at the end of; null for none, and in code. */
export function tokenAt(text: string, caret: number): Token | null {
    const before = text.slice(Math.max(0, caret - lookBack), caret);
    for (const [kind, pattern] of patterns) {
        const match = pattern.exec(before);
        const query = match?.groups?.query;
        if (!match || query === undefined || isInCode(text.slice(0, caret))) continue;
        return { kind, query, start: caret - match[0].length, end: caret };
    }
    return null;
}

export function isSameToken(a: Token | null, b: Token | null): boolean {
    return a?.kind === b?.kind && a?.query === b?.query && a?.start === b?.start;
}

function isInCode(before: string): boolean {
    const fences = before.split("```");
    if (fences.length % 2 === 0) return true;
    const line = fences.at(-1)?.split("\n").at(-1) ?? "";
    return line.split("`").length % 2 === 0;
}
