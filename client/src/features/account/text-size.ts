import { createStore, type Store } from "../../shared/store";

export const textSizes = ["small", "normal", "large", "larger"] as const;

export type TextSize = (typeof textSizes)[number];

// The same key is read by public/first.js before the first paint.
const storageKey = "chatter.textSize";

/** The chosen size of text, kept in this browser. All sizes are relative to the root's (shared/base.css). */
export const textSize: Store<TextSize> = createStore<TextSize>(storedSize());

export function chooseTextSize(choice: TextSize) {
    textSize.set(choice);
    if (choice === "normal") delete document.documentElement.dataset.text;
    else document.documentElement.dataset.text = choice;
    try {
        localStorage.setItem(storageKey, choice);
    } catch {
        // The choice then lasts until the page goes.
    }
}

function storedSize(): TextSize {
    try {
        const stored = localStorage.getItem(storageKey);
        return textSizes.find((candidate) => candidate === stored) ?? "normal";
    } catch {
        return "normal";
    }
}
