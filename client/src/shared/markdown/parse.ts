import { parseInline } from "./inline";
import type { Block } from "./tree";

// Deeper nesting than anybody writes; what is deeper is text.
const depthMax = 6;

const fence = /^ {0,3}(`{3,}|~{3,})[ \t]*([\w+#.-]{0,30})[ \t]*$/;
const quoted = /^ {0,3}>[ \t]?(.*)$/;
const listItem = /^( {0,3})([-*+•]|\d{1,9}[.)])([ \t]+)(\S.*)$/;

/**
 * Reads the Markdown that people write in a chat: paragraphs, quotes, lists and fenced code. A line
 * break is a line break; headings, tables and HTML are not part of it and stay text.
 */
export function parseMarkdown(content: string): Block[] {
    return parseBlocks(content.replaceAll("\r\n", "\n").split("\n"), 0);
}

function parseBlocks(lines: readonly string[], depth: number): Block[] {
    const blocks: Block[] = [];
    let paragraph: string[] = [];
    let at = 0;

    function endParagraph() {
        const text = paragraph.join("\n");
        paragraph = [];
        if (text.trim() !== "") blocks.push({ kind: "paragraph", children: parseInline(text) });
    }

    while (at < lines.length) {
        const line = lines[at] ?? "";
        const found = depth < depthMax ? blockAt(lines, at, depth) : null;
        if (found) {
            endParagraph();
            blocks.push(found.block);
            at = found.next;
        } else {
            if (line.trim() === "") endParagraph();
            else paragraph.push(line);
            at += 1;
        }
    }
    endParagraph();
    return blocks;
}

type Found = { block: Block; next: number };

function blockAt(lines: readonly string[], at: number, depth: number): Found | null {
    const line = lines[at] ?? "";
    if (fence.test(line)) return codeAt(lines, at);
    if (quoted.test(line)) return quoteAt(lines, at, depth);
    if (listItem.test(line)) return listAt(lines, at, depth);
    return null;
}

function codeAt(lines: readonly string[], at: number): Found {
    const [, mark = "```", language = ""] = fence.exec(lines[at] ?? "") ?? [];
    const closes = (line: string) => {
        const trimmed = line.trim();
        return trimmed.length >= mark.length && trimmed === (mark[0] ?? "`").repeat(trimmed.length);
    };
    let end = at + 1;
    while (end < lines.length && !closes(lines[end] ?? "")) end += 1;
    const text = lines.slice(at + 1, end).join("\n");
    return { block: { kind: "code", language: language.toLowerCase(), text }, next: end + 1 };
}

function quoteAt(lines: readonly string[], at: number, depth: number): Found {
    const inner: string[] = [];
    let end = at;
    for (let match = quoted.exec(lines[end] ?? ""); match; match = quoted.exec(lines[end] ?? "")) {
        inner.push(match[1] ?? "");
        end += 1;
    }
    return { block: { kind: "quote", children: parseBlocks(inner, depth + 1) }, next: end };
}

function listAt(lines: readonly string[], at: number, depth: number): Found {
    const first = Number.parseInt(listItem.exec(lines[at] ?? "")?.[2] ?? "", 10);
    const ordered = !Number.isNaN(first);
    const items: Block[][] = [];
    let end = at;
    for (;;) {
        const match = listItem.exec(lines[end] ?? "");
        if (!match || /\d/.test(match[2] ?? "") !== ordered) break;
        const inner = [match[4] ?? ""];
        end += 1;
        // What is indented belongs to the item above it.
        while (end < lines.length && /^(?: {2,}|\t)\S/.test(lines[end] ?? "")) {
            inner.push((lines[end] ?? "").replace(/^(?: {2,4}|\t)/, ""));
            end += 1;
        }
        items.push(parseBlocks(inner, depth + 1));
    }
    return { block: { kind: "list", start: ordered ? first : null, items }, next: end };
}
