const safeProtocols = new Set(["http:", "https:", "mailto:"]);

/** The address as the browser would follow it, or null for one that must not be a link. */
export function safeHref(address: string): string | null {
    try {
        const url = new URL(address);
        return safeProtocols.has(url.protocol) ? url.href : null;
    } catch {
        return null;
    }
}

/** A sentence's own full stop, or a bracket around the address, is not part of the address. */
export function withoutTrailingPunctuation(address: string): string {
    let text = address;
    for (;;) {
        const last = text.at(-1) ?? "";
        const unopened = last === ")" && !text.includes("(");
        if (!unopened && !".,;:!?'\u2019\u201d]*_~".includes(last)) return text;
        text = text.slice(0, -1);
    }
}
