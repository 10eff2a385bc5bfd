import { useState } from "react";
import type { Message } from "../../protocol/entities";
import { useWords } from "../../shared/i18n/use-words";
import { Confirm } from "../../shared/ui/dialog";
import { sentenceFor } from "../../shared/words";
import { useRowContext } from "./row-context";

/** Asks before a message is deleted for everybody. */
export function DeleteMessage({ message, onClose }: { message: Message; onClose: () => void }) {
    const words = useWords();
    const { commands } = useRowContext();
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState<string | null>(null);

    async function confirm() {
        setBusy(true);
        const reply = await commands.remove(message);
        setBusy(false);
        if (reply.ok) onClose();
        else setError(sentenceFor(reply.problem));
    }

    return (
        <Confirm
            title={words.timeline.deleteQuestion}
            action={words.timeline.delete}
            busy={busy}
            error={error}
            onConfirm={() => void confirm()}
            onClose={onClose}
        >
            {words.timeline.deleteHint}
        </Confirm>
    );
}
