import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Person } from "../../protocol/entities";
import { ProblemNotice } from "../../shared/ui/notice";
import { estimatedHeight } from "./estimated-height";
import {
    stickWithin,
    useExtendNearEdges,
    useOpenAtFirstUnread,
    useScrollToOwn,
    useStickWhileResized,
} from "./list-behaviour";
import { LoadingMessages, OlderMessages } from "./loading-messages";
import { MessageRow, type RowActions } from "./message-row";
import { type PendingMessage, type Row, timelineRows } from "./rows";
import type { Timeline } from "./timeline";

// The height of what stands above the oldest held message, whether that is the room's beginning
// or a sign that more is loading: the same for both, so that one can take the other's place.
const topHeight = 116;
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
    const hasBefore = timeline.before.more;
    const rows = useMemo(
        () => timelineRows(timeline.messages, waiting, me, { afterSeq: timeline.newAfterSeq, hasBefore }),
        [timeline.messages, waiting, me, timeline.newAfterSeq, hasBefore],
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

    useOpenAtFirstUnread(virtualizer, rows, timeline.opensAtEnd);
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
                    role="presentation"
                    aria-hidden={timeline.before.more && !timeline.before.problem}
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
                    role="presentation"
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
