import type { MouseEvent } from "react";
import { dayName, exactTime, timeOfDay } from "../../shared/dates";
import { usePageWords } from "../../shared/i18n/page-words";
import { Avatar } from "../../shared/ui/avatar";
import { classes } from "../../shared/ui/classes";
import { MarkedText } from "../../shared/ui/marked-text";
import type { Found } from "./results";

/** A message that was found: who said it where and when, and the part of it that was meant. */
export function SearchHit({
    found,
    place,
    address,
    open,
    onOpen,
}: {
    found: Found;
    place: string | null;
    address: string;
    /** Whether it is the one that is shown in its room. */
    open: boolean;
    onOpen: () => void;
}) {
    const words = usePageWords();
    const { message, highlights } = found;

    function follow(event: MouseEvent) {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onOpen();
    }

    return (
        <li>
            <a
                href={address}
                onClick={follow}
                data-search-stop
                aria-current={open || undefined}
                className={classes(
                    "block rounded-xl px-2.5 py-2.5 -outline-offset-2",
                    open ? "bg-soft" : "hover:bg-hover",
                )}
            >
                <span className="flex items-center gap-2">
                    <Avatar person={message.author} size="small" />
                    <span className="truncate font-strong">{message.author.displayName}</span>
                    <time
                        dateTime={message.createdAt}
                        title={exactTime(message.createdAt)}
                        className="shrink-0 text-meta text-ink2"
                    >
                        {`${dayName(message.createdAt)}, ${timeOfDay(message.createdAt)}`}
                    </time>
                </span>
                {place && <span className="mt-0.5 block truncate text-meta text-ink2">{place}</span>}
                {message.image ? (
                    <span className="mt-1 block text-ink2">{words.timeline.picture}</span>
                ) : (
                    <span
                        dir="auto"
                        className="mt-1 line-clamp-5 [overflow-wrap:anywhere] whitespace-pre-wrap"
                    >
                        <MarkedText content={message.content} highlights={highlights} />
                    </span>
                )}
            </a>
        </li>
    );
}
