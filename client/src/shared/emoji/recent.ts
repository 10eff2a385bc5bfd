import { createStore, type Store } from "../store";

const storageKey = "chatter.recentEmoji";
const keptMax = 24;

/** What stands ready before anybody has chosen anything. */
const usual = ["👍", "❤️", "😂", "🎉", "🙏", "👀", "✅", "🚀"];

/** The emoji chosen last, latest first, kept in this browser. */
export const recentEmoji: Store<readonly string[]> = createStore<readonly string[]>(stored());

export function rememberEmoji(emoji: string) {
    const recent = withRecent(recentEmoji.get(), emoji);
    recentEmoji.set(recent);
    try {
        localStorage.setItem(storageKey, JSON.stringify(recent));
    } catch {
        // They then last until the page goes.
    }
}

/** The list with `emoji` in front. */
export function withRecent(recent: readonly string[], emoji: string): readonly string[] {
    return [emoji, ...recent.filter((other) => other !== emoji)].slice(0, keptMax);
}

function stored(): readonly string[] {
    try {
        const parsed: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "null");
        const kept = Array.isArray(parsed) ? parsed.filter((item) => typeof item === "string") : [];
        return kept.length > 0 ? kept.slice(0, keptMax) : usual;
    } catch {
        return usual;
    }
}
