import { type ReactNode, useState } from "react";
import type { Reply } from "../../protocol/reply";
import { sentenceFor } from "../words";
import { Confirm } from "./dialog";

/** Asks before something is done, does it, and stays open with the reason when it could not be done. */
export function AskFirst({
    title,
    action,
    children,
    run,
    onClose,
}: {
    title: string;
    action: string;
    children: ReactNode;
    run: () => Promise<Reply<unknown>>;
    onClose: () => void;
}) {
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState<string | null>(null);

    async function confirm() {
        setBusy(true);
        setError(null);
        const reply = await run();
        setBusy(false);
        if (reply.ok) onClose();
        else setError(sentenceFor(reply.problem));
    }

    return (
        <Confirm
            title={title}
            action={action}
            busy={busy}
            error={error}
            onConfirm={() => void confirm()}
            onClose={onClose}
        >
            {children}
        </Confirm>
    );
}
