import { describe, expect, test } from "vitest";
import { parseInline } from "./inline";
import { parseMarkdown } from "./parse";
import { type Block, type Inline, plainText } from "./tree";

/** A tree as a short text: "b(bold) plain i(slanted)". */
function shape(nodes: readonly (Block | Inline)[]): string {
    return nodes.map(shapeOf).join("");
}

function shapeOf(node: Block | Inline): string {
    switch (node.kind) {
        case "text":
            return node.text;
        case "code":
            return "language" in node ? `pre[${node.language}](${node.text})` : `code(${node.text})`;
        case "strong":
            return `b(${shape(node.children)})`;
        case "emphasis":
            return `i(${shape(node.children)})`;
        case "strike":
            return `s(${shape(node.children)})`;
        case "link":
            return `a[${node.href}](${shape(node.children)})`;
        case "mention":
            return `at(${node.text})`;
        case "shortcode":
            return `emoji(${node.name})`;
        case "paragraph":
            return `p(${shape(node.children)})`;
        case "quote":
            return `quote(${shape(node.children)})`;
        case "list":
            return `${node.start === null ? "ul" : `ol${node.start}`}(${node.items.map((item) => `li(${shape(item)})`).join("")})`;
    }
}

describe("within a paragraph", () => {
    test.each([
        ["**bold** and *slanted* and ~~gone~~", "b(bold) and i(slanted) and s(gone)"],
        ["__bold__ and _slanted_", "b(bold) and i(slanted)"],
        ["***both***", "b(i(both))"],
        ["**bold with *slanted* inside**", "b(bold with i(slanted) inside)"],
        ["`code` and ``a ` b``", "code(code) and code(a ` b)"],
        ["`**not bold**`", "code(**not bold**)"],
        ["**bold `with ** code` inside**", "b(bold code(with ** code) inside)"],
        ["\\*not slanted\\*", "*not slanted*"],
        ["line one\nline two", "line one\nline two"],
        ["hello @lena, @room!", "hello at(@lena), at(@room)!"],
        ["nice :tada: :+1:", "nice emoji(tada) emoji(+1)"],
    ])("%s", (text, expected) => {
        expect(shape(parseInline(text))).toBe(expected);
    });

    test.each([
        "2 * 3 * 4",
        "snake_case_name and __init__py",
        "Freund*innen und Kolleg*innen",
        "a ** b ** c",
        "** not bold **",
        "~/folder and ~/other",
        "`` unclosed",
        "**unclosed",
        "12:30:45",
        "lena@example.org",
        "C:\\Users",
        "[brackets] (and these)",
        "[]()",
        "*",
        "a < b > c",
        "# no heading",
        "<b>no html</b> & &amp;",
    ])("%s stays as it is", (text) => {
        expect(shape(parseInline(text))).toBe(text);
    });
});

describe("links", () => {
    test.each([
        ["see https://example.org/path.", "see a[https://example.org/path](https://example.org/path)."],
        ["(see https://example.org)", "(see a[https://example.org/](https://example.org))"],
        [
            "https://example.org/epoxy(two-part).",
            "a[https://example.org/epoxy(two-part)](https://example.org/epoxy(two-part)).",
        ],
        ["**https://example.org**", "b(a[https://example.org/](https://example.org))"],
        ["<https://example.org/a_b_c>", "a[https://example.org/a_b_c](https://example.org/a_b_c)"],
        ["https://example.org/a_b_c", "a[https://example.org/a_b_c](https://example.org/a_b_c)"],
        ["[the *plan*](https://example.org/a_(b))", "a[https://example.org/a_(b)](the i(plan))"],
        ["[write](mailto:a@example.org)", "a[mailto:a@example.org](write)"],
        ["https://example.org/@lena", "a[https://example.org/@lena](https://example.org/@lena)"],
        ["[https://bank.example](https://evil.example)", "a[https://evil.example/](https://bank.example)"],
    ])("%s", (text, expected) => {
        expect(shape(parseInline(text))).toBe(expected);
    });

    test.each(["ftp://example.org", "example.org", "https://", "xhttps://example.org"])(
        "%s is none",
        (text) => {
            expect(shape(parseInline(text))).toBe(text);
        },
    );
});

describe("blocks", () => {
    test.each([
        ["one\n\ntwo", "p(one)p(two)"],
        ["```ts\nconst a = 1;\n```\nafter", "pre[ts](const a = 1;)p(after)"],
        ["```\nunclosed\n\nto the end", "pre[](unclosed\n\nto the end)"],
        ["````\n```\n````", "pre[](```)"],
        ["~~~\ncode\n~~~", "pre[](code)"],
        ["```inline``` code", "p(code(inline) code)"],
        ["> quoted\n> **more**\nmine", "quote(p(quoted\nb(more)))p(mine)"],
        ["> > twice", "quote(quote(p(twice)))"],
        ["- one\n- two\n  - inner\n\nafter", "ul(li(p(one))li(p(two)ul(li(p(inner)))))p(after)"],
        ["3. three\n4. four", "ol3(li(p(three))li(p(four)))"],
        ["- a\n1. b", "ul(li(p(a)))ol1(li(p(b)))"],
        ["-no list\n*nor this*", "p(-no list\ni(nor this))"],
        ["  indented stays", "p(  indented stays)"],
        ["", ""],
    ])("%j", (text, expected) => {
        expect(shape(parseMarkdown(text))).toBe(expected);
    });
});

test("text without marks comes back whole", () => {
    const text = "Größe: 3×4 cm, 👩‍🚀 and “quotes” – שלום";
    expect(plainText(parseMarkdown(text))).toBe(text);
});

test.each([
    ["stars", "*".repeat(4_000)],
    ["open stars", "*a ".repeat(1_300)],
    ["open bold", "**a ".repeat(1_000)],
    ["brackets", "[".repeat(4_000)],
    ["links", "[a](".repeat(1_000)],
    ["quotes", "> ".repeat(2_000)],
    ["backticks", Array.from({ length: 88 }, (_, index) => "`".repeat(index + 1)).join("a")],
    ["lists", "- ".repeat(2_000)],
    ["mixed", "**_~~[".repeat(660)],
])(
    "4,000 hostile characters (%s) cost no more than each of them looking at each other one",
    async (_name, text) => {
        const hostile = text.slice(0, 4_000);
        const steps = await stepsOf(() => parseMarkdown(hostile));
        expect(steps).toBeGreaterThan(hostile.length);
        // A look at each character of the rest, for each that begins one, and some steps around it.
        expect(steps).toBeLessThan(2 * hostile.length ** 2);
    },
);

type Inspector = {
    connect(): void;
    post(method: string, parameters: object, done: (error: Error | null, answer: Coverage) => void): void;
};
type Coverage = {
    result: { url: string; functions: { ranges: { count: number }[] }[] }[];
};

/**
 * How often the blocks of the parser's code run meanwhile, as V8 counts them. That is the same on every machine, where a
 * clock would tell how much else it has to do.
 */
async function stepsOf(work: () => void): Promise<number> {
    const ask = await inspector;
    await ask("Profiler.takePreciseCoverage");
    work();
    const { result } = await ask("Profiler.takePreciseCoverage");
    return result
        .filter(({ url }) => /\/shared\/(markdown|mention)\b/.test(url) && !url.includes(".test."))
        .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
        .reduce((sum, { count }) => sum + count, 0);
}

const inspector = watched();

/** Counts once for all tests: begun a second time, V8 counts nothing of what it has compiled by then. */
async function watched() {
    const name = "node:inspector";
    const { Session } = (await import(/* @vite-ignore */ name)) as { Session: new () => Inspector };
    const session = new Session();
    session.connect();
    const ask = (method: string, parameters = {}) =>
        new Promise<Coverage>((resolve, reject) =>
            session.post(method, parameters, (error, answer) => (error ? reject(error) : resolve(answer))),
        );
    await ask("Profiler.enable");
    await ask("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    return ask;
}
