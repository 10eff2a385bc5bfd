import { useState } from "react";
import { api, type FoundMessage } from "../connection/api";
import { MessageCard, MessageCards } from "../features/timeline/message-cards";
import { useWords } from "../shared/i18n/use-words";
import { PagedList } from "../shared/paged-list";
import { ListPage } from "./list-page";
import type { Router } from "./route";
import type { ChatSession } from "./session";

/** The threads that the user began or replied in, latest reply first. */
export function ThreadsPage({ session, router }: { session: ChatSession; router: Router }) {
    const { thread: words } = useWords();
    const [list] = useState(() => new PagedList<FoundMessage>(api.threads));
    const labels = {
        title: words.threads,
        empty: words.none,
        emptyHint: words.noneHint,
        failed: words.listFailed,
    };
    return (
        <ListPage title={words.threads} onBack={() => router.up()}>
            <MessageCards
                list={list}
                labels={labels}
                draw={({ message, room }) => (
                    <MessageCard
                        key={message.id}
                        message={message}
                        place={session.placeOf(room)}
                        reader={session.reader}
                        onOpen={() =>
                            router.go({
                                page: "room",
                                roomId: room.id,
                                side: { kind: "thread", messageId: message.id },
                            })
                        }
                    />
                )}
            />
        </ListPage>
    );
}
