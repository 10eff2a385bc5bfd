import { Later, loadLater } from "../../shared/ui/later";
import { useRowContext } from "./row-context";
import type { Row } from "./rows";
import type { RowsInList } from "./use-rows";

const EmojiPicker = loadLater(async () => (await import("../../shared/ui/emoji-picker")).EmojiPicker);
const MessageSheet = loadLater(async () => (await import("./message-sheet")).MessageSheet);
const DeleteMessage = loadLater(async () => (await import("./delete-message")).DeleteMessage);
const MessageEdits = loadLater(async () => (await import("./message-edits")).MessageEdits);

/** What stands over the list because of one of its rows. */
export function RowOverlays({ rows, list }: { rows: readonly Row[]; list: RowsInList }) {
    const { commands } = useRowContext();
    const { overlay } = list.focus;
    const message = overlay && rows.find((row) => row.key === overlay.key)?.message;
    if (!overlay || !message) return null;
    const { key } = overlay;

    function pickFor(anchor: HTMLElement | null) {
        if (anchor) list.deeds.addReaction(anchor);
    }

    return (
        <Later key={`${overlay.kind} ${key}`} onFailed={list.closeOverlay}>
            {overlay.kind === "picker" && (
                <EmojiPicker
                    anchor={overlay.anchor}
                    onChoose={(emoji) => commands.toggleReaction(message, emoji)}
                    onClose={list.closeOverlay}
                />
            )}
            {overlay.kind === "sheet" && (
                <MessageSheet
                    message={message}
                    onAddReaction={() => pickFor(list.elementOf(key))}
                    onEdits={() => list.deeds.change({ type: "overlay", overlay: { kind: "edits", key } })}
                    onDelete={() => list.deeds.change({ type: "overlay", overlay: { kind: "delete", key } })}
                    onClose={list.closeOverlay}
                />
            )}
            {overlay.kind === "edits" && <MessageEdits message={message} onClose={list.closeOverlay} />}
            {overlay.kind === "delete" && <DeleteMessage message={message} onClose={list.closeOverlay} />}
        </Later>
    );
}
