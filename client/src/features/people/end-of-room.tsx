import { useState } from "react";
import type { RoomFace } from "../../protocol/entities";
import { usePageWords } from "../../shared/i18n/page-words";
import { say } from "../../shared/toast";
import { AskFirst } from "../../shared/ui/ask-first";
import { Button } from "../../shared/ui/button";
import { Group } from "../../shared/ui/form-parts";
import { sentenceFor } from "../../shared/words";
import { DeleteRoom } from "./delete-room";
import type { RoomCommands } from "./room-settings";

/** Putting a room into the archive, taking it out again, or deleting it. */
export function EndOfRoom({
    room,
    commands,
    onRemoved,
}: {
    room: RoomFace;
    commands: RoomCommands;
    onRemoved: () => void;
}) {
    const { keeping } = usePageWords();
    const [asking, setAsking] = useState<"archive" | "delete" | null>(null);
    const [busy, setBusy] = useState(false);

    async function archive() {
        const reply = await commands.change({ archived: true });
        if (reply.ok) say(keeping.archived);
        return reply;
    }

    async function unarchive() {
        setBusy(true);
        const reply = await commands.change({ archived: false });
        setBusy(false);
        if (reply.ok) say(keeping.unarchived);
        else say(sentenceFor(reply.problem), "failed");
    }

    return (
        <>
            <Group title={room.archived ? keeping.unarchive : keeping.archive} hint={keeping.archiveHint}>
                {room.archived ? (
                    <Button busy={busy} onClick={() => void unarchive()}>
                        {keeping.unarchive}
                    </Button>
                ) : (
                    <Button onClick={() => setAsking("archive")}>{keeping.archive}</Button>
                )}
            </Group>
            <Group title={keeping.delete} hint={keeping.deleteHint}>
                <Button look="danger" onClick={() => setAsking("delete")}>
                    {keeping.delete}
                </Button>
            </Group>
            {asking === "archive" && (
                <AskFirst
                    title={keeping.archiveQuestion(room.name)}
                    action={keeping.archive}
                    run={archive}
                    onClose={() => setAsking(null)}
                >
                    {keeping.archiveHint}
                </AskFirst>
            )}
            {asking === "delete" && (
                <DeleteRoom
                    room={room}
                    remove={commands.remove}
                    onRemoved={onRemoved}
                    onClose={() => setAsking(null)}
                />
            )}
        </>
    );
}
