import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { Markdown } from "./markdown";
// Collected from the usual cheat sheets, in the shapes that Markdown, HTML and addresses can take. A browser is shown them
// as well: tests/browser/markdown.test.mjs.
import vectors from "./xss-vectors.json";

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
