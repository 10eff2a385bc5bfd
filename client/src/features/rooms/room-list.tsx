import { Plus } from "lucide-react";
import type { MouseEvent, ReactNode } from "react";
import type { Room } from "../../protocol/entities";
import type { PresenceStatus } from "../../protocol/events";
import { Avatar } from "../../shared/ui/avatar";
import { IconButton } from "../../shared/ui/button";
import { classes } from "../../shared/ui/classes";
import { Bone } from "../../shared/ui/notice";
import { badgeText } from "../../shared/words";
import { inListOrder } from "./order";
import { badgeOf, type Rooms, roomTitle } from "./rooms";

type Props = {
    rooms: Rooms;
    meId: string;
    presence: ReadonlyMap<string, PresenceStatus>;
    openRoomId: string | null;
    pathOf: (room: Room) => string;
    onOpen: (room: Room) => void;
    onCreateRoom: () => void;
    onDirectMessage: () => void;
};

/** The user's rooms and direct messages. */
export function RoomList(props: Props) {
    const { rooms, meId } = props;
    const { grouped, direct } = inListOrder(rooms, meId);
    return (
        <nav aria-label="Rooms" className="min-h-0 flex-1 overflow-y-auto px-2.5 pb-4">
            <Section title="Rooms" add="Create room" onAdd={props.onCreateRoom}>
                {rooms.known ? <Links {...props} list={grouped} empty="No rooms yet" /> : <LoadingLinks />}
            </Section>
            <Section title="Direct messages" add="New direct message" onAdd={props.onDirectMessage}>
                {rooms.known ? <Links {...props} list={direct} empty="Nobody yet" /> : <LoadingLinks />}
            </Section>
        </nav>
    );
}

function Section({
    title,
    add,
    onAdd,
    children,
}: {
    title: string;
    add: string;
    onAdd: () => void;
    children: ReactNode;
}) {
    return (
        <section className="mt-4 first:mt-2">
            <header className="flex h-8 items-center justify-between pl-2.5">
                <h2 className="text-meta font-semibold text-ink2">{title}</h2>
                <IconButton label={add} onClick={onAdd} className="size-7">
                    <Plus size={16} />
                </IconButton>
            </header>
            {children}
        </section>
    );
}

function Links({ list, empty, ...props }: Props & { list: readonly Room[]; empty: string }) {
    if (list.length === 0) return <p className="px-2.5 py-1 text-ink3">{empty}</p>;
    return (
        <ul>
            {list.map((room) => (
                <li key={room.id}>
                    <RoomLink {...props} room={room} />
                </li>
            ))}
        </ul>
    );
}

function RoomLink({ room, meId, presence, openRoomId, pathOf, onOpen }: Props & { room: Room }) {
    const badge = badgeOf(room);
    const open = room.id === openRoomId;

    function follow(event: MouseEvent) {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onOpen(room);
    }

    return (
        <a
            href={pathOf(room)}
            onClick={follow}
            aria-current={open ? "page" : undefined}
            className={classes(
                "flex h-11 items-center gap-2.5 rounded-control px-2.5 wide:h-[34px]",
                open ? "bg-soft" : "hover:bg-hover",
                badge.count > 0 || open ? "font-strong text-ink" : "text-ink2",
            )}
        >
            <RoomMark room={room} meId={meId} presence={presence} />
            <span className="min-w-0 flex-1 truncate">{roomTitle(room, meId)}</span>
            {badge.count > 0 && <UnreadBadge {...badge} />}
        </a>
    );
}

function RoomMark({ room, meId, presence }: { room: Room; meId: string; presence: Props["presence"] }) {
    if (room.kind !== "direct") {
        return (
            <span aria-hidden className="w-5 shrink-0 text-center font-normal text-ink3">
                {room.kind === "private" ? "◆" : "#"}
            </span>
        );
    }
    const person = room.members.find(({ id }) => id !== meId) ?? room.members[0];
    if (!person) return <span className="size-5 shrink-0" />;
    const status = room.members.length <= 2 ? presence.get(person.id) : undefined;
    return (
        <span className="relative inline-flex shrink-0">
            <Avatar person={person} size="small" />
            <PresenceDot status={status} />
        </span>
    );
}

/** Full for online, a ring for away: never told by colour alone. */
function PresenceDot({ status }: { status: PresenceStatus | undefined }) {
    if (status !== "online" && status !== "away") return null;
    return (
        <>
            <span
                aria-hidden
                className={classes(
                    "absolute -right-0.5 -bottom-0.5 size-2 rounded-full ring-2 ring-pane",
                    status === "online" ? "bg-online" : "border-2 border-away bg-pane",
                )}
            />
            <span className="sr-only">{status}</span>
        </>
    );
}

function UnreadBadge({ count, urgent }: { count: number; urgent: boolean }) {
    return (
        <>
            <span
                className={classes(
                    "min-w-[22px] rounded-full px-1.5 text-center text-[12px] leading-[18px] font-semibold tabular-nums",
                    urgent ? "bg-badge text-on-badge" : "bg-quiet-badge text-ink2",
                )}
            >
                {badgeText(count)}
            </span>
            <span className="sr-only">unread</span>
        </>
    );
}

function LoadingLinks() {
    return (
        <div className="animate-appear-late" aria-hidden>
            {["w-28", "w-36", "w-20"].map((width) => (
                <div key={width} className="flex h-[34px] items-center gap-2.5 px-2.5">
                    <Bone className="size-5" />
                    <Bone className={classes("h-3", width)} />
                </div>
            ))}
        </div>
    );
}
