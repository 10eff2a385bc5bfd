import { Direction } from "radix-ui";
import { useCallback, useEffect, useLayoutEffect, useState } from "react";
import { api } from "../connection/api";
import type { Room } from "../protocol/entities";
import type { Problem } from "../protocol/reply";
import { firstSightDrawn } from "../shared/first-sight";
import { speech } from "../shared/i18n/language";
import { classes } from "../shared/ui/classes";
import { Later, loadLater } from "../shared/ui/later";
import { Toasts } from "../shared/ui/toasts";
import { useSelected, useStore } from "../shared/use-store";
import { Badges } from "./badges";
import { ConnectionBanner } from "./connection-banner";
import { Dialogs, type OpenDialog } from "./dialogs";
import { useRoomKeys } from "./keyboard";
import { lastRoom, rememberRoom } from "./last-room";
import { useNotifications } from "./notifications";
import { Pane } from "./pane";
import type { Route, Router } from "./route";
import type { ChatSession } from "./session";
import { Sidebar } from "./sidebar";

const ProfileDialog = loadLater(async () => (await import("./profile-dialog")).ProfileDialog);

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
    // Drawn with, so that all of it follows one's own new name and picture.
    useStore(session.profile);
    const shownPerson = useStore(session.shownPerson);
    const direction = useSelected(speech, (spoken) => spoken.direction);
    const [dialog, setDialog] = useState<OpenDialog>(null);
    const openRoom = useCallback((room: Room) => router.go({ page: "room", roomId: room.id }), [router]);

    const showKeys = useCallback(() => setDialog("keys"), []);
    const jump = useCallback(() => setDialog("jump"), []);
    useRoomKeys(session, router, route, { open: openRoom, showKeys, jump });
    useOpenedRoom(session, router);
    useLastRoom(session, router, route);
    useNotifications(session, router);
    // A room says so itself, once there is more of it than its frame.
    const inRoom = route.page === "room";
    useEffect(() => {
        if (!inRoom) firstSightDrawn();
    }, [inRoom]);

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
        <Direction.Provider dir={direction}>
            <Badges session={session} route={route} />
            <div className="flex h-dvh flex-col pt-[env(safe-area-inset-top)]">
                <ConnectionBanner
                    status={session.connection.status}
                    onTry={() => session.connection.tryNow()}
                />
                <div className="flex min-h-0 flex-1">
                    <Sidebar
                        session={session}
                        router={router}
                        onJump={jump}
                        onCreateRoom={() => setDialog("createRoom")}
                        onDirectMessage={() => setDialog("directMessage")}
                        onKeys={showKeys}
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
                <Dialogs
                    open={dialog}
                    session={session}
                    router={router}
                    onEntered={enter}
                    onClose={() => setDialog(null)}
                />
                {shownPerson && (
                    <Later onFailed={() => session.shownPerson.set(null)}>
                        <ProfileDialog session={session} router={router} person={shownPerson} />
                    </Later>
                )}
                <Toasts />
            </div>
        </Direction.Provider>
    );
}

/** The room that the address names is opened as soon as it does, before anything of it is drawn. */
function useOpenedRoom(session: ChatSession, router: Router) {
    useLayoutEffect(() => {
        const follow = () => {
            const route = router.route.get();
            if (route.page === "room") session.openedRoom.show(route.roomId, route.at ?? null);
            else session.openedRoom.show(null);
        };
        return router.route.subscribe(follow);
    }, [session, router]);
}

/** On a wide screen the page opens in the room that was open last. */
function useLastRoom(session: ChatSession, router: Router, route: Route) {
    const known = useSelected(session.rooms, (rooms) => rooms.known);
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
