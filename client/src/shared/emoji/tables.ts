import { type Language, speech } from "../i18n/language";
import { createStore, type Store } from "../store";
import { type EmojiTable, readEmojiTable } from "./emoji";

const sources: Record<Language, () => Promise<{ default: string }>> = {
    en: () => import("./tables/en.txt?raw"),
    de: () => import("./tables/de.txt?raw"),
};

/** The emoji with their names in the language spoken; null until somebody needed them. */
export const emojiTable: Store<EmojiTable | null> = createStore<EmojiTable | null>(null);

let held: { language: Language; loaded: Promise<void> } | null = null;

/** Loads the table, once for each language; all who ask wait for it. A failed load is tried again with the next call. */
export function loadEmoji(): Promise<void> {
    const { language } = speech.get();
    if (held?.language !== language) held = { language, loaded: load(language) };
    return held.loaded;
}

async function load(language: Language) {
    const isWanted = () => held?.language === language;
    try {
        const { default: text } = await sources[language]();
        if (isWanted()) emojiTable.set(readEmojiTable(text));
    } catch {
        if (isWanted()) held = null;
    }
}
