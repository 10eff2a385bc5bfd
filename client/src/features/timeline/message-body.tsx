import { CornerUpRight, Pin } from "lucide-react";
import { exactTime } from "../../shared/dates";
import { useWords } from "../../shared/i18n/use-words";
import { Markdown } from "../../shared/markdown/markdown";
import { ImageMessage } from "./image-message";
import { useRowContext } from "./row-context";
import type { Row } from "./rows";

const imagePrefix = "[img]";

/** What a message says: its text or picture, what it answers, and that it is pinned or gone. */
export function MessageBody({ row }: { row: Row }) {
    const words = useWords();
    const { reader, commands } = useRowContext();
    const { message } = row;
    // The byline of a group says it for its first message.
    const sendingBelowByline = row.delivery === "sending" && !row.startsGroup;
    if (row.deleted) return <p className="text-ink3">{words.timeline.deleted}</p>;
    return (
        <>
            {message?.pinned && (
                <p className="flex items-center gap-1.5 text-meta text-ink2">
                    <Pin size={12} className="text-ink3" aria-hidden /> {words.timeline.pinned}
                </p>
            )}
            {row.replyTo && (
                <p className="flex min-w-0 items-center gap-1.5 text-meta text-ink2">
                    <CornerUpRight
                        size={13}
                        className="shrink-0 text-ink3 rtl:-scale-x-100"
                        aria-label={words.timeline.inReplyTo}
                    />
                    <span className="shrink-0 font-semibold">{row.replyTo.author.displayName}</span>
                    <span className="truncate">{row.replyTo.excerpt || words.timeline.deleted}</span>
                </p>
            )}
            {row.image && row.content.startsWith(imagePrefix) ? (
                <div className="relative">
                    <ImageMessage
                        url={row.content.slice(imagePrefix.length)}
                        image={row.image}
                        author={row.author.displayName}
                        eager={row.delivery !== "stored"}
                        {...(message && { onOpen: () => commands.openPicture(message) })}
                    />
                    {sendingBelowByline && (
                        <span className="absolute inset-s-1.5 bottom-2 rounded bg-bg px-1.5 text-meta text-ink2">
                            {words.timeline.sending}
                        </span>
                    )}
                </div>
            ) : (
                <Markdown content={row.content} reader={reader}>
                    {sendingBelowByline && (
                        <span className="text-meta text-ink3"> {words.timeline.sending}</span>
                    )}
                    {row.editedAt && (
                        <span title={exactTime(row.editedAt)} className="text-meta text-ink3">
                            {" "}
                            {words.timeline.edited}
                        </span>
                    )}
                </Markdown>
            )}
        </>
    );
}
