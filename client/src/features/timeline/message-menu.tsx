import type { Message } from "../../protocol/entities";
import { MenuItem, MenuLine } from "../../shared/ui/menu";
import { useActionItems } from "./action-items";
import type { MessageAction } from "./actions";

/** The rest of what can be done to a message. */
export function MessageMenu({
    message,
    actions,
    onDelete,
    onEdits,
}: {
    message: Message;
    actions: ReadonlySet<MessageAction>;
    onDelete: () => void;
    onEdits: () => void;
}) {
    const items = useActionItems(message, actions, onDelete, onEdits);
    return items.map(({ action, label, keys, Icon, danger, run }) => (
        <div key={action} role="presentation">
            {danger && <MenuLine />}
            <MenuItem danger={danger} onSelect={run}>
                <Icon size={16} aria-hidden /> {label}
                <kbd aria-hidden className="ms-auto ps-4 font-sans text-meta text-ink3">
                    {keys}
                </kbd>
            </MenuItem>
        </div>
    ));
}
