import { type FormEvent, useState } from "react";
import type { RoomFace } from "../../protocol/entities";
import type { Problem, Reply } from "../../protocol/reply";
import { usePageWords } from "../../shared/i18n/page-words";
import { say } from "../../shared/toast";
import { Button } from "../../shared/ui/button";
import { Dialog } from "../../shared/ui/dialog";
import { TextField } from "../../shared/ui/field";
import { sentenceFor } from "../../shared/words";

/** Deletes a room for everybody, once its name has been typed: a press alone is too easily made. */
export function DeleteRoom({
    room,
    remove,
    onRemoved,
    onClose,
}: {
    room: RoomFace;
    remove: () => Promise<Reply<null>>;
    onRemoved: () => void;
    onClose: () => void;
}) {
    const { keeping, common } = usePageWords();
    const [typed, setTyped] = useState("");
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState<Problem | null>(null);

    async function submit(event: FormEvent) {
        event.preventDefault();
        if (typed.trim() !== room.name) return;
        setBusy(true);
        const reply = await remove();
        setBusy(false);
        if (!reply.ok) return setProblem(reply.problem);
        say(keeping.deleted(room.name));
        onRemoved();
    }

    return (
        <Dialog title={keeping.deleteQuestion(room.name)} onClose={onClose}>
            <form onSubmit={submit} className="flex flex-col gap-4 px-5 pt-3 pb-5">
                <p className="text-ink2">{keeping.deleteHint}</p>
                <TextField
                    label={keeping.deleteConfirm(room.name)}
                    autoComplete="off"
                    autoFocus
                    value={typed}
                    onChange={(event) => setTyped(event.target.value)}
                />
                {problem && (
                    <p role="alert" className="text-error">
                        {sentenceFor(problem)}
                    </p>
                )}
                <div className="flex justify-end gap-2">
                    <Button onClick={onClose}>{common.cancel}</Button>
                    <Button look="danger" type="submit" busy={busy} disabled={typed.trim() !== room.name}>
                        {keeping.delete}
                    </Button>
                </div>
            </form>
        </Dialog>
    );
}
