import { ArrowDown } from "lucide-react";
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { firstSightDrawn } from "../../shared/first-sight";
import { useWords } from "../../shared/i18n/use-words";
import { ProblemNotice } from "../../shared/ui/notice";
import {
    useExtendNearEdges,
    useOpenAtFirstUnread,
    useScrollToOwn,
    useShowTarget,
    useStickWhileResized,
} from "./list-behaviour";
import { LoadingMessages, OlderMessages } from "./loading-messages";
import { MessageItem } from "./message-item";
import { openingOf } from "./opening";
import { useRowContext } from "./row-context";
import { isActive } from "./row-focus";
import { RowOverlays } from "./row-overlays";
import { type PendingMessage, type Row, roomRows } from "./rows";
import type { Timeline } from "./timeline";
import { useRows } from "./use-rows";
import { topHeight, useVirtualList } from "./virtual-list";

type Props = {
    timeline: Timeline;
    pending: readonly PendingMessage[];
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
    const words = useWords();
    const { timeline, pending } = props;
    const { me } = useRowContext().viewer;
    const waiting = timeline.after.more ? noPending : pending;
    const hasBefore = timeline.before.more;
    const rows = useMemo(
        () => roomRows(timeline.messages, waiting, me, { afterSeq: timeline.newAfterSeq, hasBefore }),
        [timeline.messages, waiting, me, timeline.newAfterSeq, hasBefore],
    );
    if (timeline.phase === "failed" && timeline.problem) {
        return (
            <ProblemNotice
                title={words.timeline.loadFailed}
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
    const words = useWords();
    const { rows, timeline, beginning, onAtEnd, onExtend } = props;
    const scroller = useRef<HTMLOListElement>(null);
    const list = useRows(rows, scroller);
    // A page of newer messages below must not be followed like a message that has just been said.
    const followed = useRef(!timeline.after.more);
    const {
        list: virtualizer,
        items,
        atEnd,
    } = useVirtualList(scroller, {
        rows,
        roomId: timeline.roomId,
        opening: () => openingOf(rows, timeline),
        keptIndexes: list.keptIndexes,
        leads: timeline.target !== null,
        follows: followed.current,
    });

    useLayoutEffect(() => {
        followed.current = !timeline.after.more;
    }, [timeline.after.more]);

    useOpenAtFirstUnread(virtualizer, rows, timeline.opensAtEnd, timeline.target !== null);
    const targetKey = useShowTarget(virtualizer, rows, timeline.target);
    useStickWhileResized(scroller, virtualizer);
    useScrollToOwn(virtualizer, rows);
    useExtendNearEdges(virtualizer, timeline, onExtend);

    useEffect(firstSightDrawn, []);
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
                aria-label={words.timeline.messages}
                // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard.
                tabIndex={0}
                {...list.listProps}
                className="absolute inset-0 overflow-y-auto overscroll-contain [-webkit-touch-callout:none] pointer-coarse:select-none [overflow-anchor:none] -outline-offset-2"
            >
                <li
                    aria-hidden={(timeline.before.more && !timeline.before.problem) || undefined}
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
                {items.map((item) => {
                    const row = rows[item.index];
                    if (!row) return null;
                    return (
                        <MessageItem
                            key={item.key}
                            row={row}
                            index={item.index}
                            deeds={list.deeds}
                            active={isActive(list.focus, row.key)}
                            isTabStop={row.key === list.tabStop}
                            marked={row.key === targetKey}
                            measure={virtualizer.measureElement}
                            top={item.start}
                        />
                    );
                })}
            </ol>
            <RowOverlays rows={rows} list={list} />
            {!atNewest && <JumpButton onJump={jumpToNewest} />}
        </div>
    );
}

function JumpButton({ onJump }: { onJump: () => void }) {
    const words = useWords();
    return (
        <button
            type="button"
            onClick={onJump}
            className="absolute inset-e-4 bottom-3 flex h-9 animate-appear items-center gap-1.5 rounded-full border border-line bg-raised px-3.5 font-medium shadow-raised hover:text-accent wide:inset-e-[22px]"
        >
            <ArrowDown size={16} aria-hidden /> {words.timeline.jumpToNewest}
        </button>
    );
}
