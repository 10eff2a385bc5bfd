import { useEffect } from "react";
import { Lightbox } from "../features/images/lightbox";
import type { Picture } from "../features/images/picture";
import type { Message } from "../protocol/entities";

const imagePrefix = "[img]";

/** The pictures among a room's messages that are held, beginning with the one that was opened. */
export function PictureViewer({
    messages,
    shown,
    onShow,
    onClose,
}: {
    messages: readonly Message[];
    shown: Message;
    onShow: (message: Message) => void;
    onClose: () => void;
}) {
    // One in a thread may be older than what is held of its room.
    const all = messages.some(({ id }) => id === shown.id)
        ? messages
        : [...messages, shown].sort((a, b) => a.seq - b.seq);
    const withPicture = all.flatMap((message) => {
        const picture = pictureOf(message);
        return picture ? [{ message, picture }] : [];
    });
    const place = withPicture.findIndex(({ message }) => message.id === shown.id);
    const gone = place === -1;
    useEffect(() => {
        if (gone) onClose();
    }, [gone, onClose]);
    if (gone) return null;
    return (
        <Lightbox
            pictures={withPicture.map(({ picture }) => picture)}
            shown={place}
            onShow={({ id }) => {
                const next = withPicture.find(({ message }) => message.id === id);
                if (next) onShow(next.message);
            }}
            onClose={onClose}
        />
    );
}

function pictureOf({ id, content, image, author, createdAt, deletedAt }: Message): Picture | null {
    if (!image || deletedAt !== null || !content.startsWith(imagePrefix)) return null;
    return { id, url: content.slice(imagePrefix.length), ...image, by: author.displayName, at: createdAt };
}
