import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Person } from "../../protocol/entities";
import { Button } from "../../shared/ui/button";
import { Bone, ProblemNotice } from "../../shared/ui/notice";
import { drawnSize } from "./image-message";
import { MessageRow, type RowActions } from "./message-row";
import { type PendingMessage, type Row, timelineRows } from "./rows";
import type { Edge, Timeline } from "./timeline";

// The height of what stands above the oldest held message, whether that is the room's beginning
// or a sign that more is loading: the same for both, so that one can take the other's place.
const topHeight = 116;
const stickWithin = 100;
const contextAboveNew = 96;

type Props = {
    timeline: Timeline;
    pending: readonly PendingMessage[];
    me: Person;
    actions: RowActions;
    /** What stands at the room's beginning. */
    beginning: ReactNode;
    onExtend: (side: "before" | "after") => void;
    onReload: () => void;
    onJumpToNewest: () => void;
    /** Tells whether the newest message is on screen. */
    onAtEnd: (atEnd: boolean) => void;
};

/** A room's messages, or what stands in their place while there are none. */
export function TimelineView(props: Props) {
    const { timeline, pending, me } = props;
    const waiting = timeline.after.more ? noPending : pending;
    const rows = useMemo(
        () => timelineRows(timeline.messages, waiting, me, timeline.newAfterSeq),
        [timeline.messages, waiting, me, timeline.newAfterSeq],
    );
    if (timeline.phase === "failed" && timeline.problem) {
        return (
            <ProblemNotice
                title="The messages could not be loaded"
                problem={timeline.problem}
                onRetry={props.onReload}
            />
        );
    }
    if (timeline.phase === "loading") return <LoadingMessages />;
    return <MessageList {...props} rows={rows} />;
}

const noPending: readonly PendingMessage[] = [];

/**
 * The virtual list. Rows are only messages, each with the lines above it, so that a row keeps its
 * key and the list its anchor while older rows are put in front of it.
 */
function MessageList(props: Props & { rows: Row[] }) {
    const { rows, timeline, me, actions, beginning, onAtEnd, onExtend } = props;
    const scroller = useRef<HTMLOListElement>(null);
    const [atEnd, setAtEnd] = useState(true);
    const leads = useRef(new Map<string, string>());
    // A page of newer messages below must not be followed like a message that has just been said.
    const followed = useRef(!timeline.after.more);

    const virtualizer = useVirtualizer({
        count: rows.length,
        getScrollElement: () => scroller.current,
        getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
        estimateSize: (index) => estimatedHeight(rows[index], scroller.current?.clientWidth ?? 800),
        paddingStart: topHeight,
        paddingEnd: 12,
        scrollPaddingStart: contextAboveNew,
        overscan: 8,
        anchorTo: "end",
        followOnAppend: followed.current,
        scrollEndThreshold: stickWithin,
        onChange: (instance) => {
            // A list shorter than its place has no scroll event that would tell of its end.
            const end = instance.isAtEnd(stickWithin);
            setAtEnd((known) => (known === end ? known : end));
        },
    });
    virtualizer.shouldAdjustScrollPositionOnItemSizeChange = (item, _delta, instance) => {
        const offset = instance.scrollOffset ?? 0;
        const row = rows[item.index];
        const lead = row ? `${row.startsDay}${row.startsNew}${row.startsGroup}` : "";
        const before = leads.current.get(String(item.key));
        leads.current.set(String(item.key), lead);
        if (before === undefined) return item.start < offset;
        // A line above the message came or went: what is below it stays where it is.
        if (before !== lead) return item.start < offset + (instance.scrollRect?.height ?? 0);
        return item.start + item.size <= offset && instance.scrollDirection !== "backward";
    };

    useLayoutEffect(() => {
        followed.current = !timeline.after.more;
    }, [timeline.after.more]);

    useOpenAtFirstUnread(virtualizer, rows);
    useStickWhileResized(scroller, virtualizer);
    useScrollToOwn(virtualizer, rows);
    useExtendNearEdges(virtualizer, timeline, onExtend);

    const atNewest = atEnd && !timeline.after.more;
    useEffect(() => onAtEnd(atNewest), [atNewest, onAtEnd]);

    function jumpToNewest() {
        if (timeline.after.more) props.onJumpToNewest();
        else virtualizer.scrollToEnd();
    }

    return (
        <div className="relative min-h-0 flex-1">
            <ol
                ref={scroller}
                aria-label="Messages"
                // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard.
                tabIndex={0}
                className="absolute inset-0 overflow-y-auto overscroll-contain [overflow-anchor:none] -outline-offset-2"
            >
                <li
                    aria-hidden={timeline.before.more || undefined}
                    className="absolute inset-x-0 top-0 overflow-hidden"
                    style={{ height: topHeight }}
                >
                    {timeline.before.more ? (
                        <OlderMessages edge={timeline.before} onRetry={() => onExtend("before")} />
                    ) : (
                        beginning
                    )}
                </li>
                <li
                    aria-hidden
                    className="pointer-events-none"
                    style={{ height: virtualizer.getTotalSize() }}
                />
                {virtualizer.getVirtualItems().map((item) => {
                    const row = rows[item.index];
                    if (!row) return null;
                    return (
                        <li
                            key={item.key}
                            data-index={item.index}
                            ref={virtualizer.measureElement}
                            aria-busy={row.delivery === "sending" || undefined}
                            className="absolute inset-x-0 top-0"
                            style={{ transform: `translateY(${item.start}px)` }}
                        >
                            <MessageRow row={row} username={me.username} ownId={me.id} actions={actions} />
                        </li>
                    );
                })}
            </ol>
            {!atNewest && <JumpButton onJump={jumpToNewest} />}
        </div>
    );
}

type List = ReturnType<typeof useVirtualizer<HTMLOListElement, Element>>;

/** Puts the "New" line near the top at first, or the newest message at the bottom. */
function useOpenAtFirstUnread(list: List, rows: Row[]) {
    const opened = useRef(false);
    useLayoutEffect(() => {
        if (opened.current || rows.length === 0) return;
        opened.current = true;
        const firstNew = rows.findIndex((row) => row.startsNew);
        if (firstNew === -1) list.scrollToEnd();
        else list.scrollToIndex(firstNew, { align: "start" });
    }, [list, rows]);
}

/** Keeps the newest message in sight while the place gets smaller, as by a growing composer. */
function useStickWhileResized(scroller: React.RefObject<HTMLOListElement | null>, list: List) {
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
function useScrollToOwn(list: List, rows: Row[]) {
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
function useExtendNearEdges(list: List, timeline: Timeline, onExtend: Props["onExtend"]) {
    const offset = list.scrollOffset ?? 0;
    const height = list.scrollRect?.height ?? 0;
    const opened = height > 0 && timeline.messages.length > 0;
    const nearTop = opened && offset < topHeight + 1.5 * height;
    const nearEnd = opened && list.getDistanceFromEnd() < 1.5 * height;
    const { before, after } = timeline;
    useEffect(() => {
        if (nearTop && before.more && !before.loading && !before.problem) onExtend("before");
    }, [nearTop, before, onExtend]);
    useEffect(() => {
        if (nearEnd && after.more && !after.loading && !after.problem) onExtend("after");
    }, [nearEnd, after, onExtend]);
}

function JumpButton({ onJump }: { onJump: () => void }) {
    return (
        <button
            type="button"
            onClick={onJump}
            className="absolute right-4 bottom-3 flex h-9 animate-appear items-center gap-1.5 rounded-full border border-line bg-raised px-3.5 font-medium shadow-raised hover:text-accent wide:right-[22px]"
        >
            <ArrowDown size={16} aria-hidden /> Jump to newest
        </button>
    );
}

function OlderMessages({ edge, onRetry }: { edge: Edge; onRetry: () => void }) {
    if (edge.problem) {
        return (
            <p className="flex h-full items-center justify-center gap-2 text-ink2">
                Older messages could not be loaded
                <Button look="text" onClick={onRetry}>
                    Try again
                </Button>
            </p>
        );
    }
    return (
        <div className="animate-appear-late pt-3">
            <BoneRow width="w-64" />
            <BoneRow width="w-40" />
        </div>
    );
}

function LoadingMessages() {
    return (
        <div
            role="presentation"
            className="flex min-h-0 flex-1 animate-appear-late flex-col justify-end overflow-hidden pb-4"
        >
            {["w-72", "w-40", "w-80", "w-56", "w-64", "w-36"].map((width) => (
                <BoneRow key={width} width={width} />
            ))}
        </div>
    );
}

function BoneRow({ width }: { width: string }) {
    return (
        <div className="flex gap-3 px-4 py-2 wide:px-[22px]">
            <Bone className="size-9 shrink-0 rounded-avatar" />
            <div className="min-w-0 flex-1 space-y-2 pt-1">
                <Bone className="h-3 w-28" />
                <Bone className={`h-3 max-w-full ${width}`} />
            </div>
        </div>
    );
}

/** A guess that is near enough for the scroll bar; every row is measured once it is drawn. */
function estimatedHeight(row: Row | undefined, width: number): number {
    if (!row) return 48;
    const lines = (row.startsDay ? 50 : 0) + (row.startsNew ? 34 : 0) + (row.startsGroup ? 30 : 0);
    const reactions = row.reactions.length > 0 ? 32 : 0;
    if (row.image) {
        const drawn = drawnSize(row.image);
        const scale = Math.min(1, (width - 80) / drawn.width);
        return lines + reactions + 12 + drawn.height * scale;
    }
    const perLine = Math.max(20, Math.min(88, (width - 80) / 7.4));
    const textLines = row.content
        .split("\n")
        .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / perLine)), 0);
    return lines + reactions + 4 + 22 * textLines;
}
