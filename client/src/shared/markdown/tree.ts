/** What a message's text comes to. There is no node for markup as such: what is not one of these is text. */
export type Block =
    | { kind: "paragraph"; children: Inline[] }
    | { kind: "code"; language: string; text: string }
    | { kind: "quote"; children: Block[] }
    | { kind: "list"; start: number | null; items: Block[][] };

export type Inline =
    | { kind: "text"; text: string }
    | { kind: "code"; text: string }
    | { kind: "strong" | "emphasis" | "strike"; children: Inline[] }
    /** `href` is absolute, and http, https or mailto. */
    | { kind: "link"; href: string; children: Inline[] }
    /** `@name`, or `@room` and the like; whether anybody is called so is for the one who draws it. */
    | { kind: "mention"; text: string }
    /** `:name:` */
    | { kind: "shortcode"; name: string };

/** What a tree says without its marks. */
export function plainText(nodes: readonly (Block | Inline)[]): string {
    return nodes.map(textOf).join("");
}

/** What blocks say without their marks, each on lines of its own. */
export function plainLines(blocks: readonly Block[]): string {
    return blocks.map(linesOf).join("\n");
}

function linesOf(block: Block): string {
    if (block.kind === "code") return block.text;
    if (block.kind === "paragraph") return plainText(block.children);
    return block.kind === "quote" ? plainLines(block.children) : block.items.map(plainLines).join("\n");
}

function textOf(node: Block | Inline): string {
    if (node.kind === "mention" || node.kind === "text" || node.kind === "code") return node.text;
    if (node.kind === "shortcode") return `:${node.name}:`;
    if (node.kind === "list") return node.items.map(plainText).join("\n");
    return plainText(node.children);
}
