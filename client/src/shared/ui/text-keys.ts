import type { KeyboardEvent } from "react";

/** Whether a key sends what is written: Enter, but not the one that ends an input method's composition. */
export function sends(event: KeyboardEvent): boolean {
    return (
        event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing && event.keyCode !== 229
    );
}
