import { useCallback, useEffect, useMemo, useState } from "react";
import { api } from "../connection/api";
import { ComposerView } from "../features/composer/composer-view";
import { RoomHeader } from "../features/rooms/room-header";
import type { Timeline } from "../features/timeline/timeline";
import { TimelineView } from "../features/timeline/timeline-view";
import { TypingLine } from "../features/timeline/typing-line";
import type { Room } from "../protocol/entities";
import { dayName } from "../shared/dates";
import type { Store } from "../shared/store";
import { Bone } from "../shared/ui/notice";
import { useSelected, useStore } from "../shared/use-store";
import { DropZone } from "./drop-zone";
import { NotAMember } from "./not-a-member";
import { useReading } from "./reading";
import type { Router } from "./route";
import type { ChatSession } from "./session";

type Props = { roomId: string; session: ChatSession; router: Router; join: typeof api.joinRoom };

/** The open room, or what to say about it to somebody who is not in it. */
export function RoomPane(props: Props) {
    const { roomId, session, router, join } = props;
    const known = useSelected(session.rooms, (rooms) => rooms.known);
    const room = useSelected(session.rooms, (rooms) => rooms.byId.get(roomId));
    if (!known) return <LoadingRoom />;
    if (!room) return <NotAMember roomId={roomId} join={join} onBack={() => router.up()} />;
    return <JoinedRoom {...props} room={room} />;
}

function JoinedRoom({ roomId, session, router, room }: Props & { room: Room }) {
    const [timeline, setTimeline] = useState<Store<Timeline> | null>(null);

    useEffect(() => {
        const current = session.room(roomId);
        if (!current) return;
        setTimeline(session.timelines.open(current));
        session.lookAt(roomId);
        return () => session.lookAt(null);
    }, [session, roomId]);

    async function leave() {
        const reply = await api.leaveRoom(roomId);
        if (!reply.ok) return reply.problem;
        router.go({ page: "home" }, "replace");
        session.roomLeft(roomId);
        return null;
    }

    const composer = session.composer(roomId);
    return (
        <DropZone onFiles={(files) => composer.addFiles(files)}>
            <RoomHeader room={room} meId={session.me.id} leave={leave} onBack={() => router.up()} />
            {timeline && <Conversation session={session} room={room} store={timeline} />}
            <TypingNames session={session} roomId={roomId} />
            <ComposerView
                composer={composer}
                placeholder={`Write to ${room.kind === "public" ? "#" : ""}${session.titleOf(room)}`}
                onTyping={useCallback((typing) => session.setTyping(roomId, typing), [session, roomId])}
            />
            <Announcer text={session.announcement} />
        </DropZone>
    );
}

function Conversation({
    session,
    room,
    store,
}: {
    session: ChatSession;
    room: Room;
    store: Store<Timeline>;
}) {
    const { timelines, outbox } = session;
    const roomId = room.id;
    const timeline = useStore(store);
    const entries = useStore(outbox.entries);
    const pending = useMemo(() => entries.filter((entry) => entry.roomId === roomId), [entries, roomId]);
    const [atEnd, setAtEnd] = useState(false);
    useReading(session, room, timeline, atEnd);

    const actions = useMemo(
        () => ({
            retry: (clientId: string) => void outbox.retry(clientId),
            discard: (clientId: string) => void outbox.discard(clientId),
        }),
        [outbox],
    );
    const extend = useCallback(
        (side: "before" | "after") => void timelines.extend(roomId, side),
        [timelines, roomId],
    );
    return (
        <TimelineView
            timeline={timeline}
            pending={pending}
            me={session.me}
            actions={actions}
            beginning={<RoomBeginning room={room} title={session.titleOf(room)} />}
            onExtend={extend}
            onReload={() => void timelines.retry(roomId)}
            onJumpToNewest={() => void timelines.showNewest(roomId)}
            onAtEnd={setAtEnd}
        />
    );
}

function RoomBeginning({ room, title }: { room: Room; title: string }) {
    const words =
        room.kind === "direct"
            ? `Only you and ${title} can read this.`
            : `The room begins here. It was made ${dayName(room.createdAt).replace(/^./, lowerToday)}.`;
    return (
        <div className="flex h-full flex-col justify-end px-4 pb-1 wide:px-[22px]">
            <h2 className="truncate font-strong text-heading tracking-[-0.01em]">
                {room.kind === "public" && <span className="text-ink3"># </span>}
                {title}
            </h2>
            <p className="truncate text-ink2">{words}</p>
        </div>
    );
}

/** "Today" and "Yesterday" stand inside a sentence here; the names of days keep their capitals. */
function lowerToday(letter: string, _at: number, day: string): string {
    return day === "Today" || day === "Yesterday" ? letter.toLowerCase() : `on ${letter}`;
}

function TypingNames({ session, roomId }: { session: ChatSession; roomId: string }) {
    const userIds = useStore(session.typing.typing).get(roomId);
    const people = useStore(session.people.byId);
    const names = (userIds ?? []).flatMap((userId) => people.get(userId)?.displayName.split(/\s+/)[0] ?? []);
    return <TypingLine names={names} />;
}

/** Reads new messages out, politely. */
function Announcer({ text }: { text: Store<string> }) {
    return (
        <div aria-live="polite" className="sr-only">
            {useStore(text)}
        </div>
    );
}

function LoadingRoom() {
    return (
        <div className="animate-appear-late" aria-busy="true">
            <div className="flex h-14 items-center border-b border-line px-6">
                <Bone className="h-4 w-40" />
            </div>
        </div>
    );
}
