import type { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import type { Row } from "./rows";
import type { Timeline } from "./timeline";

/** Within this distance of its end, in pixels, the list follows new messages. */
export const stickWithin = 100;

/** The virtual list of a timeline. */
export type List = ReturnType<typeof useVirtualizer<HTMLOListElement, Element>>;

/** Puts the "New" line near the top at first, or the newest message at the bottom. */
export function useOpenAtFirstUnread(list: List, rows: Row[], atEnd: boolean) {
    const opened = useRef(false);
    useLayoutEffect(() => {
        if (opened.current || rows.length === 0) return;
        opened.current = true;
        const firstNew = atEnd ? -1 : rows.findIndex((row) => row.startsNew);
        if (firstNew === -1) list.scrollToEnd();
        else list.scrollToIndex(firstNew, { align: "start" });
    }, [list, rows, atEnd]);
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

/** Loads the next page well before its end of the list comes into sight. */
export function useExtendNearEdges(
    list: List,
    timeline: Timeline,
    onExtend: (side: "before" | "after") => void,
) {
    const offset = list.scrollOffset ?? 0;
    const height = list.scrollRect?.height ?? 0;
    const opened = height > 0 && timeline.messages.length > 0;
    const nearTop = opened && offset < 1.5 * height;
    const nearEnd = opened && list.getDistanceFromEnd() < 1.5 * height;
    const { before, after } = timeline;
    useEffect(() => {
        if (nearTop && before.more && !before.loading && !before.problem) onExtend("before");
    }, [nearTop, before, onExtend]);
    useEffect(() => {
        if (nearEnd && after.more && !after.loading && !after.problem) onExtend("after");
    }, [nearEnd, after, onExtend]);
}
