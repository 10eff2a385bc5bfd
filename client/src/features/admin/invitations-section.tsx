import type { Invite, InviteDraft } from "../../protocol/members";
import type { Reply } from "../../protocol/reply";
import { usePageWords } from "../../shared/i18n/page-words";
import { InviteLinks } from "../../shared/invites/invite-links";

/** The links to register by, and when they are needed. */
export function InvitationsSection({
    read,
    create,
    revoke,
}: {
    read: () => Promise<Reply<Invite[]>>;
    create: (draft: InviteDraft) => Promise<Reply<Invite>>;
    revoke: (inviteId: string) => Promise<Reply<null>>;
}) {
    const { admin, keeping } = usePageWords();
    return (
        <>
            <p className="text-ink2">{keeping.registerLinksHint}</p>
            <p className="mt-2 mb-6 text-[0.875rem] text-ink2">{admin.registrationNote}</p>
            <InviteLinks read={read} create={create} revoke={revoke} mayRevoke={() => true} />
        </>
    );
}
