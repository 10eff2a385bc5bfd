import { Crown, Ellipsis, ShieldCheck, UserMinus, UserRound } from "lucide-react";
import type { PresenceStatus } from "../../protocol/events";
import type { Member } from "../../protocol/members";
import { usePageWords } from "../../shared/i18n/page-words";
import type { Store } from "../../shared/store";
import { Avatar } from "../../shared/ui/avatar";
import { IconButton } from "../../shared/ui/button";
import { Menu, MenuItem } from "../../shared/ui/menu";
import { PresenceDot } from "../../shared/ui/presence-dot";
import { useSelected } from "../../shared/use-store";
import type { MemberAction } from "./rights";

const icons: Record<MemberAction, typeof Crown> = {
    makeOwner: Crown,
    makeModerator: ShieldCheck,
    makeMember: UserRound,
    remove: UserMinus,
};

/** One member: their name leads to their profile, the menu to what may be done. */
export function MemberLine({
    member,
    self,
    presence,
    actions,
    onProfile,
    onAsk,
}: {
    member: Member;
    self: boolean;
    presence: Store<ReadonlyMap<string, PresenceStatus>>;
    actions: readonly MemberAction[];
    onProfile: () => void;
    onAsk: (action: MemberAction) => void;
}) {
    const { keeping } = usePageWords();
    const { user, role } = member;
    const status = useSelected(presence, (known) => known.get(user.id));
    const labels: Record<MemberAction, string> = {
        makeOwner: keeping.makeOwner,
        makeModerator: keeping.makeModerator,
        makeMember: keeping.makeMember,
        remove: keeping.removeMember,
    };
    return (
        <div className="flex items-center gap-1 rounded-control px-1.5 hover:bg-hover">
            <button
                type="button"
                onClick={onProfile}
                className="flex min-w-0 flex-1 items-center gap-3 rounded-control py-1.5 text-start"
            >
                <span className="relative inline-flex shrink-0">
                    <Avatar person={user} />
                    <PresenceDot status={status} />
                </span>
                <span className="min-w-0 flex-1">
                    <span className="flex items-baseline gap-1.5">
                        <span className="truncate font-medium">{user.displayName}</span>
                        {self && <span className="text-meta text-ink2">{`(${keeping.you})`}</span>}
                    </span>
                    <span className="block truncate text-meta text-ink2">
                        {role !== "member" && `${keeping[role]} · `}
                        {user.statusText || `@${user.username}`}
                    </span>
                </span>
            </button>
            {actions.length > 0 && (
                <Menu
                    trigger={
                        <IconButton label={keeping.memberActions(user.displayName)}>
                            <Ellipsis size={18} />
                        </IconButton>
                    }
                >
                    {actions.map((action) => {
                        const Icon = icons[action];
                        return (
                            <MenuItem
                                key={action}
                                danger={action === "remove"}
                                onSelect={() => onAsk(action)}
                            >
                                <Icon size={16} /> {labels[action]}
                            </MenuItem>
                        );
                    })}
                </Menu>
            )}
        </div>
    );
}
