import { type RefObject, useLayoutEffect } from "react";

const pressed = "a[href], button, summary, [tabindex='0']";
const filledIn = "input, select, textarea";

/**
 * Gives the focus to a neighbour where the element goes with the focus on it, as a line does that was removed by its own
 * button: to the nearest one before it that stays, else to the nearest after it.
 */
export function useFocusPassesOn(element: RefObject<HTMLElement | null>) {
    useLayoutEffect(
        // Called while the element is still in the page.
        () => () => {
            const going = element.current;
            if (!going || document.activeElement !== going) return;
            const around = going.closest("[role$=dialog], main, body") ?? document.body;
            // A finger would have to put away the keyboard that a field brings up.
            const wanted = matchMedia("(pointer: fine)").matches ? `${pressed}, ${filledIn}` : pressed;
            const all = [...around.querySelectorAll<HTMLElement>(wanted)];
            const at = all.indexOf(going);
            const neighbours = [...all.slice(0, at).reverse(), ...all.slice(at + 1)];
            // Whatever else takes the focus on, a dialog that closes for one, does it before.
            requestAnimationFrame(() =>
                setTimeout(() => {
                    if (document.activeElement !== document.body) return;
                    neighbours.find(canBeFocused)?.focus({ preventScroll: true });
                }),
            );
        },
        [element],
    );
}

function canBeFocused(element: HTMLElement): boolean {
    return (
        element.isConnected &&
        element.tabIndex >= 0 &&
        !element.matches(":disabled") &&
        element.checkVisibility()
    );
}
