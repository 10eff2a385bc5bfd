import { AtSign, Pencil } from "lucide-react";
import { type MouseEvent, memo } from "react";
import type { Room } from "../../protocol/entities";
import type { PresenceStatus } from "../../protocol/events";
import { useWords } from "../../shared/i18n/use-words";
import type { Store } from "../../shared/store";
import { Avatar } from "../../shared/ui/avatar";
import { classes } from "../../shared/ui/classes";
import { PresenceDot } from "../../shared/ui/presence-dot";
import { useSelected } from "../../shared/use-store";
import { badgeText } from "../../shared/words";
import { badgeOf, type Rooms, roomTitle } from "./rooms";

type Props = {
    roomId: string;
    rooms: Store<Rooms>;
    meId: string;
    presence: Store<ReadonlyMap<string, PresenceStatus>>;
    /** The rooms in which the user has begun to write. */
    begun: Store<ReadonlySet<string>>;
    open: boolean;
    pathOf: (roomId: string) => string;
    onOpen: (roomId: string) => void;
    onNear: (roomId: string) => void;
};

/** A room in the sidebar: drawn again when something of itself changes, and for nothing else. */
export const RoomLink = memo(function RoomLink(props: Props) {
    const { roomId, rooms, meId, presence, begun, open, pathOf, onOpen, onNear } = props;
    const room = useSelected(rooms, ({ byId }) => byId.get(roomId));
    const isBegun = useSelected(begun, (ids) => ids.has(roomId));
    if (!room) return null;
    const badge = badgeOf(room);

    function follow(event: MouseEvent) {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onOpen(roomId);
    }

    return (
        <a
            href={pathOf(roomId)}
            onClick={follow}
            onPointerDown={() => onNear(roomId)}
            onFocus={() => onNear(roomId)}
            aria-current={open ? "page" : undefined}
            className={classes(
                "flex h-11 items-center gap-2.5 rounded-control px-2.5 wide:h-[34px]",
                open ? "bg-soft" : "hover:bg-hover",
                badge.count > 0 || open ? "font-strong text-ink" : "text-ink2",
            )}
        >
            <RoomMark room={room} meId={meId} presence={presence} />
            <span className="min-w-0 flex-1 truncate">{roomTitle(room, meId)}</span>
            {isBegun && !open && <DraftMark />}
            {badge.count > 0 && <UnreadBadge {...badge} />}
        </a>
    );
});

function RoomMark({ room, meId, presence }: { room: Room; meId: string; presence: Props["presence"] }) {
    const person = room.members.find(({ id }) => id !== meId) ?? room.members[0];
    const watched = room.members.length <= 2 ? person?.id : undefined;
    const status = useSelected(presence, (known) => (watched === undefined ? undefined : known.get(watched)));
    if (room.kind !== "direct") {
        return (
            <span aria-hidden className="w-5 shrink-0 text-center font-normal text-ink3">
                {room.kind === "private" ? "◆" : "#"}
            </span>
        );
    }
    if (!person) return <span className="size-5 shrink-0" />;
    return (
        <span className="relative inline-flex shrink-0">
            <Avatar person={person} size="small" />
            <PresenceDot status={status} />
        </span>
    );
}

function DraftMark() {
    const words = useWords();
    return (
        <>
            <Pencil size={14} className="shrink-0 text-ink3" aria-hidden />
            <span className="sr-only">{words.composer.draft}</span>
        </>
    );
}

/** How much is unread; an @ stands where some of it names the user: never told by colour alone. */
function UnreadBadge({ count, urgent, named }: { count: number; urgent: boolean; named: boolean }) {
    const { rooms: words } = useWords();
    return (
        <>
            <span
                className={classes(
                    "flex min-w-[22px] items-center justify-center gap-0.5 rounded-full px-1.5 text-[12px] leading-[18px] font-semibold tabular-nums",
                    urgent ? "bg-badge text-on-badge" : "bg-quiet-badge text-ink2",
                )}
            >
                {named && <AtSign size={11} strokeWidth={2.5} aria-hidden />}
                {badgeText(count)}
            </span>
            <span className="sr-only">{named ? words.unreadNamingYou : words.unread}</span>
        </>
    );
}
