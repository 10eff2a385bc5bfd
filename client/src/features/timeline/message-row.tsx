import { CornerUpRight } from "lucide-react";
import { memo } from "react";
import { dayName, exactTime, timeOfDay } from "../../shared/dates";
import { namesUser } from "../../shared/mention";
import { Avatar } from "../../shared/ui/avatar";
import { classes } from "../../shared/ui/classes";
import { sentenceFor } from "../../shared/words";
import { ImageMessage } from "./image-message";
import { MessageText } from "./message-text";
import type { Row } from "./rows";

export type RowActions = { retry: (clientId: string) => void; discard: (clientId: string) => void };

const imagePrefix = "[img]";

/** One message with the lines that are drawn above it. */
export const MessageRow = memo(function MessageRow({
    row,
    username,
    ownId,
    actions,
}: {
    row: Row;
    username: string;
    ownId: string;
    actions: RowActions;
}) {
    const named = !row.deleted && row.author.id !== ownId && namesUser(row.content, username);
    return (
        <>
            {row.startsDay && <DayLine createdAt={row.createdAt} />}
            {row.startsNew && <NewLine />}
            <div
                className={classes(
                    "group relative flex gap-3 px-4 py-0.5 wide:px-[22px]",
                    row.startsGroup && "mt-2",
                    named ? "bg-mention py-1.5 shadow-[inset_3px_0_0_var(--mention-edge)]" : "hover:bg-hover",
                )}
            >
                <Gutter row={row} />
                <div className={classes("min-w-0 flex-1", row.delivery === "sending" && "opacity-55")}>
                    {row.startsGroup && <Byline row={row} />}
                    <Body row={row} username={username} />
                    {row.delivery === "refused" && <Refusal row={row} actions={actions} />}
                    {row.reactions.length > 0 && <Reactions row={row} ownId={ownId} />}
                </div>
            </div>
        </>
    );
});

function Gutter({ row }: { row: Row }) {
    if (row.startsGroup) {
        return (
            <span className={classes("pt-1", row.delivery === "sending" && "opacity-55")}>
                <Avatar person={row.author} />
            </span>
        );
    }
    return (
        <time
            dateTime={row.createdAt}
            title={exactTime(row.createdAt)}
            className="w-9 shrink-0 text-right text-[11px] text-ink3 tabular-nums opacity-0 select-none group-hover:opacity-100"
        >
            {timeOfDay(row.createdAt)}
        </time>
    );
}

function Byline({ row }: { row: Row }) {
    return (
        <p className="flex items-baseline gap-1.5">
            <span className="truncate font-strong">{row.author.displayName}</span>
            <time
                dateTime={row.createdAt}
                title={exactTime(row.createdAt)}
                className="shrink-0 text-meta text-ink3 tabular-nums"
            >
                {timeOfDay(row.createdAt)}
            </time>
            {row.delivery === "sending" && <span className="shrink-0 text-meta text-ink3">· sending…</span>}
        </p>
    );
}

function Body({ row, username }: { row: Row; username: string }) {
    // The byline of a group says it for its first message.
    const sendingBelowByline = row.delivery === "sending" && !row.startsGroup;
    if (row.deleted) return <p className="text-ink3">Message deleted</p>;
    return (
        <>
            {row.replyTo && (
                <p className="flex min-w-0 items-center gap-1.5 text-meta text-ink2">
                    <CornerUpRight size={13} className="shrink-0 text-ink3" aria-label="In reply to" />
                    <span className="shrink-0 font-semibold">{row.replyTo.author.displayName}</span>
                    <span className="truncate">{row.replyTo.excerpt || "Message deleted"}</span>
                </p>
            )}
            {row.image && row.content.startsWith(imagePrefix) ? (
                <div className="relative">
                    <ImageMessage
                        url={row.content.slice(imagePrefix.length)}
                        image={row.image}
                        author={row.author.displayName}
                        eager={row.delivery !== "stored"}
                    />
                    {sendingBelowByline && (
                        <span className="absolute bottom-2 left-1.5 rounded bg-bg px-1.5 text-meta text-ink2">
                            sending…
                        </span>
                    )}
                </div>
            ) : (
                <MessageText content={row.content} username={username}>
                    {sendingBelowByline && <span className="text-meta text-ink3"> sending…</span>}
                    {row.editedAt && (
                        <span title={exactTime(row.editedAt)} className="text-meta text-ink3">
                            {" "}
                            (edited)
                        </span>
                    )}
                </MessageText>
            )}
        </>
    );
}

function Refusal({ row, actions }: { row: Row; actions: RowActions }) {
    const { clientId, refusal } = row;
    if (clientId === null || refusal === null) return null;
    const action = "font-medium text-accent hover:underline";
    return (
        <p className="flex flex-wrap items-baseline gap-x-1.5 text-meta text-ink2">
            <span className="font-medium text-error">Not sent</span>·
            <button type="button" className={action} onClick={() => actions.retry(clientId)}>
                Retry
            </button>
            ·
            <button type="button" className={action} onClick={() => actions.discard(clientId)}>
                Delete
            </button>
            <span className="ml-1 text-ink3">{sentenceFor(refusal)}</span>
        </p>
    );
}

function Reactions({ row, ownId }: { row: Row; ownId: string }) {
    return (
        <ul aria-label="Reactions" className="mt-1 mb-1 flex flex-wrap gap-1.5">
            {row.reactions.map(({ emoji, count, userIds }) => (
                <li
                    key={emoji}
                    className={classes(
                        "rounded-full border px-2 text-[13px] leading-[22px] font-medium tabular-nums",
                        userIds.includes(ownId)
                            ? "border-accent bg-soft text-accent"
                            : "border-line bg-raised text-ink2",
                    )}
                >
                    {emoji} {count}
                </li>
            ))}
        </ul>
    );
}

function DayLine({ createdAt }: { createdAt: string }) {
    return (
        <div
            className="flex items-center gap-3.5 px-4 pt-5 pb-2 wide:px-[22px]"
            title={exactTime(createdAt).split(" at ")[0]}
        >
            <span className="h-px flex-1 bg-line" />
            <span className="text-meta font-semibold text-ink2">{dayName(createdAt)}</span>
            <span className="h-px flex-1 bg-line" />
        </div>
    );
}

function NewLine() {
    return (
        <div className="flex items-center gap-3.5 px-4 pt-3 pb-1 wide:px-[22px]">
            <span className="h-px flex-1 bg-badge opacity-45" />
            <span className="text-meta font-semibold text-badge">New</span>
            <span className="h-px flex-1 bg-badge opacity-45" />
        </div>
    );
}
