import { createStore, type Store } from "../../shared/store";

export const themes = ["system", "light", "dark"] as const;

export type Theme = (typeof themes)[number];

// The same key is read by public/first.js before the first paint.
const storageKey = "chatter.theme";

/** The chosen theme, kept in this browser. */
export const theme: Store<Theme> = createStore<Theme>(storedTheme());

export function chooseTheme(choice: Theme) {
    theme.set(choice);
    if (choice === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    try {
        localStorage.setItem(storageKey, choice);
    } catch {
        // The choice then lasts until the page goes.
    }
}

function storedTheme(): Theme {
    try {
        const stored = localStorage.getItem(storageKey);
        return themes.find((candidate) => candidate === stored) ?? "system";
    } catch {
        return "system";
    }
}
