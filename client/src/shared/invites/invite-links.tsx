import { Copy } from "lucide-react";
import { useState } from "react";
import { type Invite, type InviteDraft, works } from "../../protocol/members";
import type { Reply } from "../../protocol/reply";
import { copyText } from "../copy";
import { dayName, exactTime, timeOfDay } from "../dates";
import { usePageWords } from "../i18n/page-words";
import { say } from "../toast";
import { Button } from "../ui/button";
import { Bone, ProblemNotice } from "../ui/notice";
import { useLoaded } from "../use-loaded";
import { sentenceFor } from "../words";
import { InviteForm } from "./invite-form";

type Props = {
    /** Must be stable. */
    read: () => Promise<Reply<Invite[]>>;
    create: (draft: InviteDraft) => Promise<Reply<Invite>>;
    revoke: (inviteId: string) => Promise<Reply<null>>;
    mayRevoke: (invite: Invite) => boolean;
};

/** The links that lead somewhere: making, copying and ending them. */
export function InviteLinks({ read, create, revoke, mayRevoke }: Props) {
    const { keeping } = usePageWords();
    const { value, problem, reload, set } = useLoaded(read);

    async function make(draft: InviteDraft) {
        const reply = await create(draft);
        if (!reply.ok) return reply;
        set((held) => [reply.value, ...held]);
        await copyText(reply.value.url, keeping.linkCreated, keeping.linkCreatedOnly);
        return reply;
    }

    async function end(invite: Invite) {
        const reply = await revoke(invite.id);
        if (!reply.ok) return say(sentenceFor(reply.problem), "failed");
        set((held) => held.filter(({ id }) => id !== invite.id));
        say(keeping.linkRevoked);
    }

    if (value === null) {
        return problem ? (
            <ProblemNotice title={keeping.linksFailed} problem={problem} onRetry={reload} />
        ) : (
            <Bone className="h-10 w-full animate-appear-late" />
        );
    }
    const working = value.filter((invite) => works(invite, Date.now()));
    return (
        <>
            <InviteForm create={make} />
            {working.length === 0 ? (
                <p className="mt-3 text-ink2">{keeping.noLinks}</p>
            ) : (
                <ul className="mt-4 divide-y divide-line rounded-xl border border-line bg-raised">
                    {working.map((invite) => (
                        <InviteLine
                            key={invite.id}
                            invite={invite}
                            onRevoke={mayRevoke(invite) ? () => end(invite) : null}
                        />
                    ))}
                </ul>
            )}
        </>
    );
}

function InviteLine({ invite, onRevoke }: { invite: Invite; onRevoke: (() => Promise<void>) | null }) {
    const { keeping } = usePageWords();
    const [busy, setBusy] = useState(false);
    const { url, uses, maxUses, expiresAt } = invite;
    const used = maxUses === null ? keeping.used(uses) : keeping.usedOf(uses, maxUses);

    async function revokeNow() {
        setBusy(true);
        await onRevoke?.();
        setBusy(false);
    }

    return (
        <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2.5">
            <div className="min-w-0 flex-1 basis-52">
                <p className="truncate text-[0.875rem] font-medium select-all" title={url}>
                    {url.replace(/^https?:\/\//, "")}
                </p>
                <p className="text-meta text-ink2">
                    {used}
                    {" · "}
                    {expiresAt === null ? (
                        keeping.neverExpires
                    ) : (
                        <time dateTime={expiresAt} title={exactTime(expiresAt)}>
                            {keeping.expiresOn(`${dayName(expiresAt)}, ${timeOfDay(expiresAt)}`)}
                        </time>
                    )}
                </p>
            </div>
            <Button onClick={() => void copyText(url, keeping.linkCopied, keeping.notCopied)}>
                <Copy size={15} aria-hidden /> {keeping.copyLink}
            </Button>
            {onRevoke && (
                <Button busy={busy} onClick={() => void revokeNow()}>
                    {keeping.revokeLink}
                </Button>
            )}
        </li>
    );
}
