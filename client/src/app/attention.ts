/** Whether this page is in front of somebody. */
export function isAttentive(): boolean {
    return document.visibilityState === "visible" && document.hasFocus();
}

/** Calls `look` whenever that may have changed, until the undo is called. */
export function onAttention(look: () => void): () => void {
    window.addEventListener("focus", look);
    window.addEventListener("blur", look);
    document.addEventListener("visibilitychange", look);
    return () => {
        window.removeEventListener("focus", look);
        window.removeEventListener("blur", look);
        document.removeEventListener("visibilitychange", look);
    };
}
