import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { Markdown } from "./markdown";

// Collected from the usual cheat sheets, in the shapes that Markdown, HTML and addresses can take.
const vectors = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<body onload=alert(1)>",
    "<math><mi xlink:href=javascript:alert(1)>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    '"><script>alert(1)</script>',
    "'\"onmouseover=alert(1) x='",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](java\tscript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](\u0001javascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript://https://example.org/%0aalert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](blob:https://example.org/1)",
    "[x](//evil.example)",
    "[x](/api/auth/logout)",
    "[x](about:blank)",
    "[x](view-source:https://example.org)",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/track.gif)",
    "[x]: javascript:alert(1)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    '[x](https://example.org" onmouseover="alert(1))',
    "[x](https://example.org/' onmouseover='alert(1))",
    '[" onmouseover="alert(1)](https://example.org)',
    "[<img src=x onerror=alert(1)>](https://example.org)",
    'https://example.org/"onmouseover="alert(1)',
    "https://example.org/<script>alert(1)</script>",
    "https://user:pass@example.org/'><script>",
    "**<script>alert(1)</script>**",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "```__proto__\nx\n```",
    "> <img src=x onerror=alert(1)>",
    "- <img src=x onerror=alert(1)>",
    "1. [x](javascript:alert(1))",
    "@<script>alert(1)</script>",
    ":<script>alert(1)</script>:",
    ":constructor: :__proto__:",
    "[img]javascript:alert(1)",
    "[img]https://evil.example/x.png",
    "{{constructor.constructor('alert(1)')()}}",
    "\u202Egnp.exe <script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\<script\\>alert(1)\\</script\\>",
];

const tagsAllowed = /^(div|p|span|strong|em|s|code|pre|blockquote|ul|ol|li|a|button|svg|rect|path)$/;
const attributesAllowed =
    /^(class|dir|href|title|target|rel|start|style|type|tabindex|aria-label|aria-hidden|xmlns|width|height|viewbox|fill|stroke|stroke-width|stroke-linecap|stroke-linejoin|x|y|rx|ry|d)$/;

/** The tags of a page's source, each with its attributes: React escapes what is within quotes. */
function tagsOf(html: string) {
    return [...html.matchAll(/<([a-z0-9]+)((?:\s+[a-z:-]+(?:="[^"]*")?)*)\s*\/?>/gi)].map((match) => ({
        tag: (match[1] ?? "").toLowerCase(),
        attributes: [...(match[2] ?? "").matchAll(/([a-z:-]+)(?:="([^"]*)")?/gi)].map(
            ([, name = "", value = ""]) => [name.toLowerCase(), value] as const,
        ),
    }));
}

const drawn = (content: string) =>
    renderToStaticMarkup(
        createElement(Markdown, { content, reader: { username: "lena", knows: () => true } }),
    );

describe.each(vectors)("%j", (vector) => {
    test("becomes text and harmless tags", () => {
        const html = drawn(vector);
        const tags = tagsOf(html);
        // Every "<" of the page begins a tag that is known, or ends one.
        expect(html.match(/<(?!\/)/g)?.length ?? 0).toBe(tags.length);
        expect(tags.filter(({ tag }) => !tagsAllowed.test(tag))).toEqual([]);
        const attributes = tags.flatMap((tag) => tag.attributes);
        expect(attributes.filter(([name]) => !attributesAllowed.test(name))).toEqual([]);
    });

    test("leads nowhere but to http, https and mail", () => {
        for (const { tag, attributes } of tagsOf(drawn(vector))) {
            const href = attributes.find(([name]) => name === "href")?.[1];
            if (tag !== "a") continue;
            expect(href).toMatch(/^(https?:\/\/|mailto:)/);
            expect(attributes).toContainEqual(["rel", "noopener noreferrer nofollow"]);
        }
    });
});

test("the check itself sees what it looks for", () => {
    expect(tagsOf('<p onclick="x"><a href="javascript:x">y</a></p>')).toEqual([
        { tag: "p", attributes: [["onclick", "x"]] },
        { tag: "a", attributes: [["href", "javascript:x"]] },
    ]);
});

test("no source of the client writes markup into the page", () => {
    const sources = import.meta.glob<string>(["/src/**/*.{ts,tsx}", "!/src/**/*.test.ts"], {
        query: "?raw",
        import: "default",
        eager: true,
    });
    const writes =
        /dangerouslySetInnerHTML|\.(inner|outer)HTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(/;
    expect(Object.keys(sources).length).toBeGreaterThan(50);
    expect(Object.entries(sources).filter(([, text]) => writes.test(text))).toEqual([]);
});
