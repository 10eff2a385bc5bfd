import type { Message, Thread } from "../../protocol/entities";
import { dayName, daysAgo, exactTime, timeOfDay } from "../../shared/dates";
import type { Words } from "../../shared/i18n/en";
import { useWords } from "../../shared/i18n/use-words";
import { useRowContext } from "./row-context";

/** Under a thread's first message: how many replies it has and when the last one came. */
export function ThreadLine({ message, thread }: { message: Message; thread: Thread }) {
    const words = useWords();
    const { commands } = useRowContext();
    return (
        <button
            type="button"
            onClick={() => commands.openThread(message)}
            className="mt-0.5 flex flex-wrap items-baseline gap-x-2 rounded-control text-start text-[13px]"
        >
            <span className="font-semibold text-accent hover:underline">
                {words.timeline.replies(thread.replyCount)}
            </span>
            <time dateTime={thread.lastReplyAt} title={exactTime(thread.lastReplyAt)} className="text-ink2">
                {lastReply(words, thread.lastReplyAt)}
            </time>
        </button>
    );
}

function lastReply({ timeline }: Words, at: string): string {
    const days = daysAgo(at);
    if (days === 0) return timeline.lastReplyToday(timeOfDay(at));
    if (days === 1) return timeline.lastReplyYesterday(timeOfDay(at));
    return timeline.lastReplyOn(dayName(at));
}
