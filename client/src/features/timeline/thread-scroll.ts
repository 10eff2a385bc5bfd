import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import type { Row } from "./rows";

const stickWithin = 100;

type Scroller = RefObject<HTMLOListElement | null>;

/** Brings a reply into sight once, when the thread opens. */
export function useShowAtFirst(scroller: Scroller, key: string | undefined) {
    const [first] = useState(key);
    useLayoutEffect(() => {
        const row = first && rowOf(scroller.current, first);
        if (row) row.scrollIntoView({ block: "center" });
    }, [scroller, first]);
}

/** Shows the newest reply at first, and what comes while one is near it or has sent it oneself. */
export function useStickToEnd(scroller: Scroller, rows: readonly Row[]) {
    const known = useRef<{ key: string | undefined; height: number } | null>(null);
    const last = rows.at(-1);
    useLayoutEffect(() => {
        const element = scroller.current;
        if (!element) return;
        const before = known.current;
        known.current = { key: last?.key, height: element.scrollHeight };
        if (before && before.key === last?.key) return;
        const distance = (before?.height ?? 0) - element.scrollTop - element.clientHeight;
        if (!before || distance <= stickWithin || last?.delivery === "sending") {
            element.scrollTop = element.scrollHeight;
        }
    }, [scroller, last]);
}

/**
 * Lets the replies stay where they are as earlier ones come above them, so far as the first of them, which may lose the
 * name above its text. Browsers anchor by themselves, but to what is above both; not while `loading`.
 */
export function useStayAsExtended(scroller: Scroller, first: string | undefined, loading: boolean) {
    const known = useRef<{ key: string; end: number } | null>(null);
    useLayoutEffect(() => {
        const list = scroller.current;
        if (!list) return;
        const before = known.current;
        const former = before && rowOf(list, before.key);
        if (before && former && before.key !== first) {
            list.scrollTop += endOf(former) - before.end;
            // What was pressed may be gone with the last of them.
            if (document.activeElement === document.body) former.focus({ preventScroll: true });
        }
        list.style.overflowAnchor = loading ? "none" : "";
        const row = first === undefined ? null : rowOf(list, first);
        known.current = first !== undefined && row ? { key: first, end: endOf(row) } : null;
    });
}

const endOf = (row: HTMLElement) => row.offsetTop + row.offsetHeight;

function rowOf(list: HTMLElement | null, key: string) {
    return list?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`) ?? null;
}
