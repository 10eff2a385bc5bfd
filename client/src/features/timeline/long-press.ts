import { type MouseEvent, type PointerEvent, useEffect, useMemo, useRef } from "react";

const pressMs = 450;
const slipMaxPx = 10;

/** Calls `onLongPress` with the row (an element with `data-row`) that a finger rests on. */
export function useLongPress(onLongPress: (rowKey: string) => void) {
    const latest = useRef(onLongPress);
    latest.current = onLongPress;
    const press = useRef<{ x: number; y: number; timer: ReturnType<typeof setTimeout> } | null>(null);
    const taken = useRef(false);
    useEffect(() => () => clearTimeout(press.current?.timer), []);

    return useMemo(() => {
        function end() {
            clearTimeout(press.current?.timer);
            press.current = null;
        }
        return {
            onPointerDown(event: PointerEvent) {
                end();
                taken.current = false;
                const row = (event.target as Element).closest<HTMLElement>("[data-row]");
                const key = row?.dataset.row;
                if (event.pointerType !== "touch" || key === undefined) return;
                const timer = setTimeout(() => {
                    taken.current = true;
                    swallowRelease();
                    latest.current(key);
                }, pressMs);
                press.current = { x: event.clientX, y: event.clientY, timer };
            },
            onPointerMove({ clientX, clientY }: PointerEvent) {
                const from = press.current;
                if (from && Math.hypot(clientX - from.x, clientY - from.y) > slipMaxPx) end();
            },
            onPointerUp: end,
            onPointerCancel: end,
            /** The browser's own menu for what is under the finger would stand over ours. */
            onContextMenu(event: MouseEvent) {
                if (press.current || taken.current) event.preventDefault();
            },
        };
    }, []);
}

/** The finger that brought something up presses nothing of it as it leaves. */
function swallowRelease() {
    const over = new AbortController();
    const options = { capture: true, passive: false, signal: over.signal };
    window.addEventListener(
        "touchend",
        (event) => {
            event.preventDefault();
            over.abort();
        },
        options,
    );
    window.addEventListener("touchcancel", () => over.abort(), options);
}
