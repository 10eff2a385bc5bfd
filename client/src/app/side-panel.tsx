import { ArrowLeft, X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import type { RoomFace } from "../protocol/entities";
import { useWords } from "../shared/i18n/use-words";
import { IconButton } from "../shared/ui/button";
import { Later, loadLater } from "../shared/ui/later";
import { useReturnFocus } from "../shared/ui/return-focus";
import type { Router, Side } from "./route";
import type { ChatSession } from "./session";

const ThreadSide = loadLater(async () => (await import("./thread-side")).ThreadSide);
const PinsSide = loadLater(async () => (await import("./pins-side")).PinsSide);
const MembersSide = loadLater(async () => (await import("./members-side")).MembersSide);
const SearchPanel = loadLater(async () => (await import("./search-panel")).SearchPanel);

/** What stands beside a room's messages: beside them where there is room, over them where there is not. */
export function SidePanel({
    session,
    router,
    room,
    side,
}: {
    session: ChatSession;
    router: Router;
    room: RoomFace;
    side: Side;
}) {
    const words = useWords();
    const close = () => router.closeSide();
    const titles = {
        thread: words.thread.thread,
        pins: words.thread.pins,
        members: words.people.members,
        search: words.shell.search,
    };
    const name = side.kind === "search" ? "" : session.placeOf(room);
    return (
        <Panel title={titles[side.kind]} name={name} onClose={close}>
            <Later key={side.kind} onFailed={close}>
                {side.kind === "thread" && (
                    <ThreadSide
                        key={side.messageId}
                        session={session}
                        router={router}
                        room={room}
                        messageId={side.messageId}
                    />
                )}
                {side.kind === "pins" && <PinsSide session={session} router={router} room={room} />}
                {side.kind === "members" && <MembersSide key={room.id} session={session} room={room} />}
                {side.kind === "search" && (
                    <SearchPanel
                        session={session}
                        router={router}
                        query={side.query}
                        onQuery={(query) => {
                            const route = router.route.get();
                            if (route.page === "room")
                                router.go({ ...route, side: { kind: "search", query } }, "replace");
                        }}
                    />
                )}
            </Later>
        </Panel>
    );
}

function Panel({
    title,
    name,
    children,
    onClose,
}: {
    title: string;
    name: string;
    children: ReactNode;
    onClose: () => void;
}) {
    const words = useWords();
    const panel = useRef<HTMLElement>(null);
    useFocusMeanwhile(panel);
    return (
        <aside
            ref={panel}
            aria-label={title}
            tabIndex={-1}
            className="flex min-h-0 flex-col bg-bg outline-none max-wide:absolute max-wide:inset-0 max-wide:z-20 wide:w-[348px] wide:shrink-0 wide:border-s wide:border-line wide:max-broad:absolute wide:max-broad:inset-y-0 wide:max-broad:inset-e-0 wide:max-broad:z-20 wide:max-broad:animate-appear wide:max-broad:shadow-raised"
        >
            <header className="flex h-14 shrink-0 items-center gap-2 border-b border-line px-2 wide:ps-[22px] wide:pe-3">
                <IconButton label={words.common.back} onClick={onClose} className="wide:hidden">
                    <ArrowLeft size={20} className="rtl:-scale-x-100" />
                </IconButton>
                <h2 className="shrink-0 font-strong text-title">{title}</h2>
                <p className="min-w-0 flex-1 truncate text-[14px] text-ink2">{name}</p>
                <IconButton label={words.common.close} onClick={onClose} className="max-wide:hidden">
                    <X size={18} />
                </IconButton>
            </header>
            {children}
        </aside>
    );
}

/** Takes the focus as it opens, and gives it back to where it came from, if it would be lost. */
function useFocusMeanwhile(panel: React.RefObject<HTMLElement | null>) {
    const returnFocus = useReturnFocus();
    useEffect(() => {
        if (!panel.current?.contains(document.activeElement)) panel.current?.focus({ preventScroll: true });
        return () => {
            setTimeout(returnFocus);
        };
    }, [panel, returnFocus]);
}
