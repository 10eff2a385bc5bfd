import { isMentionOf, mentionPattern, withoutPunctuation } from "../../shared/mention";

/** A piece of a message's text. Only `link` leads anywhere, and only to http(s). */
export type TextPiece =
    | { kind: "text"; text: string }
    | { kind: "link"; text: string; href: string }
    | { kind: "mention"; text: string };

const pattern = new RegExp(`(?<link>https?://[^\\s<>"]+)|${mentionPattern.source}`, "gi");

/** Splits a message's text into plain text, links and mentions of `username`. */
export function textPieces(content: string, username: string): TextPiece[] {
    const pieces: TextPiece[] = [];
    let end = 0;
    for (const match of content.matchAll(pattern)) {
        const piece = match.groups?.link ? linkPiece(match[0]) : mentionPiece(match[0], username);
        if (!piece) continue;
        if (match.index > end) pieces.push({ kind: "text", text: content.slice(end, match.index) });
        pieces.push(piece);
        end = match.index + piece.text.length;
    }
    if (end < content.length) pieces.push({ kind: "text", text: content.slice(end) });
    return pieces;
}

function linkPiece(match: string): TextPiece | null {
    const text = withoutTrailingPunctuation(match);
    try {
        return { kind: "link", text, href: new URL(text).href };
    } catch {
        return null;
    }
}

function mentionPiece(match: string, username: string): TextPiece | null {
    return isMentionOf(match, username) ? { kind: "mention", text: withoutPunctuation(match) } : null;
}

/** A sentence's own full stop, or a bracket around the address, is not part of the address. */
function withoutTrailingPunctuation(address: string): string {
    let text = address;
    for (;;) {
        const last = text.at(-1) ?? "";
        const unopened = last === ")" && !text.includes("(");
        if (!unopened && !".,;:!?'\u2019\u201d]*_".includes(last)) return text;
        text = text.slice(0, -1);
    }
}
