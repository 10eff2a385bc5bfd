import { type Grammar, grammarOf } from "./grammars";

export type TokenKind = "comment" | "string" | "number" | "keyword" | "name" | "added" | "removed" | "text";

export type Token = { kind: TokenKind; text: string };

const numberPattern =
    "\\b(?:0[xX][\\da-fA-F_]+|0[bB][01_]+|\\d[\\d_]*(?:\\.\\d[\\d_]*)?(?:[eE][+-]?\\d+)?)\\w*\\b";

/** Splits code into what can be told apart at a glance; null for a language that is not known. */
export function highlight(code: string, language: string): Token[] | null {
    const grammar = grammarOf(language);
    if (grammar === null) return null;
    return grammar === "diff" ? diffTokens(code) : codeTokens(code, grammar);
}

function codeTokens(code: string, grammar: Grammar): Token[] {
    const pattern = new RegExp(
        [
            `(?<comment>${grammar.comments})`,
            `(?<string>${grammar.strings})`,
            `(?<number>${numberPattern})`,
            `(?<word>${grammar.words})`,
        ].join("|"),
        "gmu",
    );
    const tokens: Token[] = [];
    let end = 0;
    for (const match of code.matchAll(pattern)) {
        if (match.index > end) put(tokens, "text", code.slice(end, match.index));
        put(tokens, kindOf(match, code, grammar), match[0]);
        end = match.index + match[0].length;
    }
    if (end < code.length) put(tokens, "text", code.slice(end));
    return tokens;
}

function kindOf(match: RegExpExecArray, code: string, grammar: Grammar): TokenKind {
    const { comment, string, number } = match.groups ?? {};
    if (comment !== undefined) return "comment";
    if (string !== undefined) return "string";
    if (number !== undefined) return "number";
    const word = grammar.ignoreCase ? match[0].toLowerCase() : match[0];
    if (grammar.keywords.has(word)) return "keyword";
    return grammar.isName(code, match.index, match[0]) ? "name" : "text";
}

function diffTokens(code: string): Token[] {
    const tokens: Token[] = [];
    for (const line of code.split(/(?<=\n)/)) {
        const kind = /^(?:\+\+\+|---|diff |index )/.test(line)
            ? "comment"
            : line.startsWith("@@")
              ? "keyword"
              : line.startsWith("+")
                ? "added"
                : line.startsWith("-")
                  ? "removed"
                  : "text";
        put(tokens, kind, line);
    }
    return tokens;
}

/** Neighbours of one kind become one token. */
function put(tokens: Token[], kind: TokenKind, text: string) {
    const last = tokens.at(-1);
    if (last?.kind === kind) last.text += text;
    else tokens.push({ kind, text });
}
