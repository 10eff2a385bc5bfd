import { CornerUpLeft, MessagesSquare, Pencil, SmilePlus } from "lucide-react";
import { type ReactNode, useRef } from "react";
import type { Message } from "../../protocol/entities";
import { recentEmoji, rememberEmoji } from "../../shared/emoji/recent";
import { useWords } from "../../shared/i18n/use-words";
import { classes } from "../../shared/ui/classes";
import { Dialog } from "../../shared/ui/dialog";
import { useStore } from "../../shared/use-store";
import { useActionItems } from "./action-items";
import { actionsFor, type MessageAction } from "./actions";
import { useRowContext } from "./row-context";

const quickMax = 6;

/** What can be done to a message, as a long press brings it up. */
export function MessageSheet({
    message,
    onAddReaction,
    onDelete,
    onEdits,
    onClose,
}: {
    message: Message;
    onAddReaction: () => void;
    onDelete: () => void;
    onEdits: () => void;
    onClose: () => void;
}) {
    const { timeline } = useWords();
    const { viewer, commands, editing, inThread } = useRowContext();
    const actions = actionsFor(message, viewer);
    const items = useActionItems(message, actions, onDelete, onEdits);
    // What is chosen runs once the sheet is gone, so that the focus it takes stays with it.
    const chosen = useRef<(() => void) | null>(null);
    const first = (action: MessageAction, icon: ReactNode, label: string, run: () => void) =>
        actions.has(action) && <Line icon={icon} label={label} onChoose={() => choose(run)} />;

    function choose(run: () => void) {
        chosen.current = run;
        onClose();
    }

    return (
        <Dialog
            title={timeline.tools}
            onClose={onClose}
            onClosed={() => {
                chosen.current?.();
                return chosen.current !== null;
            }}
        >
            <div className="overflow-y-auto px-2 pt-2 pb-3">
                {actions.has("react") && (
                    <QuickReactions
                        onChoose={(emoji) => choose(() => commands.toggleReaction(message, emoji))}
                        onMore={() => choose(onAddReaction)}
                    />
                )}
                {first("reply", <CornerUpLeft size={18} />, timeline.reply, () => commands.reply(message))}
                {!inThread &&
                    first("thread", <MessagesSquare size={18} />, timeline.openThread, () =>
                        commands.openThread(message),
                    )}
                {first("edit", <Pencil size={18} />, timeline.edit, () =>
                    editing.begin(message, inThread ? "thread" : "room"),
                )}
                {items.map(({ action, label, Icon, danger, run }) => (
                    <Line
                        key={action}
                        icon={<Icon size={18} />}
                        label={label}
                        danger={danger}
                        onChoose={() => choose(run)}
                    />
                ))}
            </div>
        </Dialog>
    );
}

function QuickReactions({ onChoose, onMore }: { onChoose: (emoji: string) => void; onMore: () => void }) {
    const { timeline } = useWords();
    const recent = useStore(recentEmoji);
    const round = "flex size-11 items-center justify-center rounded-full bg-quiet-badge text-[22px]";
    return (
        <div className="flex justify-between gap-1 px-2 pb-3">
            {recent.slice(0, quickMax).map((emoji) => (
                <button
                    key={emoji}
                    type="button"
                    className={round}
                    onClick={() => {
                        rememberEmoji(emoji);
                        onChoose(emoji);
                    }}
                >
                    {emoji}
                </button>
            ))}
            <button type="button" aria-label={timeline.addReaction} className={round} onClick={onMore}>
                <SmilePlus size={20} className="text-ink2" />
            </button>
        </div>
    );
}

function Line({
    icon,
    label,
    danger = false,
    onChoose,
}: {
    icon: ReactNode;
    label: string;
    danger?: boolean;
    onChoose: () => void;
}) {
    return (
        <button
            type="button"
            onClick={onChoose}
            className={classes(
                "flex h-12 w-full items-center gap-3.5 rounded-control px-3 text-start hover:bg-hover",
                danger && "text-error",
            )}
        >
            {icon} {label}
        </button>
    );
}
