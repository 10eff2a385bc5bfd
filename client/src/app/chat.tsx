import { useCallback, useEffect, useState } from "react";
import { api } from "../connection/api";
import { BrowseRooms } from "../features/rooms/browse-rooms";
import { CreateRoomDialog } from "../features/rooms/create-room-dialog";
import { DirectMessageDialog } from "../features/rooms/direct-message-dialog";
import { unreadTotal } from "../features/rooms/rooms";
import type { Room } from "../protocol/entities";
import type { Problem } from "../protocol/reply";
import { Button } from "../shared/ui/button";
import { classes } from "../shared/ui/classes";
import { Logo } from "../shared/ui/logo";
import { Notice } from "../shared/ui/notice";
import { useStore } from "../shared/use-store";
import { ConnectionBanner } from "./connection-banner";
import { useRoomKeys } from "./keyboard";
import { lastRoom, rememberRoom } from "./last-room";
import { RoomPane } from "./room-pane";
import type { Route, Router } from "./route";
import type { ChatSession } from "./session";
import { Sidebar } from "./sidebar";

type OpenDialog = "createRoom" | "directMessage" | null;

/** Everything a signed-in user sees: the sidebar and one pane; on a phone one of the two. */
export function Chat({
    session,
    router,
    signOut,
}: {
    session: ChatSession;
    router: Router;
    signOut: () => Promise<Problem | null>;
}) {
    const route = useStore(router.route);
    const [dialog, setDialog] = useState<OpenDialog>(null);
    const openRoom = useCallback((room: Room) => router.go({ page: "room", roomId: room.id }), [router]);

    useUnreadInTitle(session, route);
    useRoomKeys(session, route, openRoom);
    useLastRoom(session, router, route);

    function enter(room: Room) {
        session.roomJoined(room);
        setDialog(null);
        openRoom(room);
    }

    async function join(roomId: string) {
        const reply = await api.joinRoom(roomId);
        if (reply.ok) session.roomJoined(reply.value);
        return reply;
    }

    return (
        <div className="flex h-dvh flex-col pt-[env(safe-area-inset-top)]">
            <ConnectionBanner status={session.connection.status} />
            <div className="flex min-h-0 flex-1">
                <Sidebar
                    session={session}
                    router={router}
                    onCreateRoom={() => setDialog("createRoom")}
                    onDirectMessage={() => setDialog("directMessage")}
                    signOut={signOut}
                />
                <main
                    className={classes(
                        "min-h-0 min-w-0 flex-1 flex-col bg-bg wide:flex",
                        route.page === "home" ? "hidden" : "flex",
                    )}
                >
                    <Pane session={session} router={router} route={route} join={join} onOpen={openRoom} />
                </main>
            </div>
            {dialog === "createRoom" && (
                <CreateRoomDialog create={api.createRoom} onCreated={enter} onClose={() => setDialog(null)} />
            )}
            {dialog === "directMessage" && (
                <DirectMessageDialog
                    meId={session.me.id}
                    findUsers={api.findUsers}
                    start={startDirect}
                    onStarted={enter}
                    onClose={() => setDialog(null)}
                />
            )}
        </div>
    );
}

function startDirect(userId: string) {
    return api.createRoom({ kind: "direct", userIds: [userId] });
}

function Pane({
    session,
    router,
    route,
    join,
    onOpen,
}: {
    session: ChatSession;
    router: Router;
    route: Route;
    join: typeof api.joinRoom;
    onOpen: (room: Room) => void;
}) {
    const rooms = useStore(session.rooms);
    if (route.page === "room") {
        return (
            <RoomPane
                key={route.roomId}
                roomId={route.roomId}
                session={session}
                router={router}
                join={join}
            />
        );
    }
    if (route.page === "browse") {
        return (
            <BrowseRooms
                isJoined={(roomId) => rooms.byId.has(roomId)}
                find={api.publicRooms}
                join={join}
                onOpen={onOpen}
                onBack={() => router.up()}
            />
        );
    }
    if (!rooms.known) return null;
    if (rooms.byId.size > 0) {
        return <Notice title="Pick up a conversation">Choose a room or a person from the list.</Notice>;
    }
    return (
        <Notice
            icon={<Logo className="size-12" />}
            title={`Welcome, ${session.me.displayName}`}
            action={
                <Button look="primary" onClick={() => router.go({ page: "browse" })}>
                    See what is open
                </Button>
            }
        >
            Rooms are where people talk here. Join one that is open to everybody, or start your own with the
            plus in the list.
        </Notice>
    );
}

function useUnreadInTitle(session: ChatSession, route: Route) {
    const rooms = useStore(session.rooms);
    const unread = unreadTotal(rooms);
    const room = route.page === "room" ? rooms.byId.get(route.roomId) : undefined;
    const place = room ? session.titleOf(room) : null;
    useEffect(() => {
        const name = place ? `${place} · Chatter` : "Chatter";
        document.title = unread > 0 ? `(${unread > 99 ? "99+" : unread}) ${name}` : name;
    }, [unread, place]);
}

/** On a wide screen the page opens in the room that was open last. */
function useLastRoom(session: ChatSession, router: Router, route: Route) {
    const known = useStore(session.rooms).known;
    const openRoomId = route.page === "room" ? route.roomId : null;
    useEffect(() => {
        if (openRoomId !== null) rememberRoom(session.me.id, openRoomId);
    }, [session, openRoomId]);
    // biome-ignore lint/correctness/useExhaustiveDependencies: only the page's beginning counts.
    useEffect(() => {
        const roomId = lastRoom(session.me.id);
        if (!known || route.page !== "home" || roomId === null || !session.room(roomId)) return;
        if (matchMedia("(min-width: 768px)").matches) router.go({ page: "room", roomId }, "replace");
    }, [known]);
}
