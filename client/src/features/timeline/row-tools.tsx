import { CornerUpLeft, Ellipsis, MessagesSquare, Pencil, SmilePlus } from "lucide-react";
import type { Message } from "../../protocol/entities";
import { useWords } from "../../shared/i18n/use-words";
import { IconButton } from "../../shared/ui/button";
import { Menu } from "../../shared/ui/menu";
import { actionsFor } from "./actions";
import { MessageMenu } from "./message-menu";
import { useRowContext } from "./row-context";

/** What can be done to a message, floating at its top while the pointer or the focus is on it. */
export function RowTools({
    message,
    onAddReaction,
    onDelete,
    onEdits,
    onMenu,
}: {
    message: Message;
    onAddReaction: (anchor: HTMLElement) => void;
    onDelete: () => void;
    onEdits: () => void;
    onMenu: (open: boolean) => void;
}) {
    const words = useWords();
    const { viewer, commands, editing, inThread } = useRowContext();
    const actions = actionsFor(message, viewer);
    if (actions.size === 0) return null;
    return (
        <div
            role="toolbar"
            aria-label={words.timeline.tools}
            className="absolute inset-e-4 -top-3.5 z-10 flex rounded-[10px] border border-line bg-raised p-0.5 shadow-raised wide:inset-e-[22px]"
        >
            {actions.has("react") && (
                <IconButton
                    label={words.timeline.addReaction}
                    keys="+"
                    onClick={(event) => onAddReaction(event.currentTarget)}
                >
                    <SmilePlus size={16} />
                </IconButton>
            )}
            {actions.has("reply") && (
                <IconButton label={words.timeline.reply} keys="R" onClick={() => commands.reply(message)}>
                    <CornerUpLeft size={16} className="rtl:-scale-x-100" />
                </IconButton>
            )}
            {actions.has("thread") && !inThread && (
                <IconButton
                    label={words.timeline.openThread}
                    keys="T"
                    onClick={() => commands.openThread(message)}
                >
                    <MessagesSquare size={16} />
                </IconButton>
            )}
            {actions.has("edit") && (
                <IconButton
                    label={words.timeline.edit}
                    keys="E"
                    onClick={() => editing.begin(message, inThread ? "thread" : "room")}
                >
                    <Pencil size={15} />
                </IconButton>
            )}
            <Menu
                onOpenChange={onMenu}
                trigger={
                    <IconButton label={words.timeline.more}>
                        <Ellipsis size={16} />
                    </IconButton>
                }
            >
                <MessageMenu message={message} actions={actions} onDelete={onDelete} onEdits={onEdits} />
            </Menu>
        </div>
    );
}
