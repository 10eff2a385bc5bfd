import { memo, type ReactNode, useEffect, useMemo } from "react";
import { emojiTable, loadEmoji } from "../emoji/tables";
import { isMentionOf, namesEverybody } from "../mention";
import { classes } from "../ui/classes";
import { useSelected } from "../use-store";
import { CodeBlock } from "./code-block";
import { parseMarkdown } from "./parse";
import type { Block, Inline } from "./tree";

/** Who reads, and whose names are known, for drawing mentions. */
export type Reader = { username: string; knows: (username: string) => boolean };

/** A message's text. What is drawn is made of the parsed tree alone; no markup of the text reaches the page. */
export const Markdown = memo(function Markdown({
    content,
    reader,
    children,
}: {
    content: string;
    reader: Reader;
    /** What follows the text on its last line. */
    children?: ReactNode;
}) {
    const blocks = useMemo(() => parseMarkdown(content), [content]);
    const lastText = blocks.at(-1)?.kind === "paragraph";
    const large = isOnlyEmoji(content);
    return (
        <div className={classes("max-w-[72ch] [overflow-wrap:anywhere]", large && "text-[32px] leading-10")}>
            {drawBlocks(blocks, reader, lastText ? children : null)}
            {!lastText && children && <p>{children}</p>}
        </div>
    );
});

/** The blocks of a whole text, or, `within` a quote or a list, of a part that runs the way of the whole. */
function drawBlocks(blocks: readonly Block[], reader: Reader, after: ReactNode, within = false): ReactNode {
    // A text's pieces never change places, so their place is their identity.
    return blocks.map((block, place) =>
        drawBlock(block, String(place), reader, place === blocks.length - 1 && after, within),
    );
}

function drawBlock(block: Block, key: string, reader: Reader, after: ReactNode, within: boolean): ReactNode {
    switch (block.kind) {
        case "paragraph":
            return (
                <p
                    key={key}
                    dir={within ? undefined : "auto"}
                    className="whitespace-pre-wrap [&+*]:mt-2 [li>&+*]:mt-0"
                >
                    <span>{drawInline(block.children, reader)}</span>
                    {after}
                </p>
            );
        case "code":
            return <CodeBlock key={key} language={block.language} text={block.text} />;
        case "quote":
            return (
                <blockquote key={key} dir="auto" className="my-1 border-s-[3px] border-line ps-3 text-ink2">
                    {drawBlocks(block.children, reader, null, true)}
                </blockquote>
            );
        case "list":
            return drawList(key, block, reader);
    }
}

function drawList(
    key: string,
    { start, items }: Extract<Block, { kind: "list" }>,
    reader: Reader,
): ReactNode {
    const shape = "my-1 ps-6";
    const lines = items.map((item, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place.
        <li key={place} className="ps-0.5">
            {drawBlocks(item, reader, null, true)}
        </li>
    ));
    return start === null ? (
        <ul key={key} dir="auto" className={classes(shape, "list-disc")}>
            {lines}
        </ul>
    ) : (
        <ol key={key} dir="auto" start={start} className={classes(shape, "list-decimal")}>
            {lines}
        </ol>
    );
}

function drawInline(nodes: readonly Inline[], reader: Reader): ReactNode {
    return nodes.map((node, place) => drawPiece(node, String(place), reader));
}

function drawPiece(node: Inline, key: string, reader: Reader): ReactNode {
    switch (node.kind) {
        case "text":
            return node.text;
        case "code":
            return (
                <code
                    key={key}
                    dir="ltr"
                    className="rounded border border-line bg-pane box-decoration-clone px-1 py-px font-mono text-[13px]"
                >
                    {node.text}
                </code>
            );
        case "strong":
            return (
                <strong key={key} className="font-strong">
                    {drawInline(node.children, reader)}
                </strong>
            );
        case "emphasis":
            return <em key={key}>{drawInline(node.children, reader)}</em>;
        case "strike":
            return <s key={key}>{drawInline(node.children, reader)}</s>;
        case "link":
            return (
                <a
                    key={key}
                    href={node.href}
                    title={node.href}
                    target="_blank"
                    rel="noopener noreferrer nofollow"
                    className="text-accent underline decoration-1 underline-offset-2 hover:decoration-2"
                >
                    {drawInline(node.children, reader)}
                </a>
            );
        case "mention":
            return <Mention key={key} text={node.text} reader={reader} />;
        case "shortcode":
            return <Shortcode key={key} name={node.name} />;
    }
}

function Mention({ text, reader }: { text: string; reader: Reader }) {
    if (isMentionOf(text, reader.username) || namesEverybody(text)) {
        return <span className="rounded bg-soft px-1 font-strong text-accent">{text}</span>;
    }
    return reader.knows(text.slice(1).toLowerCase()) ? (
        <span className="font-medium text-accent">{text}</span>
    ) : (
        text
    );
}

/** The emoji of that name, once the names are here; until then, and if there is none, what was written. */
function Shortcode({ name }: { name: string }) {
    const emoji = useSelected(emojiTable, (table) => table?.byShortcode.get(name));
    useEffect(() => void loadEmoji(), []);
    return emoji ? <span title={`:${name}:`}>{emoji}</span> : `:${name}:`;
}

const onlyEmoji =
    /^(?:\p{Extended_Pictographic}(?:\uFE0F|\u200D\p{Extended_Pictographic}|\p{Emoji_Modifier})*|\p{Regional_Indicator}{2}){1,3}$/u;

/** Whether a text is nothing but one to three emoji, which are then drawn large. */
function isOnlyEmoji(content: string): boolean {
    return content.length < 60 && onlyEmoji.test(content.replaceAll(/\s/g, ""));
}
