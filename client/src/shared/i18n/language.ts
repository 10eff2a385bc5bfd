import { createStore, type Store } from "../store";
import { en, type Words } from "./en";
import type { PageWords } from "./en-pages";

/** The languages that the client speaks; a right-to-left one needs nothing but its direction here. */
export const languages = {
    en: { name: "English", direction: "ltr", locale: "en-GB", load: async () => en },
    de: { name: "Deutsch", direction: "ltr", locale: "de-DE", load: async () => (await import("./de")).de },
} as const satisfies Record<string, Spoken>;

/** A catalogue; the English one is without the words of the pages that are loaded later. */
export type Catalogue = Words & Partial<PageWords>;

type Spoken = { name: string; direction: "ltr" | "rtl"; locale: string; load: () => Promise<Catalogue> };

export type Language = keyof typeof languages;

/** A language, or "system" for the first that the browser asks for and the client speaks. */
export type LanguageChoice = Language | "system";

const storageKey = "chatter.language";

/** What is spoken now: the words, the locale that dates and numbers are written in, and which way they run. */
export type Speech = { language: Language; locale: string; direction: "ltr" | "rtl"; words: Catalogue };

export const speech: Store<Speech> = createStore<Speech>({
    language: "en",
    locale: "en-GB",
    direction: "ltr",
    words: en,
});

/** The choice that was made, kept in this browser. */
export const languageChoice: Store<LanguageChoice> = createStore<LanguageChoice>(storedChoice());

/** The words of the language that is spoken now; components take them from `useWords`. */
export function words(): Words {
    return speech.get().words;
}

/** The locale that dates and numbers are written in. */
export function locale(): string {
    return speech.get().locale;
}

/** Speaks the chosen language; call it once before the first drawing. */
export async function startSpeech() {
    await speak(languageChoice.get());
}

/** Changes the language of everything that is on screen, and keeps the choice. */
export async function chooseLanguage(choice: LanguageChoice) {
    languageChoice.set(choice);
    try {
        localStorage.setItem(storageKey, choice);
    } catch {
        // The choice then lasts until the page goes.
    }
    await speak(choice);
}

/** The first of the wanted languages (as "de-AT") that the client speaks, or English. */
export function spokenAmong(wanted: readonly string[]): Language {
    for (const tag of wanted) {
        const language = tag.toLowerCase().split("-")[0] ?? "";
        if (isLanguage(language)) return language;
    }
    return "en";
}

async function speak(choice: LanguageChoice) {
    const wanted = globalThis.navigator?.languages ?? [];
    const language = choice === "system" ? spokenAmong(wanted) : choice;
    const { load, direction } = languages[language];
    const loaded = await load().catch(() => null);
    // Another choice may have been made while this one was on its way; and words that cannot be had are
    // no reason to show nothing.
    if (loaded === null || languageChoice.get() !== choice) return;
    speech.set({ language, locale: localeOf(language, wanted), direction, words: loaded });
    document.documentElement.lang = language;
    document.documentElement.dir = direction;
}

/** The region that the browser asks for decides how dates are written: "en-US" beside "en-GB". */
function localeOf(language: Language, wanted: readonly string[]): string {
    return wanted.find((tag) => tag.toLowerCase().startsWith(`${language}-`)) ?? languages[language].locale;
}

function storedChoice(): LanguageChoice {
    try {
        const stored = localStorage.getItem(storageKey) ?? "";
        return isLanguage(stored) ? stored : "system";
    } catch {
        return "system";
    }
}

function isLanguage(word: string): word is Language {
    return Object.hasOwn(languages, word);
}
