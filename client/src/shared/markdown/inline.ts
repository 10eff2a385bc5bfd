import { mentionPattern, withoutPunctuation } from "../mention";
import { safeHref, withoutTrailingPunctuation } from "./links";
import type { Inline } from "./tree";

// Deeper nesting than anybody writes; it keeps hostile text from costing more than its length.
const depthMax = 8;

const address = /https?:\/\/[^\s<>"`]+/iy;
const bracketed = /<((?:https?:\/\/|mailto:)[^\s<>]+)>/iy;
const shortcode = /:([a-z0-9_+-]{2,40}):/y;
const mention = new RegExp(mentionPattern.source, "y");
const punctuation = /[!-/:-@[-`{-~]/;
const wordCharacter = /[\p{L}\p{N}_]/u;

/** A piece of text that was recognised, and where the text goes on after it. */
type Found = { node: Inline; end: number };

const marks = [
    { mark: "**", kind: "strong" },
    { mark: "__", kind: "strong" },
    { mark: "~~", kind: "strike" },
    { mark: "*", kind: "emphasis" },
    { mark: "_", kind: "emphasis" },
] as const;

/** Reads the marks within a paragraph. Every character that is no mark stays as it was written. */
export function parseInline(text: string, depth = 0, inLink = false): Inline[] {
    const nodes: Inline[] = [];
    const unclosed = new Set<string>();
    let plain = "";
    let at = 0;

    function put(node: Inline) {
        if (plain !== "") nodes.push({ kind: "text", text: plain });
        plain = "";
        nodes.push(node);
    }

    while (at < text.length) {
        const character = text[at] ?? "";
        if (character === "\\" && punctuation.test(text[at + 1] ?? "")) {
            plain += text[at + 1];
            at += 2;
            continue;
        }
        const found = depth < depthMax ? find(text, at, depth, inLink, unclosed) : null;
        if (found) {
            put(found.node);
            at = found.end;
        } else if (character === "`") {
            // A run that nothing closes is text as a whole: its rest opens no shorter one.
            const run = runLength(text, at);
            plain += text.slice(at, at + run);
            at += run;
        } else {
            plain += character;
            at += 1;
        }
    }
    if (plain !== "") nodes.push({ kind: "text", text: plain });
    return nodes;
}

function find(text: string, at: number, depth: number, inLink: boolean, unclosed: Set<string>): Found | null {
    switch (text[at]) {
        case "`":
            return codeAt(text, at);
        case "*":
        case "_":
        case "~":
            return markedAt(text, at, depth, inLink, unclosed);
        case "[":
            return inLink ? null : linkAt(text, at, depth);
        case "<":
            return inLink ? null : bracketedAt(text, at);
        case "h":
        case "H":
            return inLink || isWord(text[at - 1]) ? null : addressAt(text, at);
        case "@":
            return mentionAt(text, at);
        case ":":
            return shortcodeAt(text, at);
        default:
            return null;
    }
}

function codeAt(text: string, at: number): Found | null {
    const run = runLength(text, at);
    const close = closingRun(text, at + run, run);
    if (close === -1) return null;
    const inner = text.slice(at + run, close);
    if (inner.trim() === "") return null;
    // One space on each side lets code begin or end with a backtick.
    const trimmed = inner.startsWith(" ") && inner.endsWith(" ") ? inner.slice(1, -1) : inner;
    return { node: { kind: "code", text: trimmed }, end: close + run };
}

function markedAt(
    text: string,
    at: number,
    depth: number,
    inLink: boolean,
    unclosed: Set<string>,
): Found | null {
    for (const { mark, kind } of marks) {
        if (!text.startsWith(mark, at) || unclosed.has(mark)) continue;
        const start = at + mark.length;
        const single = mark.length === 1;
        if (/\s/.test(text[start] ?? " ") || (single && text[start] === mark)) continue;
        if ((single || mark === "__") && isWord(text[at - 1])) continue;
        const close = closingMark(text, start, mark);
        if (close === -1) {
            // What nothing closes from here on, nothing closes later either.
            unclosed.add(mark);
            continue;
        }
        const children = parseInline(text.slice(start, close), depth + 1, inLink);
        return { node: { kind, children }, end: close + mark.length };
    }
    return null;
}

/** Where the mark closes: after something that is no space, and not within code. -1 for nowhere. */
function closingMark(text: string, from: number, mark: string): number {
    const single = mark.length === 1;
    for (let at = from; at < text.length; at += 1) {
        if (text[at] === "\\") {
            at += 1;
        } else if (text[at] === "`") {
            const run = runLength(text, at);
            const close = closingRun(text, at + run, run);
            at = (close === -1 ? at : close) + run - 1;
        } else if (text.startsWith(mark, at)) {
            // Of "***", the last two close what two have opened.
            let end = at;
            while (text[end + mark.length] === mark[0]) end += 1;
            const fits = single ? end === at && text[at - 1] !== mark : true;
            const last = single || mark === "__" ? isWord(text[end + mark.length]) : false;
            if (fits && !last && at > from && !/\s/.test(text[at - 1] ?? " ")) return end;
            at = end + mark.length - 1;
        }
    }
    return -1;
}

function linkAt(text: string, at: number, depth: number): Found | null {
    const labelEnd = balanced(text, at, "[", "]");
    if (labelEnd === -1 || text[labelEnd + 1] !== "(") return null;
    const end = balanced(text, labelEnd + 1, "(", ")");
    if (end === -1) return null;
    const target = text.slice(labelEnd + 2, end).trim();
    if (/\s/.test(target)) return null;
    const href = safeHref(target.replace(/^<(.*)>$/, "$1"));
    const label = text.slice(at + 1, labelEnd);
    if (href === null || label.trim() === "") return null;
    return { node: { kind: "link", href, children: parseInline(label, depth + 1, true) }, end: end + 1 };
}

/** Where the bracket at `at` closes, on the same line; -1 for nowhere. */
function balanced(text: string, at: number, open: string, close: string): number {
    let depth = 0;
    for (let place = at; place < text.length && text[place] !== "\n"; place += 1) {
        if (text[place] === "\\") place += 1;
        else if (text[place] === open) depth += 1;
        else if (text[place] === close) {
            depth -= 1;
            if (depth === 0) return place;
        }
    }
    return -1;
}

function bracketedAt(text: string, at: number): Found | null {
    const target = matchAt(bracketed, text, at);
    const href = target?.[1] ? safeHref(target[1]) : null;
    if (!target?.[1] || href === null) return null;
    return {
        node: { kind: "link", href, children: [{ kind: "text", text: target[1] }] },
        end: at + target[0].length,
    };
}

function addressAt(text: string, at: number): Found | null {
    const match = matchAt(address, text, at);
    if (!match) return null;
    const shown = withoutTrailingPunctuation(match[0]);
    const href = safeHref(shown);
    if (href === null) return null;
    return {
        node: { kind: "link", href, children: [{ kind: "text", text: shown }] },
        end: at + shown.length,
    };
}

function mentionAt(text: string, at: number): Found | null {
    const match = matchAt(mention, text, at);
    const name = match ? withoutPunctuation(match[0]) : "";
    return name.length > 1 ? { node: { kind: "mention", text: name }, end: at + name.length } : null;
}

function shortcodeAt(text: string, at: number): Found | null {
    const match = isWord(text[at - 1]) ? null : matchAt(shortcode, text, at);
    return match?.[1] ? { node: { kind: "shortcode", name: match[1] }, end: at + match[0].length } : null;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
    pattern.lastIndex = at;
    return pattern.exec(text);
}

function runLength(text: string, at: number): number {
    let end = at;
    while (text[end] === "`") end += 1;
    return end - at;
}

/** Where the next run of exactly `length` backticks begins; -1 for nowhere. */
function closingRun(text: string, from: number, length: number): number {
    let at = text.indexOf("`", from);
    while (at !== -1) {
        const run = runLength(text, at);
        if (run === length) return at;
        at = text.indexOf("`", at + run);
    }
    return -1;
}

function isWord(character: string | undefined): boolean {
    return character !== undefined && wordCharacter.test(character);
}
