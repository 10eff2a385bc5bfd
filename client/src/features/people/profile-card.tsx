import { useCallback, useState } from "react";
import type { Person, User } from "../../protocol/entities";
import type { PresenceStatus } from "../../protocol/events";
import type { Reply } from "../../protocol/reply";
import { dayName } from "../../shared/dates";
import { usePageWords } from "../../shared/i18n/page-words";
import { say } from "../../shared/toast";
import { AskFirst } from "../../shared/ui/ask-first";
import { Avatar } from "../../shared/ui/avatar";
import { Button } from "../../shared/ui/button";
import { Dialog } from "../../shared/ui/dialog";
import { useLoaded } from "../../shared/use-loaded";
import { sentenceFor } from "../../shared/words";

type Props = {
    person: Person;
    self: boolean;
    /** Undefined where it is not known. */
    presence: PresenceStatus | undefined;
    blocked: boolean;
    read: (userId: string) => Promise<Reply<User>>;
    /** Opens the direct room with them. */
    message: (userId: string) => Promise<Reply<unknown>>;
    setBlocked: (userId: string, blocked: boolean) => Promise<Reply<null>>;
    onEdit: () => void;
    onClose: () => void;
};

/** Who somebody is, and what one can do about them. */
export function ProfileCard(props: Props) {
    const { keeping } = usePageWords();
    const { person, self, blocked, presence, read, setBlocked, onClose } = props;
    const { value: user, problem } = useLoaded(useCallback(() => read(person.id), [read, person.id]));
    const [asking, setAsking] = useState(false);
    const shown = user ?? person;

    async function block() {
        const reply = await setBlocked(person.id, true);
        if (reply.ok) say(keeping.blocked(shown.displayName));
        return reply;
    }

    if (asking) {
        return (
            <AskFirst
                title={keeping.blockQuestion(shown.displayName)}
                action={keeping.block}
                run={block}
                onClose={() => setAsking(false)}
            >
                {keeping.blockHint}
            </AskFirst>
        );
    }
    return (
        <Dialog title={keeping.profile} onClose={onClose}>
            <div className="overflow-y-auto px-5 pt-3 pb-5">
                <div className="flex items-center gap-4">
                    <Avatar person={shown} size="large" />
                    <div className="min-w-0">
                        <p className="font-strong text-heading break-words">{shown.displayName}</p>
                        <p className="text-ink2">
                            @{shown.username}
                            {self && ` · ${keeping.you}`}
                            {user?.role === "admin" && ` · ${keeping.admin}`}
                        </p>
                    </div>
                </div>
                <div className="mt-3 min-h-[3rem] space-y-0.5 text-ink2">
                    {user?.statusText && <p className="text-ink">{user.statusText}</p>}
                    {presence && <p>{keeping[presence]}</p>}
                    {user?.createdAt && <p>{keeping.hereSince(dayName(user.createdAt))}</p>}
                    {user?.deactivated && <p>{keeping.deactivated}</p>}
                    {blocked && <p>{keeping.blockedNote}</p>}
                    {problem && (
                        <p role="alert" className="text-error">
                            {`${keeping.profileFailed}: ${sentenceFor(problem)}`}
                        </p>
                    )}
                </div>
                <Actions {...props} name={shown.displayName} onBlock={() => setAsking(true)} />
            </div>
        </Dialog>
    );
}

function Actions({
    person,
    self,
    blocked,
    name,
    message,
    setBlocked,
    onBlock,
    onEdit,
}: Props & { name: string; onBlock: () => void }) {
    const { keeping } = usePageWords();
    const [busy, setBusy] = useState(false);

    async function run(deed: () => Promise<Reply<unknown>>, done?: string) {
        setBusy(true);
        const reply = await deed();
        setBusy(false);
        if (!reply.ok) say(sentenceFor(reply.problem), "failed");
        else if (done) say(done);
    }

    if (self) {
        return (
            <div className="mt-4 flex justify-end">
                <Button look="primary" onClick={onEdit}>
                    {keeping.editProfile}
                </Button>
            </div>
        );
    }
    return (
        <div className="mt-4 flex flex-wrap justify-end gap-2">
            {blocked ? (
                <Button
                    busy={busy}
                    onClick={() => void run(() => setBlocked(person.id, false), keeping.unblocked(name))}
                >
                    {keeping.unblock}
                </Button>
            ) : (
                <Button onClick={onBlock}>{keeping.block}</Button>
            )}
            <Button look="primary" busy={busy} onClick={() => void run(() => message(person.id))}>
                {keeping.message}
            </Button>
        </div>
    );
}
