import { Compass } from "lucide-react";
import { AccountMenu } from "../features/account/account-menu";
import { RoomList } from "../features/rooms/room-list";
import type { Problem } from "../protocol/reply";
import { classes } from "../shared/ui/classes";
import { Logo } from "../shared/ui/logo";
import { useStore } from "../shared/use-store";
import { pathOf, type Router } from "./route";
import type { ChatSession } from "./session";

/** The workspace, its rooms and oneself; on a phone the whole of the first pane. */
export function Sidebar({
    session,
    router,
    onCreateRoom,
    onDirectMessage,
    signOut,
}: {
    session: ChatSession;
    router: Router;
    onCreateRoom: () => void;
    onDirectMessage: () => void;
    signOut: () => Promise<Problem | null>;
}) {
    const route = useStore(router.route);
    const rooms = useStore(session.rooms);
    const presence = useStore(session.presence.byUserId);
    const browsing = route.page === "browse";

    return (
        <aside
            className={classes(
                "min-h-0 w-full shrink-0 flex-col bg-pane wide:flex wide:w-[268px] wide:border-r wide:border-line",
                route.page === "home" ? "flex" : "hidden",
            )}
        >
            <div className="flex h-14 shrink-0 items-center gap-2.5 px-[18px]">
                <Logo className="size-[26px]" />
                <span className="font-strong text-title">Chatter</span>
            </div>
            <div className="px-2.5">
                <button
                    type="button"
                    aria-current={browsing ? "page" : undefined}
                    onClick={() => router.go({ page: "browse" })}
                    className={classes(
                        "flex h-11 w-full items-center gap-2.5 rounded-control px-2.5 wide:h-[34px]",
                        browsing ? "bg-soft font-strong text-ink" : "text-ink2 hover:bg-hover",
                    )}
                >
                    <Compass size={16} className="mx-0.5 text-ink3" aria-hidden /> Browse rooms
                </button>
            </div>
            <RoomList
                rooms={rooms}
                meId={session.me.id}
                presence={presence}
                openRoomId={route.page === "room" ? route.roomId : null}
                pathOf={(room) => pathOf({ page: "room", roomId: room.id })}
                onOpen={(room) => router.go({ page: "room", roomId: room.id })}
                onCreateRoom={onCreateRoom}
                onDirectMessage={onDirectMessage}
            />
            <AccountMenu me={session.me} signOut={signOut} />
        </aside>
    );
}
