/** What a key does to the picture that is shown. */
export type KeyDoes =
    | { type: "step"; by: 1 | -1 }
    /** Shows a part further on: by how many strides the picture moves. */
    | { type: "pan"; x: number; y: number }
    | { type: "zoom"; in: boolean }
    | { type: "fit" };

type Pressed = { key: string; altKey: boolean; ctrlKey: boolean; metaKey: boolean };

const arrows: Record<string, { x: number; y: number }> = {
    ArrowLeft: { x: 1, y: 0 },
    ArrowRight: { x: -1, y: 0 },
    ArrowUp: { x: 0, y: 1 },
    ArrowDown: { x: 0, y: -1 },
};

/** The arrows go through the pictures, or over one that is larger than its frame. */
export function doesOfKey(pressed: Pressed, zoomed: boolean, rtl: boolean): KeyDoes | null {
    const { key, altKey, ctrlKey, metaKey } = pressed;
    if (altKey || ctrlKey || metaKey) return null;
    const arrow = arrows[key];
    if (arrow && zoomed) return { type: "pan", ...arrow };
    if (arrow?.x) return { type: "step", by: arrow.x < 0 !== rtl ? 1 : -1 };
    switch (key) {
        case "PageDown":
            return { type: "step", by: 1 };
        case "PageUp":
            return { type: "step", by: -1 };
        case "+":
        case "=":
            return { type: "zoom", in: true };
        case "-":
            return { type: "zoom", in: false };
        case "0":
            return { type: "fit" };
        default:
            return null;
    }
}
