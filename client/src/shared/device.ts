/** What a browser calls itself, in words: "Firefox", "Linux"; null for a part that is not known. */
export type Device = { browser: string | null; system: string | null };

// The first that fits: many browsers name others beside themselves.
const browsers: readonly [RegExp, string][] = [
    [/\bEdgA?\//, "Edge"],
    [/\b(?:OPR|Opera)\//, "Opera"],
    [/\bSamsungBrowser\//, "Samsung Internet"],
    [/\b(?:Firefox|FxiOS)\//, "Firefox"],
    [/\b(?:Chrome|CriOS|HeadlessChrome)\//, "Chrome"],
    [/\bSafari\//, "Safari"],
    [/^curl\//, "curl"],
];

const systems: readonly [RegExp, string][] = [
    [/\biPhone\b/, "iPhone"],
    [/\biPad\b/, "iPad"],
    [/\bAndroid\b/, "Android"],
    [/\bWindows\b/, "Windows"],
    [/\bCrOS\b/, "ChromeOS"],
    [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
    [/\bLinux\b/, "Linux"],
];

export function deviceOf(userAgent: string): Device {
    return { browser: named(browsers, userAgent), system: named(systems, userAgent) };
}

function named(known: readonly [RegExp, string][], text: string): string | null {
    return known.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
