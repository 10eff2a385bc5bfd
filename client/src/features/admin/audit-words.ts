import type { AuditEntry } from "../../protocol/accounts";
import type { PageWords } from "../../shared/i18n/en-pages";

type AdminWords = PageWords["admin"];

/** The actions that the log has, for choosing one. */
export function auditActions({ actions }: AdminWords): string[] {
    return Object.keys(actions);
}

/** What was done: "renamed a room", or the server's own word for an action that this client does not know. */
export function actionInWords({ actions }: AdminWords, action: string): string {
    const known: Record<string, string> = actions;
    return Object.hasOwn(known, action) ? (known[action] ?? action) : action;
}

/** Who did it, where no user did. */
export function actorInWords(admin: AdminWords, { address, action }: AuditEntry): string {
    // The command line has no address.
    return address === "" && action !== "user.fail_sign_in" ? admin.commandLine : admin.notSignedIn;
}

/** To whom or what, as far as the entry tells it: a name, and what became of it; nothing for oneself alone. */
export function targetInWords(admin: AdminWords, entry: AuditEntry): string {
    const { actor, detail, targetKind, targetId } = entry;
    const kinds = {
        user: admin.targetUser,
        room: admin.targetRoom,
        message: admin.targetMessage,
        invite: admin.targetInvite,
    };
    const { username, name, from, to, role, posting, attempts } = detail;
    const called = username ? `@${username}` : (name ?? from ?? targetId);
    const became = to ?? role ?? posting;
    const oneself = targetId === actor?.id && !username;
    return [
        !oneself && (called === "" ? kinds[targetKind] : `${kinds[targetKind]} ${called}`),
        became && `→ ${became}`,
        attempts && `(${admin.attempts(attempts)})`,
    ]
        .filter(Boolean)
        .join(" ");
}
