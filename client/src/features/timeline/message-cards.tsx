import { type ReactNode, useEffect } from "react";
import type { Message } from "../../protocol/entities";
import { dayName, exactTime, timeOfDay } from "../../shared/dates";
import { useWords } from "../../shared/i18n/use-words";
import { Markdown, type Reader } from "../../shared/markdown/markdown";
import type { PagedList } from "../../shared/paged-list";
import { Avatar } from "../../shared/ui/avatar";
import { Button } from "../../shared/ui/button";
import { Notice, ProblemNotice } from "../../shared/ui/notice";
import { useStore } from "../../shared/use-store";
import { ImageMessage } from "./image-message";
import { LoadingMessages } from "./loading-messages";

/** What a list says while there is nothing in it, or when it cannot be had. */
export type ListWords = { title: string; empty: string; emptyHint: string; failed: string };

/** A list of messages from anywhere: read as it appears, and again whenever it appears again. */
export function MessageCards<T>({
    list,
    labels,
    draw,
}: {
    list: PagedList<T>;
    labels: ListWords;
    /** One message of the list, an `<li>` with a key. */
    draw: (item: T) => ReactNode;
}) {
    const words = useWords();
    const { phase, problem, items, nextBefore, loadingMore } = useStore(list.state);
    useEffect(() => void list.load(), [list]);
    if (phase === "failed" && problem) {
        return <ProblemNotice title={labels.failed} problem={problem} onRetry={() => void list.load()} />;
    }
    if (phase === "loading") return <LoadingMessages />;
    if (items.length === 0) return <Notice title={labels.empty}>{labels.emptyHint}</Notice>;
    return (
        <ul aria-label={labels.title} className="min-h-0 flex-1 space-y-2 overflow-y-auto p-3 wide:p-4">
            {items.map(draw)}
            {nextBefore !== null && (
                <li className="flex justify-center py-2">
                    <Button busy={loadingMore} onClick={() => void list.more()}>
                        {words.thread.more}
                    </Button>
                </li>
            )}
        </ul>
    );
}

/** A message outside of its room. */
export function MessageCard({
    message,
    place,
    reader,
    onOpen,
    children,
}: {
    message: Message;
    /** The room it was said in, where the list has several. */
    place: string | null;
    reader: Reader;
    onOpen: () => void;
    /** What else can be done with it. */
    children?: ReactNode;
}) {
    const words = useWords();
    return (
        <li className="rounded-xl border border-line bg-raised p-3">
            {place && <p className="mb-1.5 truncate text-meta font-semibold text-ink2">{place}</p>}
            <div className="flex gap-3">
                <Avatar person={message.author} />
                <div className="min-w-0 flex-1">
                    <p className="flex items-baseline gap-1.5">
                        <span className="truncate font-strong">{message.author.displayName}</span>
                        <time
                            dateTime={message.createdAt}
                            title={exactTime(message.createdAt)}
                            className="shrink-0 text-meta text-ink3"
                        >
                            {`${dayName(message.createdAt)}, ${timeOfDay(message.createdAt)}`}
                        </time>
                    </p>
                    <div className="max-h-44 overflow-hidden">
                        {message.image ? (
                            <ImageMessage
                                url={message.content.replace("[img]", "")}
                                image={message.image}
                                author={message.author.displayName}
                                eager={false}
                                heightMax={160}
                                onOpen={onOpen}
                            />
                        ) : (
                            <Markdown content={message.content || words.timeline.deleted} reader={reader} />
                        )}
                    </div>
                    <div className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-[13px]">
                        <Button look="text" onClick={onOpen}>
                            {message.thread
                                ? words.timeline.replies(message.thread.replyCount)
                                : words.thread.goTo}
                        </Button>
                        {children}
                    </div>
                </div>
            </div>
        </li>
    );
}
