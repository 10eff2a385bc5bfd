import { useEffect, useState } from "react";
import { api } from "../connection/api";
import { mayPost } from "../features/timeline/actions";
import { MessageCard, MessageCards } from "../features/timeline/message-cards";
import type { Message, RoomFace } from "../protocol/entities";
import { type Reply, succeeded } from "../protocol/reply";
import { useWords } from "../shared/i18n/use-words";
import { PagedList } from "../shared/paged-list";
import { Button } from "../shared/ui/button";
import { openMessage } from "./open-message";
import type { Router } from "./route";
import type { ChatSession } from "./session";

/** What is pinned in a room, latest pin first. */
export function PinsSide({
    session,
    router,
    room,
}: {
    session: ChatSession;
    router: Router;
    room: RoomFace;
}) {
    const { thread: words, timeline } = useWords();
    const roomId = room.id;
    const [list] = useState(() => new PagedList<Message>(async () => inOnePart(await api.pins(roomId))));
    useEffect(
        () =>
            session.messageChanges.subscribe((message) => {
                if (message.roomId !== roomId) return;
                const listed = list.state.get().items.some(({ id }) => id === message.id);
                if (listed || message.pinned !== null) void list.load();
            }),
        [session, list, roomId],
    );
    const labels = {
        title: words.pins,
        empty: words.noPins,
        emptyHint: words.noPinsHint,
        failed: words.pinsFailed,
    };
    return (
        <MessageCards
            list={list}
            labels={labels}
            draw={(message) => (
                <MessageCard
                    key={message.id}
                    message={message}
                    place={null}
                    reader={session.reader}
                    onOpen={() => openMessage(router, message)}
                >
                    {mayPost(room) && (
                        <Button look="text" onClick={() => void session.messages.setPinned(message, false)}>
                            {timeline.unpin}
                        </Button>
                    )}
                </MessageCard>
            )}
        />
    );
}

function inOnePart(reply: Reply<Message[]>): Reply<{ items: Message[]; nextBefore: null }> {
    return reply.ok ? succeeded({ items: reply.value, nextBefore: null }) : reply;
}
