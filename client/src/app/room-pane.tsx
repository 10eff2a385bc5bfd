import { useEffect, useLayoutEffect, useMemo, useState } from "react";
import { api } from "../connection/api";
import { faceOf } from "../features/rooms/face";
import { RoomHeader } from "../features/rooms/room-header";
import { emptyQuery } from "../features/search/query";
import { TypingLine } from "../features/timeline/typing-line";
import type { Person, RoomFace } from "../protocol/entities";
import type { Store } from "../shared/store";
import { Later, loadLater } from "../shared/ui/later";
import { Bone } from "../shared/ui/notice";
import { loadSoon } from "../shared/ui/soon";
import { useSelected, useStore } from "../shared/use-store";
import { Conversation } from "./conversation";
import { DropZone } from "./drop-zone";
import { useOtherPerson } from "./other-person";
import { RoomComposer } from "./room-composer";
import { RoomMenu } from "./room-menu";
import { openSearch, type Router, type Side } from "./route";
import type { ChatSession } from "./session";

const NotAMember = loadLater(async () => (await import("./not-a-member")).NotAMember);
const RoomSettingsDialog = loadLater(async () => (await import("./room-settings-dialog")).RoomSettingsDialog);
const SidePanel = loadSoon(async () => (await import("./side-panel")).SidePanel);
const HandOverDialog = loadLater(async () => (await import("./hand-over-dialog")).HandOverDialog);

type Props = {
    roomId: string;
    /** The seq of the message to show, where a link names one. */
    at: number | null;
    side: Side | null;
    session: ChatSession;
    router: Router;
    join: typeof api.joinRoom;
};

/** The open room, or what to say about it to somebody who is not in it. */
export function RoomPane(props: Props) {
    const { roomId, session, router, join } = props;
    const known = useSelected(session.rooms, (rooms) => rooms.known);
    const room = useSelected(
        session.rooms,
        useMemo(() => faceOf(roomId), [roomId]),
    );
    if (!known) return <LoadingRoom />;
    if (!room) {
        return (
            <Later fallback={<LoadingRoom />}>
                <NotAMember key={roomId} roomId={roomId} join={join} onBack={() => router.up()} />
            </Later>
        );
    }
    return <JoinedRoom {...props} room={room} />;
}

function JoinedRoom({ roomId, at, side, session, router, room }: Props & { room: RoomFace }) {
    // What is asked of the user about one room is not asked about the next.
    const [asked, setAsked] = useState<{ dialog: "settings" | "handOver"; roomId: string } | null>(null);
    const dialog = asked?.roomId === roomId ? asked.dialog : null;
    const close = () => setAsked(null);
    const other = useOtherPerson(session, room);
    const opened = useStore(session.openedRoom.current);
    const timeline = opened?.roomId === roomId ? opened.timeline : null;

    // The address has opened it by now, unless only then it became known that the user is in it.
    useLayoutEffect(() => session.openedRoom.show(roomId, at), [session, roomId, at]);

    useEffect(() => {
        session.lookAt(roomId);
        return () => session.lookAt(null);
    }, [session, roomId]);

    function left() {
        close();
        router.go({ page: "home" }, "replace");
        session.roomLeft(roomId);
    }

    async function leave() {
        const reply = await api.leaveRoom(roomId);
        if (reply.ok) left();
        else if (reply.problem.code === "last_owner") setAsked({ dialog: "handOver", roomId });
        else return reply.problem;
        return null;
    }

    const composer = session.composers.of(roomId);
    return (
        <div className="relative flex min-h-0 min-w-0 flex-1">
            <DropZone onFiles={(files) => composer.addFiles(files)}>
                <RoomHeader
                    room={room}
                    meId={session.me.id}
                    other={other}
                    leave={leave}
                    menu={
                        <RoomMenu
                            session={session}
                            router={router}
                            room={room}
                            onSettings={() => setAsked({ dialog: "settings", roomId })}
                        />
                    }
                    onMembers={() => router.go({ page: "room", roomId, side: { kind: "members" } })}
                    onBack={() => router.up()}
                    onSearch={() => openSearch(router, { ...emptyQuery, roomId })}
                    onPins={() => router.go({ page: "room", roomId, side: { kind: "pins" } })}
                />
                {timeline && (
                    <Conversation
                        key={roomId}
                        session={session}
                        router={router}
                        room={room}
                        store={timeline}
                    />
                )}
                <TypingNames session={session} roomId={roomId} />
                <RoomComposer
                    session={session}
                    room={room}
                    composer={composer}
                    messages={() => timeline?.get().messages ?? []}
                />
                <Announced text={session.announcer.text} />
            </DropZone>
            {side && <SidePanel key={roomId} session={session} router={router} room={room} side={side} />}
            <Later key={`${dialog} ${roomId}`} onFailed={close}>
                {dialog === "settings" && (
                    <RoomSettingsDialog session={session} router={router} room={room} onClose={close} />
                )}
                {dialog === "handOver" && (
                    <HandOverDialog session={session} room={room} onLeft={left} onClose={close} />
                )}
            </Later>
        </div>
    );
}

function TypingNames({ session, roomId }: { session: ChatSession; roomId: string }) {
    const userIds = useSelected(session.typing.typing, (typing) => typing.get(roomId)) ?? nobody;
    const names = useSelected(session.people.byId, (people) => firstNames(userIds, people).join("\n"));
    return <TypingLine names={names === "" ? [] : names.split("\n")} />;
}

const nobody: readonly string[] = [];

function firstNames(userIds: readonly string[], people: ReadonlyMap<string, Person>): string[] {
    return userIds.flatMap((userId) => people.get(userId)?.displayName.split(/\s+/)[0] ?? []);
}

/** Reads new messages out, politely. */
function Announced({ text }: { text: Store<string> }) {
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
