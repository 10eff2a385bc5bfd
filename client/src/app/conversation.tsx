import { useCallback, useEffect, useMemo, useState } from "react";
import { RowContextProvider } from "../features/timeline/row-context";
import type { Timeline } from "../features/timeline/timeline";
import { TimelineView } from "../features/timeline/timeline-view";
import type { RoomFace } from "../protocol/entities";
import { dayName, daysAgo } from "../shared/dates";
import type { Words } from "../shared/i18n/en";
import { useWords } from "../shared/i18n/use-words";
import type { Store } from "../shared/store";
import { Later, loadLater } from "../shared/ui/later";
import { useStore } from "../shared/use-store";
import { useReading } from "./reading";
import type { Router } from "./route";
import { useRowContextOf } from "./row-context-of";
import type { ChatSession } from "./session";

const PictureViewer = loadLater(async () => (await import("./picture-viewer")).PictureViewer);

/** The open room's messages. */
export function Conversation({
    session,
    router,
    room,
    store,
}: {
    session: ChatSession;
    router: Router;
    room: RoomFace;
    store: Store<Timeline>;
}) {
    const { timelines, outbox } = session;
    const roomId = room.id;
    const timeline = useStore(store);
    const entries = useStore(outbox.entries);
    const pending = useMemo(() => entries.filter((entry) => entry.roomId === roomId), [entries, roomId]);
    const [atEnd, setAtEnd] = useState(false);
    const context = useRowContextOf(session, router, room);
    useReading(session, roomId, timeline, atEnd);

    const extend = useCallback(
        (side: "before" | "after") => void timelines.extend(roomId, side),
        [timelines, roomId],
    );
    return (
        <RowContextProvider value={context}>
            <TimelineView
                timeline={timeline}
                pending={pending}
                beginning={<RoomBeginning room={room} title={session.titleOf(room)} />}
                onExtend={extend}
                onReload={() => void timelines.retry(roomId)}
                onJumpToNewest={() => void timelines.showNewest(roomId)}
                onAtEnd={setAtEnd}
            />
            <OpenPicture session={session} router={router} roomId={roomId} timeline={timeline} />
        </RowContextProvider>
    );
}

/** The picture that fills the page, from here or from a thread beside. */
function OpenPicture({
    session,
    router,
    roomId,
    timeline,
}: {
    session: ChatSession;
    router: Router;
    roomId: string;
    timeline: Timeline;
}) {
    const { openPicture } = session;
    const shown = useStore(openPicture);
    const close = useCallback(() => openPicture.set(null), [openPicture]);
    const open = shown?.roomId === roomId;
    useEffect(() => close, [close]);
    useEffect(() => (open ? router.cover(close) : undefined), [open, router, close]);
    if (shown?.roomId !== roomId) return null;
    return (
        <Later onFailed={close}>
            <PictureViewer
                messages={timeline.messages}
                shown={shown}
                onShow={(message) => openPicture.set(message)}
                onClose={close}
            />
        </Later>
    );
}

function RoomBeginning({ room, title }: { room: RoomFace; title: string }) {
    const words = useWords();
    const sentence =
        room.kind === "direct" ? words.shell.directBegins(title) : beganSentence(words, room.createdAt);
    return (
        <div className="flex h-full flex-col justify-end px-4 pb-1 wide:px-[22px]">
            <h2 className="truncate font-strong text-heading tracking-[-0.01em]">
                {room.kind === "public" && <span className="text-ink3"># </span>}
                {title}
            </h2>
            <p className="truncate text-ink2">{sentence}</p>
        </div>
    );
}

function beganSentence({ shell }: Words, createdAt: string): string {
    switch (daysAgo(createdAt)) {
        case 0:
            return shell.roomBeganToday;
        case 1:
            return shell.roomBeganYesterday;
        default:
            return shell.roomBeganOn(dayName(createdAt));
    }
}
