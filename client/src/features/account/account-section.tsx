import type { Session } from "../../protocol/accounts";
import type { OwnUser } from "../../protocol/entities";
import type { Reply } from "../../protocol/reply";
import { usePageWords } from "../../shared/i18n/page-words";
import { Group } from "../../shared/ui/form-parts";
import { useLoaded } from "../../shared/use-loaded";
import { PasswordForm } from "./password-form";
import { Sessions } from "./sessions";

/** One's password and where one is signed in. */
export function AccountSection({
    me,
    changePassword,
    readSessions,
    endSession,
    endOtherSessions,
}: {
    me: OwnUser;
    changePassword: (currentPassword: string, newPassword: string) => Promise<Reply<null>>;
    readSessions: () => Promise<Reply<Session[]>>;
    endSession: (id: string) => Promise<Reply<null>>;
    endOtherSessions: () => Promise<Reply<null>>;
}) {
    const { settings } = usePageWords();
    const sessions = useLoaded(readSessions);
    return (
        <>
            <p className="mb-6 text-ink2">{settings.accountHint}</p>
            <Group title={settings.sessions} hint={settings.sessionsHint}>
                <Sessions sessions={sessions} end={endSession} endOthers={endOtherSessions} />
            </Group>
            <Group title={settings.password} hint={settings.changePasswordHint}>
                <PasswordForm
                    username={me.username}
                    change={changePassword}
                    onChanged={() => sessions.set((held) => held.filter(({ current }) => current))}
                />
            </Group>
        </>
    );
}
