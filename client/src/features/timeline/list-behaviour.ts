import type { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { openingOf, rowOfTarget } from "./opening";
import type { Row } from "./rows";
import type { Timeline } from "./timeline";

/** Within this distance of its end, in pixels, the list follows new messages. */
export const stickWithin = 100;

/** The virtual list of a timeline. */
export type List = ReturnType<typeof useVirtualizer<HTMLOListElement, Element>>;

/**
 * How far the list's end is below what is in sight, by what is known of its rows: asking the page would have it laid
 * out anew, in the midst of drawing.
 */
export function distanceFromEnd(list: List): number {
    return list.getTotalSize() - (list.scrollRect?.height ?? 0) - (list.scrollOffset ?? 0);
}

/** Puts the "New" line near the top at first, or the newest message at the bottom. */
export function useOpenAtFirstUnread(list: List, rows: Row[], atEnd: boolean, elsewhere: boolean) {
    const opened = useRef(false);
    useLayoutEffect(() => {
        if (opened.current || rows.length === 0) return;
        opened.current = true;
        if (elsewhere) return;
        const opening = openingOf(rows, { target: null, opensAtEnd: atEnd });
        if (opening) list.scrollToIndex(opening.index, { align: opening.align });
        else list.scrollToEnd();
    }, [list, rows, atEnd, elsewhere]);
}

const shownMs = 2_500;

/** Brings the message that a link led to into sight, and answers its key while it should stand out. */
export function useShowTarget(list: List, rows: Row[], target: Timeline["target"]): string | null {
    const shown = useRef<Timeline["target"]>(null);
    const [key, setKey] = useState<string | null>(null);
    useLayoutEffect(() => {
        if (target === null || target === shown.current || rows.length === 0) return;
        shown.current = target;
        const index = rowOfTarget(rows, target.seq);
        list.scrollToIndex(index, { align: "center" });
        setKey(rows[index]?.key ?? null);
    }, [list, rows, target]);
    useEffect(() => {
        if (key === null) return;
        const timer = setTimeout(() => setKey(null), shownMs);
        return () => clearTimeout(timer);
    }, [key]);
    return key;
}

/** Keeps the newest message in sight while the place gets smaller, as by a growing composer. */
export function useStickWhileResized(scroller: RefObject<HTMLOListElement | null>, list: List) {
    useEffect(() => {
        const element = scroller.current;
        if (!element) return;
        let height = element.clientHeight;
        const observer = new ResizeObserver(() => {
            const lost = height - element.clientHeight;
            height = element.clientHeight;
            const distance = element.scrollHeight - element.scrollTop - element.clientHeight;
            if (lost !== 0 && distance - Math.max(0, lost) <= stickWithin) list.scrollToEnd();
        });
        observer.observe(element);
        return () => observer.disconnect();
    }, [scroller, list]);
}

/** What the user has just sent is shown, wherever they were reading. */
export function useScrollToOwn(list: List, rows: Row[]) {
    const lastKey = rows.at(-1)?.key;
    const sending = rows.at(-1)?.delivery === "sending";
    const known = useRef<string | undefined>(lastKey);
    useLayoutEffect(() => {
        if (lastKey === known.current) return;
        known.current = lastKey;
        if (sending) list.scrollToEnd();
    }, [lastKey, sending, list]);
}

// So many frames a list takes at most to come to rest where it opens.
const openingFrames = 4;

/** Whether the list has come to rest where it opened; its offset means nothing before. */
function useSettled(opened: boolean): boolean {
    const [settled, setSettled] = useState(false);
    useEffect(() => {
        if (!opened || settled) return;
        let frames = 0;
        let frame = requestAnimationFrame(function next() {
            frames += 1;
            if (frames === openingFrames) setSettled(true);
            else frame = requestAnimationFrame(next);
        });
        return () => cancelAnimationFrame(frame);
    }, [opened, settled]);
    return settled;
}

/** Loads the next page well before its end of the list comes into sight. */
export function useExtendNearEdges(
    list: List,
    timeline: Timeline,
    onExtend: (side: "before" | "after") => void,
) {
    const offset = list.scrollOffset ?? 0;
    const height = list.scrollRect?.height ?? 0;
    // A page that comes while the list is still on its way to a message would lead it to another one.
    const settled = useSettled(height > 0 && timeline.messages.length > 0);
    const nearTop = settled && offset < 1.5 * height;
    const nearEnd = settled && distanceFromEnd(list) < 1.5 * height;
    const { before, after } = timeline;
    useEffect(() => {
        if (nearTop && before.more && !before.loading && !before.problem) onExtend("before");
    }, [nearTop, before, onExtend]);
    useEffect(() => {
        if (nearEnd && after.more && !after.loading && !after.problem) onExtend("after");
    }, [nearEnd, after, onExtend]);
}
