import { describe, expect, test } from "vitest";
import css from "./tokens.css?raw";

type Colour = { light: string; dark: string };

/** Every token with its two colours; one that is the same in both is declared once. */
const tokens = new Map<string, Colour>(
    [...css.matchAll(/--([\w-]+):\s*(?:light-dark\((#\w+),\s*(#\w+)\)|(#\w+));/g)].map(
        ([, name = "", light = "", dark = "", both = ""]) => [
            name,
            { light: light || both, dark: dark || both },
        ],
    ),
);

/** Contrast by WCAG 2, of opaque colours. */
function contrast(a: string, b: string): number {
    const [lighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
    return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
    const [red, green, blue] = [1, 3, 5].map((at) => {
        const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const grounds: Record<string, string[]> = {
    ink: ["bg", "pane", "raised", "soft", "mention", "quiet-badge"],
    ink2: ["bg", "pane", "raised", "quiet-badge", "mention"],
    ink3: ["bg", "raised", "mention"],
    accent: ["bg", "raised", "soft"],
    "on-accent": ["accent"],
    "on-badge": ["badge"],
    error: ["bg", "raised"],
    "code-comment": ["pane"],
    "code-keyword": ["pane"],
    "code-string": ["pane"],
    "code-number": ["pane"],
    "code-name": ["pane"],
};

describe.each(["light", "dark"] as const)("in %s", (mode) => {
    const pairs = Object.entries(grounds).flatMap(([ink, names]) =>
        names.map((ground) => [ink, ground] as const),
    );

    test.each(pairs)("%s reads on %s", (ink, ground) => {
        const [text, behind] = [tokens.get(ink)?.[mode], tokens.get(ground)?.[mode]];
        expect(contrast(text ?? "", behind ?? "")).toBeGreaterThanOrEqual(4.5);
    });

    test("initials read on every colour of avatars", () => {
        for (const [name, colour] of tokens) {
            if (!name.startsWith("avatar-")) continue;
            expect(contrast(colour[mode], tokens.get("on-avatar")?.[mode] ?? "")).toBeGreaterThanOrEqual(4.5);
        }
    });
});
