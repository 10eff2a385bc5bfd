import { Copy } from "lucide-react";
import { useState } from "react";
import type { Person } from "../../protocol/entities";
import type { Reply } from "../../protocol/reply";
import { copyText } from "../../shared/copy";
import { usePageWords } from "../../shared/i18n/page-words";
import { Button } from "../../shared/ui/button";
import { Confirm, Dialog } from "../../shared/ui/dialog";
import { sentenceFor } from "../../shared/words";

/** Gives somebody a new password, which is shown this once. */
export function ResetPassword({
    user,
    reset,
    onClose,
}: {
    user: Person;
    reset: (userId: string) => Promise<Reply<string>>;
    onClose: () => void;
}) {
    const { admin } = usePageWords();
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState<string | null>(null);
    const [password, setPassword] = useState<string | null>(null);

    async function confirm() {
        setBusy(true);
        const reply = await reset(user.id);
        setBusy(false);
        if (reply.ok) setPassword(reply.value);
        else setError(sentenceFor(reply.problem));
    }

    if (password === null) {
        return (
            <Confirm
                title={admin.resetQuestion(user.displayName)}
                action={admin.resetPassword}
                busy={busy}
                error={error}
                onConfirm={() => void confirm()}
                onClose={onClose}
            >
                {admin.resetHint}
            </Confirm>
        );
    }
    return (
        <Dialog title={admin.newPassword(user.displayName)} onClose={onClose}>
            <div className="px-5 pt-3 pb-5">
                <p className="text-ink2">{admin.newPasswordHint}</p>
                <output className="mt-3 block rounded-control border border-line bg-raised px-3 py-2 font-mono break-all select-all">
                    {password}
                </output>
                <div className="mt-4 flex justify-end gap-2">
                    <Button onClick={() => void copyText(password, admin.passwordCopied, admin.notCopied)}>
                        <Copy size={15} aria-hidden /> {admin.copyPassword}
                    </Button>
                    <Button look="primary" onClick={onClose}>
                        {admin.done}
                    </Button>
                </div>
            </div>
        </Dialog>
    );
}
