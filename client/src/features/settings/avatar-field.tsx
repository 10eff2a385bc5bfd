import { useRef, useState } from "react";
import type { Person } from "../../protocol/entities";
import type { Reply } from "../../protocol/reply";
import { usePageWords } from "../../shared/i18n/page-words";
import { say } from "../../shared/toast";
import { Avatar } from "../../shared/ui/avatar";
import { Button } from "../../shared/ui/button";
import { sentenceFor } from "../../shared/words";
import type { Crop } from "./crop";
import { CropDialog } from "./crop-dialog";
import { croppedFile, type OpenPicture, openPicture } from "./crop-picture";

/** One's picture: choosing a file, cropping it, and taking it away. */
export function AvatarField({
    person,
    upload,
    change,
}: {
    person: Person;
    /** Stores an image; answers with its address. */
    upload: (file: File) => Promise<Reply<string>>;
    change: (avatarUrl: string | null) => Promise<Reply<unknown>>;
}) {
    const words = usePageWords();
    const chooser = useRef<HTMLInputElement>(null);
    const [picture, setPicture] = useState<OpenPicture | null>(null);
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState<string | null>(null);

    async function choose(file: File | undefined) {
        if (!file) return;
        setError(null);
        const opened = await openPicture(file);
        if (opened) setPicture(opened);
        else setError(words.settings.notAPicture);
    }

    function close() {
        picture?.forget();
        setPicture(null);
        setError(null);
    }

    async function use(crop: Crop) {
        if (!picture) return;
        setBusy(true);
        setError(null);
        const file = await croppedFile(picture.image, crop);
        const stored = file && (await upload(file));
        const changed = stored?.ok ? await change(stored.value) : stored;
        setBusy(false);
        if (!changed) return setError(words.settings.notAPicture);
        if (!changed.ok) return setError(sentenceFor(changed.problem));
        close();
        say(words.settings.saved);
    }

    async function remove() {
        setBusy(true);
        const reply = await change(null);
        setBusy(false);
        if (reply.ok) say(words.settings.saved);
        else setError(sentenceFor(reply.problem));
    }

    return (
        <div className="flex flex-wrap items-center gap-4">
            <Avatar person={person} size="large" />
            <div className="min-w-0">
                <div className="flex flex-wrap gap-2">
                    <Button onClick={() => chooser.current?.click()}>
                        {person.avatarUrl ? words.settings.changePicture : words.settings.choosePicture}
                    </Button>
                    {person.avatarUrl && (
                        <Button busy={busy && !picture} onClick={() => void remove()}>
                            {words.settings.removePicture}
                        </Button>
                    )}
                </div>
                <p className="mt-1.5 text-meta text-ink3">{words.settings.pictureHint}</p>
                {error && !picture && (
                    <p role="alert" className="mt-1 text-meta text-error">
                        {error}
                    </p>
                )}
            </div>
            <input
                ref={chooser}
                type="file"
                accept="image/png,image/jpeg,image/gif,image/webp,image/avif"
                hidden
                onChange={(event) => {
                    void choose(event.target.files?.[0]);
                    // The same file may be chosen again.
                    event.target.value = "";
                }}
            />
            {picture && (
                <CropDialog
                    image={picture.image}
                    busy={busy}
                    error={error}
                    onDone={(crop) => void use(crop)}
                    onClose={close}
                />
            )}
        </div>
    );
}
