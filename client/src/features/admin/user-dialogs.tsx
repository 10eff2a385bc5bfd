import { useEffect } from "react";
import type { Session } from "../../protocol/accounts";
import type { OwnUser } from "../../protocol/entities";
import type { Reply } from "../../protocol/reply";
import { usePageWords } from "../../shared/i18n/page-words";
import { say } from "../../shared/toast";
import { AskFirst } from "../../shared/ui/ask-first";
import { sentenceFor } from "../../shared/words";
import { ResetPassword } from "./reset-password";
import { UserSessions } from "./user-sessions";

/** What an admin does to a user. */
export type UserCommands = {
    change(
        userId: string,
        change: { role?: OwnUser["role"]; deactivated?: boolean },
    ): Promise<Reply<OwnUser>>;
    /** Answers with the new password. */
    resetPassword(userId: string): Promise<Reply<string>>;
    sessions(userId: string): Promise<Reply<Session[]>>;
    endSessions(userId: string): Promise<Reply<null>>;
};

/** What is to be done, to whom. */
export type Asked = {
    kind: "makeAdmin" | "makeMember" | "deactivate" | "activate" | "resetPassword" | "sessions";
    user: OwnUser;
};

/** Asks before it is done, where it cannot be taken back by a press. */
export function UserDialogs({
    asked,
    commands,
    onChanged,
    onClose,
}: {
    asked: Asked;
    commands: UserCommands;
    onChanged: (user: OwnUser) => void;
    onClose: () => void;
}) {
    const { admin } = usePageWords();
    const { kind, user } = asked;
    const name = user.displayName;

    async function change(part: Parameters<UserCommands["change"]>[1], done: string) {
        const reply = await commands.change(user.id, part);
        if (reply.ok) {
            onChanged(reply.value);
            say(done);
        }
        return reply;
    }

    switch (kind) {
        case "resetPassword":
            return <ResetPassword user={user} reset={commands.resetPassword} onClose={onClose} />;
        case "sessions":
            return (
                <UserSessions
                    user={user}
                    read={commands.sessions}
                    end={commands.endSessions}
                    onClose={onClose}
                />
            );
        case "activate":
            return (
                <AtOnce
                    run={() => change({ deactivated: false }, admin.activatedNow(name))}
                    onDone={onClose}
                />
            );
        case "deactivate":
            return (
                <AskFirst
                    title={admin.deactivateQuestion(name)}
                    action={admin.deactivate}
                    run={() => change({ deactivated: true }, admin.deactivatedNow(name))}
                    onClose={onClose}
                >
                    {admin.deactivateHint}
                </AskFirst>
            );
        case "makeAdmin":
            return (
                <AskFirst
                    title={admin.makeAdminQuestion(name)}
                    action={admin.makeAdmin}
                    run={() => change({ role: "admin" }, admin.roleChanged(name))}
                    onClose={onClose}
                >
                    {admin.makeAdminHint}
                </AskFirst>
            );
        case "makeMember":
            return (
                <AskFirst
                    title={admin.makeMemberQuestion(name)}
                    action={admin.makeMember}
                    run={() => change({ role: "member" }, admin.roleChanged(name))}
                    onClose={onClose}
                >
                    {admin.makeMemberHint}
                </AskFirst>
            );
    }
}

/** Does what needs no question. */
function AtOnce({ run, onDone }: { run: () => Promise<Reply<unknown>>; onDone: () => void }) {
    // biome-ignore lint/correctness/useExhaustiveDependencies: it is done once, as it was asked for.
    useEffect(() => {
        void run().then((reply) => {
            if (!reply.ok) say(sentenceFor(reply.problem), "failed");
            onDone();
        });
    }, []);
    return null;
}
