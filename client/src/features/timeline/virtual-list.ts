import {
    defaultRangeExtractor,
    measureElement,
    observeElementRect,
    type Rect,
    useVirtualizer,
} from "@tanstack/react-virtual";
import {
    type RefObject,
    startTransition,
    useCallback,
    useEffect,
    useLayoutEffect,
    useMemo,
    useState,
} from "react";
import { distanceFromEnd, type List, stickWithin } from "./list-behaviour";
import { type Opening, openingOffset } from "./opening";
import { heightsOf, type RowHeights } from "./row-heights";
import type { Row } from "./rows";
import { tailOf } from "./tail";

// The height of what stands above the oldest held message, whether that is the room's beginning
// or a sign that more is loading: the same for both, so that one can take the other's place.
export const topHeight = 116;
const contextAboveNew = 96;
const endHeight = 12;
/** So many rows beyond what is in sight are in the page, so that a scroll finds them drawn. */
const overscan = 8;

/** What the list drawn last had for its place: the next one has the same as a rule. */
let lastPlace: { width: number; height: number } | null = null;

function probablePlace() {
    return (
        lastPlace ?? { width: innerWidth < 768 ? innerWidth : innerWidth - 268, height: innerHeight - 150 }
    );
}

type Shown = {
    rows: readonly Row[];
    roomId: string;
    /** Where the list opens, asked once. */
    opening: () => Opening;
    /** Rows that stay in the page wherever the list is scrolled. */
    keptIndexes: readonly number[];
    /** Whether the list may be led to any of its rows. */
    leads: boolean;
    /** Whether what is said at the end is scrolled to by whoever is there. */
    follows: boolean;
};

/** The virtual list of a room's rows, and those of them that are in the page. */
export function useVirtualList(scroller: RefObject<HTMLOListElement | null>, shown: Shown) {
    const { rows, roomId, opening, keptIndexes, leads, follows } = shown;
    const [place] = useState(probablePlace);
    const [heights] = useState(() => heightsOf(roomId, place.width));
    const painted = usePainted();
    const [wanted, setWanted] = useState(0);
    const cut = leads ? 0 : Math.max(0, Math.min(wanted, rows.length - 1 - Math.max(-1, ...keptIndexes)));
    const cutHeight = useMemo(() => heightOfLast(cut, rows, heights), [cut, rows, heights]);
    const count = rows.length - cut;

    const list: List = useVirtualizer({
        count,
        getScrollElement: () => scroller.current,
        getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
        estimateSize: (index) => heights.estimate(rows[index]),
        measureElement: (element, entry, instance) => {
            const key = element.getAttribute("data-row") ?? "";
            // A row that comes into the page is as high as it was; should it not be, the browser tells before it paints.
            const known = entry ? null : heights.sizeOf(key);
            if (known !== null) return known;
            const size = measureElement(element, entry, instance);
            heights.measured(key, size);
            return size;
        },
        observeElementRect: lastPlace ? observeSize : observeElementRect,
        // Its first rows are those that it opens at, not those at its top.
        initialRect: place,
        initialOffset: () =>
            openingOffset(
                opening(),
                rows.map((row) => heights.estimate(row)),
                { above: topHeight, below: endHeight, contextAbove: contextAboveNew, height: place.height },
            ),
        paddingStart: topHeight,
        paddingEnd: endHeight + cutHeight,
        scrollPaddingStart: contextAboveNew,
        overscan: painted ? overscan : 0,
        rangeExtractor: (range) =>
            [...new Set([...defaultRangeExtractor(range), ...keptIndexes])].sort((a, b) => a - b),
        anchorTo: "end",
        followOnAppend: follows,
        scrollEndThreshold: stickWithin,
    });
    // Only this makes the list know where it stands as it is drawn first; what follows asks it that.
    const items = list.getVirtualItems();
    if (list.scrollRect && list.scrollRect.height > 0) lastPlace = list.scrollRect;
    list.shouldAdjustScrollPositionOnItemSizeChange = (item, _delta, instance) => {
        const row = rows[item.index];
        const sight = { offset: instance.scrollOffset ?? 0, height: instance.scrollRect?.height ?? 0 };
        return row !== undefined && heights.scrollsBy(row, item, sight);
    };
    const below = list.range ? count - 1 - list.range.endIndex : 0;
    useLayoutEffect(() => {
        if (!leads) setWanted(tailOf(cut, below));
    }, [leads, cut, below]);
    return { list, items, atEnd: distanceFromEnd(list) <= stickWithin };
}

function heightOfLast(count: number, rows: readonly Row[], heights: RowHeights): number {
    let height = 0;
    for (let index = rows.length - count; index < rows.length; index += 1) {
        const row = rows[index];
        if (row) height += heights.sizeOf(row.key) ?? heights.estimate(row);
    }
    return height;
}

/** Whether the list has been painted: what is out of sight is drawn after that, and keeps nobody waiting. */
function usePainted(): boolean {
    const [painted, setPainted] = useState(false);
    useEffect(() => {
        let timer: ReturnType<typeof setTimeout> | undefined;
        const frame = requestAnimationFrame(() => {
            timer = setTimeout(() => startTransition(() => setPainted(true)));
        });
        return () => {
            cancelAnimationFrame(frame);
            clearTimeout(timer);
        };
    }, []);
    return painted;
}

/** Tells the list's size where it is not what it probably is; asking for it would have the page laid out at once. */
function observeSize({ scrollElement }: Pick<List, "scrollElement">, tell: (size: Rect) => void) {
    if (!scrollElement) return;
    const observer = new ResizeObserver((entries) => {
        for (const { contentRect } of entries)
            tell({ width: Math.round(contentRect.width), height: Math.round(contentRect.height) });
    });
    observer.observe(scrollElement);
    return () => observer.disconnect();
}
