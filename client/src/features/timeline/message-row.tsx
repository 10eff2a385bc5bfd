import { memo, type ReactNode, useState } from "react";
import { exactTime, timeOfDay } from "../../shared/dates";
import { useWords } from "../../shared/i18n/use-words";
import { namesUser } from "../../shared/mention";
import { Avatar } from "../../shared/ui/avatar";
import { classes } from "../../shared/ui/classes";
import { useSelected } from "../../shared/use-store";
import { sentenceFor } from "../../shared/words";
import { DayLine, NewLine } from "./dividing-lines";
import { EditMessage } from "./edit-message";
import { MessageBody } from "./message-body";
import { Reactions } from "./reactions";
import { useRowContext } from "./row-context";
import type { Row } from "./rows";
import { ThreadLine } from "./thread-line";

/** What is not there yet. Text that one sees through would be hard to read; the palest ink is not. */
const paler = "text-ink3 [&_img]:opacity-55";

/** One message with the lines that are drawn above it. */
export const MessageRow = memo(function MessageRow({
    row,
    active,
    marked,
    editing,
    tools,
    onAddReaction,
}: {
    row: Row;
    /** The pointer or the focus is on it. */
    active: boolean;
    /** A link led to it just now. */
    marked: boolean;
    editing: boolean;
    /** What floats at its top. */
    tools: ReactNode;
    onAddReaction: (anchor: HTMLElement) => void;
}) {
    const { viewer, blockedIds } = useRowContext();
    const blocked = useSelected(blockedIds, (ids) => ids.has(row.author.id));
    const [unfolded, setUnfolded] = useState(false);
    const folded = blocked && !unfolded && !row.deleted;
    const named =
        !row.deleted &&
        !folded &&
        row.author.id !== viewer.me.id &&
        namesUser(row.content, viewer.me.username);
    return (
        <>
            {row.startsDay && <DayLine createdAt={row.createdAt} />}
            {row.startsNew && <NewLine />}
            <div
                className={classes(
                    "relative flex gap-3 px-4 py-0.5 wide:px-[22px]",
                    row.startsGroup && "mt-2",
                    named
                        ? "bg-mention py-1.5 shadow-[inset_3px_0_0_var(--mention-edge)] rtl:shadow-[inset_-3px_0_0_var(--mention-edge)]"
                        : marked
                          ? "bg-soft"
                          : (active || editing) && "bg-hover",
                )}
            >
                {tools}
                <Gutter row={row} active={active} />
                <div className={classes("min-w-0 flex-1", row.delivery === "sending" && paler)}>
                    {row.startsGroup && <Byline row={row} active={active} />}
                    {blocked && !row.deleted && <Fold folded={folded} onFold={setUnfolded} />}
                    {!folded && <Said row={row} editing={editing} onAddReaction={onAddReaction} />}
                </div>
            </div>
        </>
    );
});

function Said({
    row,
    editing,
    onAddReaction,
}: {
    row: Row;
    editing: boolean;
    onAddReaction: (anchor: HTMLElement) => void;
}) {
    const { inThread } = useRowContext();
    const { message } = row;
    return (
        <>
            {editing && message ? <EditMessage message={message} /> : <MessageBody row={row} />}
            {row.delivery === "refused" && <Refusal row={row} />}
            {message && !row.deleted && <Reactions message={message} onAdd={onAddReaction} />}
            {message?.thread && !inThread && <ThreadLine message={message} thread={message.thread} />}
        </>
    );
}

/** Stands in the place of what a blocked person said, or above it once it is shown. */
function Fold({ folded, onFold }: { folded: boolean; onFold: (unfolded: boolean) => void }) {
    const { people } = useWords();
    return (
        <p className="text-ink3">
            {people.blockedMessage} ·{" "}
            <button
                type="button"
                aria-expanded={!folded}
                onClick={() => onFold(folded)}
                className="font-medium text-accent hover:underline"
            >
                {folded ? people.show : people.hide}
            </button>
        </p>
    );
}

function Gutter({ row, active }: { row: Row; active: boolean }) {
    const { commands } = useRowContext();
    if (row.startsGroup) {
        return (
            <span className={classes("pt-1", row.delivery === "sending" && "opacity-55")}>
                {/* The name beside it leads there for the keyboard and for screen readers. */}
                <button
                    type="button"
                    tabIndex={-1}
                    aria-hidden
                    onClick={() => commands.openProfile(row.author)}
                    className="block rounded-avatar"
                >
                    <Avatar person={row.author} />
                </button>
            </span>
        );
    }
    return (
        <time
            dateTime={row.createdAt}
            title={exactTime(row.createdAt)}
            className={classes(
                "w-9 shrink-0 text-end text-[11px] text-ink3 tabular-nums select-none",
                !active && "opacity-0",
            )}
        >
            {timeOfDay(row.createdAt)}
        </time>
    );
}

function Byline({ row, active }: { row: Row; active: boolean }) {
    const words = useWords();
    const { commands } = useRowContext();
    return (
        <p className="flex items-baseline gap-1.5">
            <button
                type="button"
                // One stop for each row, until one is at it.
                tabIndex={active ? 0 : -1}
                onClick={() => commands.openProfile(row.author)}
                className="truncate font-strong hover:underline"
            >
                {row.author.displayName}
            </button>
            <time
                dateTime={row.createdAt}
                title={exactTime(row.createdAt)}
                className="shrink-0 text-meta text-ink3 tabular-nums"
            >
                {timeOfDay(row.createdAt)}
            </time>
            {row.delivery === "sending" && (
                <span className="shrink-0 text-meta text-ink3">· {words.timeline.sending}</span>
            )}
        </p>
    );
}

function Refusal({ row }: { row: Row }) {
    const words = useWords();
    const { commands } = useRowContext();
    const { clientId, refusal } = row;
    if (clientId === null || refusal === null) return null;
    const action = "font-medium text-accent hover:underline";
    return (
        <p className="flex flex-wrap items-baseline gap-x-1.5 text-meta text-ink2">
            <span className="font-medium text-error">{words.timeline.notSent}</span>·
            <button type="button" className={action} onClick={() => commands.retry(clientId)}>
                {words.timeline.retry}
            </button>
            ·
            <button type="button" className={action} onClick={() => commands.discard(clientId)}>
                {words.timeline.discard}
            </button>
            <span className="ms-1 text-ink3">{sentenceFor(refusal)}</span>
        </p>
    );
}
