import { useSelected } from "../use-store";
import type { Words } from "./en";
import { enPages, type PageWords } from "./en-pages";
import { type Speech, speech } from "./language";

/** The words of pages that are loaded later; components take them from here rather than from `useWords`. */
export function usePageWords(): Words & PageWords {
    return useSelected(speech, withPages);
}

/** The same for plain code. */
export function pageWords(): Words & PageWords {
    return withPages(speech.get());
}

const whole = new WeakMap<object, Words & PageWords>();

function withPages({ words }: Speech): Words & PageWords {
    const known = whole.get(words);
    if (known) return known;
    const joined = { ...enPages, ...words };
    whole.set(words, joined);
    return joined;
}
