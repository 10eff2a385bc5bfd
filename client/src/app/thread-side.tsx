import { useEffect, useMemo, useState } from "react";
import { lastEditable, viewerOf } from "../features/timeline/actions";
import { RowContextProvider } from "../features/timeline/row-context";
import type { Thread } from "../features/timeline/thread";
import { ThreadPanel } from "../features/timeline/thread-panel";
import type { RoomFace } from "../protocol/entities";
import { useWords } from "../shared/i18n/use-words";
import type { Store } from "../shared/store";
import { useStore } from "../shared/use-store";
import { DropZone } from "./drop-zone";
import { WrittenIn } from "./room-composer";
import type { Router } from "./route";
import { useRowContextOf } from "./row-context-of";
import type { ChatSession } from "./session";

type Props = { session: ChatSession; router: Router; room: RoomFace; messageId: string };

/** The thread of a message, beside its room. */
export function ThreadSide(props: Props) {
    const { session, room, messageId } = props;
    const [store, setStore] = useState<Store<Thread> | null>(null);
    const roomId = room.id;
    useEffect(() => {
        const entered = session.threads.enter(roomId, messageId);
        setStore(entered);
        return () => session.threads.leave(entered);
    }, [session, roomId, messageId]);
    return store && <OpenThread {...props} store={store} />;
}

const silent = () => {};

function OpenThread({ session, router, room, store }: Props & { store: Store<Thread> }) {
    const words = useWords();
    const thread = useStore(store);
    const entries = useStore(session.outbox.entries);
    const rootId = thread.root?.id ?? thread.messageId;
    const context = useRowContextOf(session, router, room, rootId);
    const composer = session.composers.of(room.id, rootId);
    const pending = useMemo(() => entries.filter((entry) => entry.threadOf === rootId), [entries, rootId]);

    function editLast(): boolean {
        const last = lastEditable(thread.replies, viewerOf(session.me, room));
        if (last) session.editing.begin(last, "thread");
        return last !== null;
    }

    return (
        <RowContextProvider value={context}>
            <DropZone onFiles={(files) => composer.addFiles(files)}>
                <ThreadPanel
                    thread={thread}
                    pending={pending}
                    onExtend={() => void session.threads.extend()}
                    onReload={() => void session.threads.load()}
                    composer={
                        <WrittenIn
                            session={session}
                            room={room}
                            threadOf={rootId}
                            composer={composer}
                            label={words.thread.replyLabel}
                            placeholder={words.thread.reply}
                            onTyping={silent}
                            onEditLast={editLast}
                        />
                    }
                />
            </DropZone>
        </RowContextProvider>
    );
}
