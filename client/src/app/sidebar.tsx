import { Bookmark, Compass, MessagesSquare } from "lucide-react";
import { type ReactNode, useCallback } from "react";
import { AccountMenu } from "../features/account/account-menu";
import { RoomList } from "../features/rooms/room-list";
import type { Problem } from "../protocol/reply";
import { useWords } from "../shared/i18n/use-words";
import { isApple } from "../shared/ui/apple";
import { classes } from "../shared/ui/classes";
import { Logo } from "../shared/ui/logo";
import { useNarrow } from "../shared/ui/use-narrow";
import { useStore } from "../shared/use-store";
import { useOwnStatus } from "./own-status";
import { pathOf, type Router } from "./route";
import type { ChatSession } from "./session";

/** The workspace, its rooms and oneself; on a phone the whole of the first pane. */
export function Sidebar({
    session,
    router,
    onJump,
    onCreateRoom,
    onDirectMessage,
    onKeys,
    signOut,
}: {
    session: ChatSession;
    router: Router;
    onJump: () => void;
    onCreateRoom: () => void;
    onDirectMessage: () => void;
    onKeys: () => void;
    signOut: () => Promise<Problem | null>;
}) {
    const words = useWords();
    const route = useStore(router.route);
    const openRoom = useCallback((roomId: string) => router.go({ page: "room", roomId }), [router]);

    // Beside a room or a list, that has the page's first heading.
    const home = route.page === "home";
    const Name = home ? "h1" : "span";
    const narrow = useNarrow();

    return (
        <div
            role={home && narrow ? "main" : "complementary"}
            className={classes(
                "min-h-0 w-full shrink-0 flex-col bg-pane wide:flex wide:w-[268px] wide:border-e wide:border-line",
                route.page === "home" ? "flex" : "hidden",
            )}
        >
            <div className="flex h-14 shrink-0 items-center gap-2.5 px-[18px]">
                <Logo className="size-[26px]" />
                <Name className="font-strong text-title">Chatter</Name>
            </div>
            <div className="px-2.5">
                <JumpButton onJump={onJump} />
                <PageLink
                    icon={<Compass size={16} aria-hidden />}
                    label={words.shell.browseRooms}
                    open={route.page === "browse"}
                    onOpen={() => router.go({ page: "browse" })}
                />
                <PageLink
                    icon={<MessagesSquare size={16} aria-hidden />}
                    label={words.thread.threads}
                    open={route.page === "threads"}
                    onOpen={() => router.go({ page: "threads" })}
                />
                <PageLink
                    icon={<Bookmark size={16} aria-hidden />}
                    label={words.thread.saved}
                    open={route.page === "saved"}
                    onOpen={() => router.go({ page: "saved" })}
                />
            </div>
            <RoomList
                rooms={session.rooms}
                meId={session.me.id}
                presence={session.presence.byUserId}
                begun={session.composers.drafts.begun}
                openRoomId={route.page === "room" ? route.roomId : null}
                pathOf={pathOfRoom}
                onOpen={openRoom}
                onNear={session.prepareRoom}
                onCreateRoom={onCreateRoom}
                onDirectMessage={onDirectMessage}
            />
            <AccountMenu
                me={session.me}
                status={useOwnStatus(session)}
                onSettings={() => router.go({ page: "settings", section: null })}
                onAdmin={() => router.go({ page: "admin", section: null })}
                onKeys={onKeys}
                signOut={signOut}
            />
        </div>
    );
}

function pathOfRoom(roomId: string): string {
    return pathOf({ page: "room", roomId });
}

/** Looks like a field, since that is what it opens. */
function JumpButton({ onJump }: { onJump: () => void }) {
    const { shell, keys } = useWords();
    return (
        <button
            type="button"
            onClick={onJump}
            aria-keyshortcuts="Control+K Meta+K"
            className="mb-2 flex h-11 w-full items-center justify-between rounded-control border border-line bg-raised px-2.5 text-ink2 hover:text-ink wide:h-[34px]"
        >
            {shell.jumpTo}
            <kbd className="rounded border border-line px-1.5 font-sans text-[12px] max-wide:hidden pointer-coarse:hidden">
                {`${isApple() ? "⌘" : keys.control} K`}
            </kbd>
        </button>
    );
}

function PageLink({
    icon,
    label,
    open,
    onOpen,
}: {
    icon: ReactNode;
    label: string;
    open: boolean;
    onOpen: () => void;
}) {
    return (
        <button
            type="button"
            aria-current={open ? "page" : undefined}
            onClick={onOpen}
            className={classes(
                "flex h-11 w-full items-center gap-2.5 rounded-control px-2.5 wide:h-[34px]",
                open ? "bg-soft font-strong text-ink" : "text-ink2 hover:bg-hover",
            )}
        >
            <span className="mx-0.5 text-ink3">{icon}</span> {label}
        </button>
    );
}
