/** What stands over the list because of one row. */
export type Overlay =
    | { kind: "picker"; key: string; anchor: HTMLElement }
    | { kind: "sheet"; key: string }
    | { kind: "delete"; key: string }
    | { kind: "edits"; key: string };

/** Where the pointer and the focus are among the rows, by their keys. */
export type RowFocus = {
    hovered: string | null;
    focused: string | null;
    /** Whether the focus shows: it came by the keyboard, or is in the row's tools. */
    focusShows: boolean;
    /** The row that Tab leads to: the one focused last. */
    tabStop: string | null;
    /** The row whose menu is open. */
    menu: string | null;
    overlay: Overlay | null;
};

export type RowFocusChange =
    | { type: "hovered"; key: string | null }
    | { type: "focused"; key: string; shows: boolean }
    | { type: "blurred"; key: string }
    | { type: "menu"; key: string; open: boolean }
    | { type: "overlay"; overlay: Overlay | null };

export const noRowFocus: RowFocus = {
    hovered: null,
    focused: null,
    focusShows: false,
    tabStop: null,
    menu: null,
    overlay: null,
};

export function changeRowFocus(focus: RowFocus, change: RowFocusChange): RowFocus {
    switch (change.type) {
        case "hovered":
            return focus.hovered === change.key ? focus : { ...focus, hovered: change.key };
        case "focused":
            return { ...focus, focused: change.key, focusShows: change.shows, tabStop: change.key };
        case "blurred":
            return focus.focused === change.key ? { ...focus, focused: null, focusShows: false } : focus;
        case "menu":
            if (change.open) return { ...focus, menu: change.key };
            return focus.menu === change.key ? { ...focus, menu: null } : focus;
        case "overlay":
            return { ...focus, overlay: change.overlay };
    }
}

/** Whether a row shows its tools. */
export function isActive(focus: RowFocus, key: string): boolean {
    if (focus.menu === key || focus.overlay?.key === key) return true;
    // While a menu is open elsewhere, what the pointer passes stays quiet.
    if (focus.menu !== null || focus.overlay !== null) return false;
    return focus.hovered === key || (focus.focusShows && focus.focused === key);
}

/** The rows that must stay in the page, wherever the list is scrolled to. */
export function keptKeys(focus: RowFocus): (string | null)[] {
    return [focus.focused, focus.menu, focus.overlay?.key ?? null];
}
