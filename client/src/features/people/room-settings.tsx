import { type FormEvent, useState } from "react";
import type { Room, RoomFace } from "../../protocol/entities";
import type { Invite, InviteDraft } from "../../protocol/members";
import type { Problem, Reply } from "../../protocol/reply";
import { usePageWords } from "../../shared/i18n/page-words";
import { InviteLinks } from "../../shared/invites/invite-links";
import { say } from "../../shared/toast";
import { Button } from "../../shared/ui/button";
import { Dialog } from "../../shared/ui/dialog";
import { TextField } from "../../shared/ui/field";
import { Group, Switch } from "../../shared/ui/form-parts";
import { sentenceFor } from "../../shared/words";
import { EndOfRoom } from "./end-of-room";
import { type Keeper, mayEdit, mayRule } from "./rights";

type RoomChange = { name?: string; topic?: string; archived?: boolean; posting?: Room["posting"] };

export type RoomCommands = {
    change(change: RoomChange): Promise<Reply<Room>>;
    remove(): Promise<Reply<null>>;
    /** Must be stable. */
    invites(): Promise<Reply<Invite[]>>;
    invite(draft: InviteDraft): Promise<Reply<Invite>>;
    revokeInvite(inviteId: string): Promise<Reply<null>>;
};

type Props = {
    room: RoomFace;
    meId: string;
    keeper: Keeper;
    commands: RoomCommands;
    /** The room is gone. */
    onRemoved: () => void;
    onClose: () => void;
};

/** What a room is called and about, who writes in it, its links, and its end: as far as one may. */
export function RoomSettings({ room, meId, keeper, commands, onRemoved, onClose }: Props) {
    const { keeping } = usePageWords();
    const open = !room.archived;
    return (
        <Dialog title={keeping.roomSettings} onClose={onClose}>
            <div className="overflow-y-auto px-5 pt-4 pb-6">
                {mayEdit(keeper) && open ? (
                    <NameAndTopic room={room} change={commands.change} />
                ) : (
                    <p className="text-ink2">{room.archived ? keeping.archived : keeping.onlyReading}</p>
                )}
                {mayRule(keeper) && open && <Announcements room={room} change={commands.change} />}
                <Group title={keeping.visibility}>
                    <p>{room.kind === "public" ? keeping.visibilityPublic : keeping.visibilityPrivate}</p>
                    <p className="text-meta text-ink2">{keeping.visibilityFixed}</p>
                </Group>
                {open && (
                    <Group title={keeping.inviteLinks} hint={keeping.inviteLinksHint}>
                        <InviteLinks
                            read={commands.invites}
                            create={commands.invite}
                            revoke={commands.revokeInvite}
                            mayRevoke={(invite) => invite.createdBy === meId || mayEdit(keeper)}
                        />
                    </Group>
                )}
                {mayRule(keeper) && <EndOfRoom room={room} commands={commands} onRemoved={onRemoved} />}
            </div>
        </Dialog>
    );
}

function Announcements({ room, change }: { room: RoomFace; change: RoomCommands["change"] }) {
    const { keeping } = usePageWords();
    const [wanted, setWanted] = useState<boolean | null>(null);

    async function choose(only: boolean) {
        setWanted(only);
        const reply = await change({ posting: only ? "moderators" : "everyone" });
        setWanted(null);
        if (!reply.ok) say(sentenceFor(reply.problem), "failed");
    }

    return (
        <div className="mt-4">
            <Switch
                label={keeping.announcement}
                hint={keeping.announcementHint}
                checked={wanted ?? room.posting === "moderators"}
                onChange={(only) => void choose(only)}
            />
        </div>
    );
}

function NameAndTopic({ room, change }: { room: RoomFace; change: RoomCommands["change"] }) {
    const { keeping, errors } = usePageWords();
    const [name, setName] = useState(room.name);
    const [topic, setTopic] = useState(room.topic);
    const [nameError, setNameError] = useState<string | undefined>();
    const [problem, setProblem] = useState<Problem | null>(null);
    const [busy, setBusy] = useState(false);
    const unchanged = name.trim() === room.name && topic.trim() === room.topic;

    async function submit(event: FormEvent<HTMLFormElement>) {
        event.preventDefault();
        const form = event.currentTarget;
        const refuse = (sentence: string) => {
            setNameError(sentence);
            form.querySelector<HTMLInputElement>("[name=name]")?.focus();
        };
        setProblem(null);
        const length = [...name.trim()].length;
        if (length === 0) return refuse(keeping.nameMissing);
        if (length > 80) return refuse(keeping.nameLong);
        setBusy(true);
        const reply = await change({ name: name.trim(), topic: topic.trim() });
        setBusy(false);
        if (reply.ok) return say(keeping.roomSaved);
        if (reply.problem.code === "room_name_taken") return refuse(errors.room_name_taken);
        setProblem(reply.problem);
    }

    return (
        <form noValidate onSubmit={submit} className="flex flex-col gap-4">
            <TextField
                label={keeping.name}
                name="name"
                autoComplete="off"
                value={name}
                error={nameError}
                onChange={(event) => {
                    setName(event.target.value);
                    setNameError(undefined);
                }}
            />
            <TextField
                label={keeping.topic}
                name="topic"
                optional
                autoComplete="off"
                maxLength={250}
                value={topic}
                onChange={(event) => setTopic(event.target.value)}
            />
            {problem && (
                <p role="alert" className="text-error">
                    {sentenceFor(problem)}
                </p>
            )}
            <Button look="primary" type="submit" busy={busy} disabled={unchanged} className="self-end">
                {keeping.save}
            </Button>
        </form>
    );
}
