import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useWords } from "../../shared/i18n/use-words";
import { Button } from "../../shared/ui/button";
import { ProblemNotice } from "../../shared/ui/notice";
import { LoadingMessages } from "./loading-messages";
import { MessageItem } from "./message-item";
import { useRowContext } from "./row-context";
import { isActive } from "./row-focus";
import { RowOverlays } from "./row-overlays";
import { type PendingMessage, type Row, timelineRows } from "./rows";
import type { Thread } from "./thread";
import { useShowAtFirst, useStayAsExtended, useStickToEnd } from "./thread-scroll";
import { useRows } from "./use-rows";

const noLine = { afterSeq: null, hasBefore: false };

type Props = {
    thread: Thread;
    /** The user's own replies that are on their way. */
    pending: readonly PendingMessage[];
    onExtend: () => void;
    onReload: () => void;
    /** Where a reply is written. */
    composer: ReactNode;
};

/** A thread: its first message, the replies to it, and where another one is written. */
export function ThreadPanel(props: Props) {
    const words = useWords();
    const { thread, composer } = props;
    return (
        <div className="flex min-h-0 flex-1 flex-col">
            {thread.phase === "failed" && thread.problem && (
                <ProblemNotice
                    title={words.thread.loadFailed}
                    problem={thread.problem}
                    onRetry={props.onReload}
                />
            )}
            {thread.phase === "loading" && <LoadingMessages />}
            {thread.phase === "ready" && <Replies {...props} />}
            {thread.phase === "ready" && composer}
        </div>
    );
}

function Replies({ thread, pending, onExtend }: Props) {
    const words = useWords();
    const { me } = useRowContext().viewer;
    const scroller = useRef<HTMLOListElement>(null);
    const first = useMemo(
        () => (thread.root ? timelineRows([thread.root], [], me, noLine) : []),
        [thread.root, me],
    );
    const replies = useMemo(
        () => timelineRows(thread.replies, pending, me, noLine),
        [thread.replies, pending, me],
    );
    const rows = useMemo(() => [...first.map(withoutDay), ...replies.map(withoutDay)], [first, replies]);
    const list = useRows(rows, scroller);
    const count = thread.root?.thread?.replyCount ?? thread.replies.length;
    const target = thread.messageId === thread.root?.id ? null : thread.messageId;
    const marked = useMarkedMeanwhile(target);
    useStickToEnd(scroller, rows);
    useStayAsExtended(scroller, replies[0]?.key, thread.loadingBefore);
    useShowAtFirst(scroller, replies.find(({ message }) => message?.id === target)?.key);

    return (
        <ol
            ref={scroller}
            aria-label={words.thread.thread}
            {...list.listProps}
            className="min-h-0 flex-1 overflow-y-auto overscroll-contain py-2 [-webkit-touch-callout:none] pointer-coarse:select-none"
        >
            {rows.slice(0, first.length).map((row, index) => (
                <MessageItem
                    key={row.key}
                    row={row}
                    index={index}
                    deeds={list.deeds}
                    active={isActive(list.focus, row.key)}
                    isTabStop={row.key === list.tabStop}
                />
            ))}
            <li className="flex items-center gap-3.5 px-4 pt-3 pb-1 wide:px-[22px]">
                <span className="h-px flex-1 bg-line" />
                <span className="text-meta text-ink2">
                    {count === 0 ? words.thread.noReplies : words.timeline.replies(count)}
                </span>
                <span className="h-px flex-1 bg-line" />
            </li>
            {thread.hasBefore && (
                <li className="flex justify-center py-1">
                    <Button look="text" busy={thread.loadingBefore} onClick={onExtend}>
                        {words.thread.earlier}
                    </Button>
                </li>
            )}
            {rows.slice(first.length).map((row, index) => (
                <MessageItem
                    key={row.key}
                    row={row}
                    index={first.length + index}
                    deeds={list.deeds}
                    active={isActive(list.focus, row.key)}
                    isTabStop={row.key === list.tabStop}
                    marked={marked !== null && row.message?.id === marked}
                />
            ))}
            <RowOverlays rows={rows} list={list} />
        </ol>
    );
}

const markedMs = 2_500;

/** The reply that a link led to, as long as it should stand out. */
function useMarkedMeanwhile(target: string | null): string | null {
    const [marked, setMarked] = useState(target);
    useEffect(() => {
        const timer = setTimeout(() => setMarked(null), markedMs);
        return () => clearTimeout(timer);
    }, []);
    return marked;
}

/** The times of a thread say enough; lines for days would break up a short list. */
function withoutDay(row: Row): Row {
    return row.startsDay ? { ...row, startsDay: false } : row;
}
