import { dayName, exactDay } from "../../shared/dates";
import { useWords } from "../../shared/i18n/use-words";

/** Before the first message of a day. */
export function DayLine({ createdAt }: { createdAt: string }) {
    return (
        <div className="flex items-center gap-3.5 px-4 pt-5 pb-2 wide:px-[22px]" title={exactDay(createdAt)}>
            <span className="h-px flex-1 bg-line" />
            <span className="text-meta font-semibold text-ink2">{dayName(createdAt)}</span>
            <span className="h-px flex-1 bg-line" />
        </div>
    );
}

/** Before the first message that was unread as the room was entered. */
export function NewLine() {
    const words = useWords();
    return (
        <div className="flex items-center gap-3.5 px-4 pt-3 pb-1 wide:px-[22px]">
            <span className="h-px flex-1 bg-badge opacity-45" />
            <span className="text-meta font-semibold text-badge">{words.timeline.new}</span>
            <span className="h-px flex-1 bg-badge opacity-45" />
        </div>
    );
}
