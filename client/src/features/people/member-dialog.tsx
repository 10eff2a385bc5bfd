import { useEffect } from "react";
import type { Member, Role } from "../../protocol/members";
import { usePageWords } from "../../shared/i18n/page-words";
import { say } from "../../shared/toast";
import { AskFirst } from "../../shared/ui/ask-first";
import { sentenceFor } from "../../shared/words";
import type { MemberList } from "./member-list";
import type { MemberCommands } from "./members-panel";
import type { MemberAction } from "./rights";

const roles: Record<Exclude<MemberAction, "remove">, Role> = {
    makeOwner: "owner",
    makeModerator: "moderator",
    makeMember: "member",
};

/** Does something to a member, and asks first where one could not take it back. */
export function MemberDialog({
    action,
    member,
    self,
    publicRoom,
    commands,
    list,
    onClose,
}: {
    action: MemberAction;
    member: Member;
    self: boolean;
    publicRoom: boolean;
    commands: MemberCommands;
    list: MemberList;
    onClose: () => void;
}) {
    const { keeping } = usePageWords();
    const { id, displayName } = member.user;
    const asks = action === "remove" || action === "makeOwner" || self;

    async function run() {
        if (action === "remove") {
            const reply = await commands.remove(id);
            if (reply.ok) {
                list.removed(id);
                say(keeping.removed(displayName));
            }
            return reply;
        }
        const reply = await commands.setRole(id, roles[action]);
        if (reply.ok) {
            list.put(reply.value);
            say(keeping.roleChanged);
        }
        return reply;
    }

    // biome-ignore lint/correctness/useExhaustiveDependencies: it is done once, as it was asked for.
    useEffect(() => {
        if (asks) return;
        void run().then((reply) => {
            if (!reply.ok) say(sentenceFor(reply.problem), "failed");
            onClose();
        });
    }, []);
    if (!asks) return null;

    if (action === "remove") {
        return (
            <AskFirst
                title={keeping.removeQuestion(displayName)}
                action={keeping.removeMember}
                run={run}
                onClose={onClose}
            >
                {publicRoom ? keeping.removePublicHint : keeping.removePrivateHint}
            </AskFirst>
        );
    }
    return self ? (
        <AskFirst
            title={keeping.stepDownQuestion}
            action={action === "makeModerator" ? keeping.makeModerator : keeping.makeMember}
            run={run}
            onClose={onClose}
        >
            {keeping.stepDownHint}
        </AskFirst>
    ) : (
        <AskFirst
            title={keeping.makeOwnerQuestion(displayName)}
            action={keeping.makeOwner}
            run={run}
            onClose={onClose}
        >
            {keeping.makeOwnerHint}
        </AskFirst>
    );
}
