import {
    Ban,
    CircleCheck,
    Ellipsis,
    KeyRound,
    MonitorSmartphone,
    ShieldCheck,
    ShieldOff,
} from "lucide-react";
import type { OwnUser } from "../../protocol/entities";
import { dayName, exactTime } from "../../shared/dates";
import { usePageWords } from "../../shared/i18n/page-words";
import { Avatar } from "../../shared/ui/avatar";
import { IconButton } from "../../shared/ui/button";
import { classes } from "../../shared/ui/classes";
import { Menu, MenuItem, MenuLine } from "../../shared/ui/menu";
import type { Asked } from "./user-dialogs";

/** Somebody in the list of all users, with what may be done to them. */
export function UserLine({
    user,
    self,
    onAsk,
}: {
    user: OwnUser;
    /** The admin who looks at the list. */
    self: boolean;
    onAsk: (kind: Asked["kind"]) => void;
}) {
    const { admin } = usePageWords();
    const marks = [
        user.role === "admin" && admin.admin,
        user.deactivated && admin.deactivated,
        self && admin.you,
    ].filter((mark) => mark !== false);
    return (
        <li className="flex items-center gap-3 px-3 py-2.5 wide:px-4">
            <span className={classes(user.deactivated && "opacity-55")}>
                <Avatar person={user} />
            </span>
            <div className="min-w-0 flex-1">
                <p className="flex flex-wrap items-baseline gap-x-2">
                    <span className="min-w-0 truncate font-medium">{user.displayName}</span>
                    {marks.map((mark) => (
                        <span key={mark} className="rounded-full bg-quiet-badge px-2 text-meta text-ink">
                            {mark}
                        </span>
                    ))}
                </p>
                <p className="truncate text-meta text-ink2">
                    @{user.username}
                    {user.email && ` · ${user.email}`}
                    {user.createdAt && (
                        <>
                            {" · "}
                            <time dateTime={user.createdAt} title={exactTime(user.createdAt)}>
                                {admin.since(dayName(user.createdAt))}
                            </time>
                        </>
                    )}
                </p>
            </div>
            <Menu
                trigger={
                    <IconButton label={admin.actionsFor(user.displayName)}>
                        <Ellipsis size={18} />
                    </IconButton>
                }
            >
                {user.role === "admin" ? (
                    <MenuItem onSelect={() => onAsk("makeMember")}>
                        <ShieldOff size={16} /> {admin.makeMember}
                    </MenuItem>
                ) : (
                    <MenuItem onSelect={() => onAsk("makeAdmin")}>
                        <ShieldCheck size={16} /> {admin.makeAdmin}
                    </MenuItem>
                )}
                <MenuItem onSelect={() => onAsk("sessions")}>
                    <MonitorSmartphone size={16} /> {admin.sessions}
                </MenuItem>
                <MenuItem onSelect={() => onAsk("resetPassword")}>
                    <KeyRound size={16} /> {admin.resetPassword}
                </MenuItem>
                <MenuLine />
                {user.deactivated ? (
                    <MenuItem onSelect={() => onAsk("activate")}>
                        <CircleCheck size={16} /> {admin.activate}
                    </MenuItem>
                ) : (
                    <MenuItem danger onSelect={() => onAsk("deactivate")}>
                        <Ban size={16} /> {admin.deactivate}
                    </MenuItem>
                )}
            </Menu>
        </li>
    );
}
