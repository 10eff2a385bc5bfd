import { Plus } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import type { PresenceStatus } from "../../protocol/events";
import { useWords } from "../../shared/i18n/use-words";
import type { Store } from "../../shared/store";
import { IconButton } from "../../shared/ui/button";
import { classes } from "../../shared/ui/classes";
import { Bone } from "../../shared/ui/notice";
import { useSelected } from "../../shared/use-store";
import { listOrder } from "./order";
import { RoomLink } from "./room-link";
import type { Rooms } from "./rooms";

type Props = {
    rooms: Store<Rooms>;
    meId: string;
    presence: Store<ReadonlyMap<string, PresenceStatus>>;
    /** The rooms in which the user has begun to write. */
    begun: Store<ReadonlySet<string>>;
    openRoomId: string | null;
    pathOf: (roomId: string) => string;
    /** Stable, so that a link is drawn anew for its own room only. */
    onOpen: (roomId: string) => void;
    /** A room is about to be opened, as its link is pressed or has the focus. */
    onNear: (roomId: string) => void;
    onCreateRoom: () => void;
    onDirectMessage: () => void;
};

/** The user's rooms and direct messages. */
export function RoomList(props: Props) {
    const words = useWords();
    const { rooms, meId } = props;
    const known = useSelected(rooms, (all) => all.known);
    const { grouped, direct } = useSelected(
        rooms,
        useMemo(() => listOrder(meId), [meId]),
    );
    return (
        <nav aria-label={words.rooms.rooms} className="min-h-0 flex-1 overflow-y-auto px-2.5 pb-4">
            <Section title={words.rooms.rooms} add={words.rooms.createRoom} onAdd={props.onCreateRoom}>
                {known ? (
                    <Links {...props} roomIds={grouped} empty={words.rooms.noRooms} />
                ) : (
                    <LoadingLinks />
                )}
            </Section>
            <Section
                title={words.rooms.directMessages}
                add={words.rooms.newDirectMessage}
                onAdd={props.onDirectMessage}
            >
                {known ? (
                    <Links {...props} roomIds={direct} empty={words.rooms.noDirectMessages} />
                ) : (
                    <LoadingLinks />
                )}
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
            <header className="flex h-8 items-center justify-between ps-2.5">
                <h2 className="text-meta font-semibold text-ink2">{title}</h2>
                <IconButton label={add} onClick={onAdd} className="size-7">
                    <Plus size={16} />
                </IconButton>
            </header>
            {children}
        </section>
    );
}

function Links({ roomIds, empty, ...props }: Props & { roomIds: readonly string[]; empty: string }) {
    const { rooms, meId, presence, begun, pathOf, onOpen, onNear } = props;
    if (roomIds.length === 0) return <p className="px-2.5 py-1 text-ink3">{empty}</p>;
    return (
        <ul>
            {roomIds.map((roomId) => (
                <li key={roomId}>
                    <RoomLink
                        {...{ roomId, rooms, meId, presence, begun, pathOf, onOpen, onNear }}
                        open={roomId === props.openRoomId}
                    />
                </li>
            ))}
        </ul>
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
