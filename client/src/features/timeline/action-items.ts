import {
    Bookmark,
    BookmarkMinus,
    Copy,
    History,
    Link,
    type LucideIcon,
    MailOpen,
    Pin,
    PinOff,
    Trash2,
} from "lucide-react";
import type { Message } from "../../protocol/entities";
import { useWords } from "../../shared/i18n/use-words";
import { useStore } from "../../shared/use-store";
import type { MessageAction } from "./actions";
import { useRowContext } from "./row-context";

export type ActionItem = {
    action: MessageAction;
    label: string;
    /** The key that does the same while the message has the focus. */
    keys: string;
    Icon: LucideIcon;
    danger: boolean;
    run: () => void;
};

/** The less frequent actions on a message, in the order of menus. */
export function useActionItems(
    message: Message,
    actions: ReadonlySet<MessageAction>,
    onDelete: () => void,
    onEdits: () => void,
): ActionItem[] {
    const { timeline } = useWords();
    const { commands, savedIds } = useRowContext();
    const saved = useStore(savedIds).has(message.id);
    const pinned = message.pinned !== null;
    const item = (
        action: MessageAction,
        keys: string,
        label: string,
        Icon: LucideIcon,
        run: () => void,
    ): ActionItem[] =>
        actions.has(action) ? [{ action, keys, label, Icon, run, danger: action === "delete" }] : [];
    return [
        ...item("copyText", "C", timeline.copyText, Copy, () => commands.copyText(message)),
        ...item("copyLink", "L", timeline.copyLink, Link, () => commands.copyLink(message)),
        ...item("markUnread", "U", timeline.markUnread, MailOpen, () => commands.markUnread(message)),
        ...item("pin", "P", pinned ? timeline.unpin : timeline.pin, pinned ? PinOff : Pin, () =>
            commands.setPinned(message, !pinned),
        ),
        ...item("save", "S", saved ? timeline.unsave : timeline.save, saved ? BookmarkMinus : Bookmark, () =>
            commands.setSaved(message, !saved),
        ),
        ...item("readEdits", "H", timeline.readEdits, History, onEdits),
        ...item("delete", timeline.deleteKey, timeline.delete, Trash2, onDelete),
    ];
}
