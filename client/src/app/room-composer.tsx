import { type ComponentProps, useCallback, useMemo } from "react";
import type { Composer } from "../features/composer/composer";
import { ComposerView } from "../features/composer/composer-view";
import { placeOf } from "../features/composer/drafts";
import { lastEditable, viewerOf } from "../features/timeline/actions";
import type { Message, RoomFace } from "../protocol/entities";
import { useWords } from "../shared/i18n/use-words";
import { Later, loadLater } from "../shared/ui/later";
import { useSelected } from "../shared/use-store";
import type { ChatSession } from "./session";
import { suggestionSources } from "./suggestion-sources";

const RivalDraft = loadLater(async () => (await import("../features/composer/rival-draft")).RivalDraft);

/** Where a message to the room is written. */
export function RoomComposer({
    session,
    room,
    composer,
    messages,
}: {
    session: ChatSession;
    room: RoomFace;
    composer: Composer;
    /** What is shown of the room, oldest first. */
    messages: () => readonly Message[];
}) {
    const words = useWords();
    const roomId = room.id;

    /** Edits the user's last message of the room, if one is in sight or near it. */
    function editLast(): boolean {
        const inRoom = messages().filter(({ threadSeq }) => threadSeq === null);
        const last = lastEditable(inRoom, viewerOf(session.me, room));
        if (last) session.editing.begin(last, "room");
        return last !== null;
    }

    return (
        <WrittenIn
            session={session}
            room={room}
            threadOf={null}
            composer={composer}
            placeholder={words.shell.writeTo(`${room.kind === "public" ? "#" : ""}${session.titleOf(room)}`)}
            onTyping={useCallback((typing) => session.setTyping(roomId, typing), [session, roomId])}
            onEditLast={editLast}
        />
    );
}

type Written = {
    session: ChatSession;
    room: RoomFace;
    threadOf: string | null;
} & Omit<ComponentProps<typeof ComposerView>, "sources" | "above">;

/** Where one writes, or why one does not: in the archive nobody, among announcements only who keeps the room. */
export function WrittenIn(props: Written) {
    const { people } = useWords();
    const { archived, posting, membership } = props.room;
    if (archived) return <NothingToWrite>{people.archived}</NothingToWrite>;
    if (posting === "moderators" && membership?.role === "member")
        return <NothingToWrite>{people.onlyModerators}</NothingToWrite>;
    return <Writing {...props} />;
}

function NothingToWrite({ children }: { children: string }) {
    return (
        <p className="m-3 shrink-0 rounded-composer border border-line bg-raised px-4 py-3 text-center text-ink2 wide:mx-[22px] wide:mb-5">
            {children}
        </p>
    );
}

/** A composer with what only the session knows: whom a message may name, and what other devices have begun. */
function Writing({ session, room, threadOf, ...view }: Written) {
    const { drafts } = session.composers;
    const place = placeOf(room.id, threadOf);
    const rival = useSelected(drafts.all, (all) => all.get(place)?.rival ?? null);
    const role = room.membership?.role;
    // biome-ignore lint/correctness/useExhaustiveDependencies: most that changes in a room is about its messages.
    const sources = useMemo(
        () => suggestionSources(session, room),
        [session, room.id, room.memberCount, role],
    );
    return (
        <ComposerView
            {...view}
            sources={sources}
            above={
                rival && (
                    <Later key={place}>
                        <RivalDraft
                            content={rival.content}
                            onTake={() => drafts.takeRival(place)}
                            onKeepOwn={() => drafts.keepOwn(place)}
                        />
                    </Later>
                )
            }
        />
    );
}
