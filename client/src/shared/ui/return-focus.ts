import { useCallback, useState } from "react";

/**
 * Where the focus was as something opened over the page; the answer gives it back, unless somebody has
 * put it elsewhere meanwhile. What is not there any more gives way to where one writes, so that the
 * focus is never lost.
 */
export function useReturnFocus(): () => void {
    // Read while drawing for the first time: an effect would find what is open with the focus already.
    const [before] = useState(() => document.activeElement);
    return useCallback(() => {
        if (document.activeElement !== document.body) return;
        const there = before?.isConnected && before !== document.body ? before : placeToWrite();
        if (there instanceof HTMLElement) there.focus({ preventScroll: true });
    }, [before]);
}

/** Not where a finger would have to put away the keyboard that this brings up. */
function placeToWrite(): Element | null {
    return matchMedia("(pointer: fine)").matches ? messageField() : null;
}

/** Where a message is written, if the page has such a place. */
export function messageField(): HTMLTextAreaElement | null {
    return document.querySelector("main form textarea");
}
