import { useMemo } from "react";
import { api } from "../connection/api";
import { viewerOf } from "../features/timeline/actions";
import { replyTargetOf } from "../features/timeline/reply-target";
import type { RowContext } from "../features/timeline/row-context";
import type { RoomFace } from "../protocol/entities";
import type { Router } from "./route";
import type { ChatSession } from "./session";

/** What the rows of a room's messages, or of a thread in it, share. */
export function useRowContextOf(
    session: ChatSession,
    router: Router,
    room: RoomFace,
    threadOf: string | null = null,
): RowContext {
    const { messages, outbox, editing, people } = session;
    const { membership, kind, archived, posting } = room;
    const role = membership?.role ?? null;
    // A room's counts change with every message; what its rows may do hardly ever does.
    // biome-ignore lint/correctness/useExhaustiveDependencies: these are what viewerOf reads of the room.
    const viewer = useMemo(() => viewerOf(session.me, room), [session.me, role, kind, archived, posting]);
    return useMemo(
        () => ({
            viewer,
            editing,
            reader: session.reader,
            people: people.byId,
            blockedIds: session.blocks.userIds,
            savedIds: messages.savedIds,
            pendingReactions: messages.pendingReactions,
            inThread: threadOf !== null,
            commands: {
                toggleReaction: messages.toggleReaction,
                remove: messages.remove,
                setPinned: messages.setPinned,
                setSaved: messages.setSaved,
                markUnread: messages.markUnread,
                readEdits: ({ roomId, id }) => api.edits(roomId, id),
                copyText: messages.copyText,
                copyLink: messages.copyLink,
                reply: (message) =>
                    session.composers.of(message.roomId, threadOf).answer(replyTargetOf(message)),
                openThread: ({ roomId, id }) =>
                    router.go({ page: "room", roomId, side: { kind: "thread", messageId: id } }),
                openProfile: (person) => session.shownPerson.set(person),
                openPicture: (message) => session.openPicture.set(message),
                retry: (clientId) => void outbox.retry(clientId),
                discard: (clientId) => void outbox.discard(clientId),
            },
        }),
        [session, router, viewer, editing, people, messages, outbox, threadOf],
    );
}
