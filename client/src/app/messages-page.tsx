import type { ReactNode } from "react";
import type { FoundMessage } from "../connection/api";
import { type ListWords, MessageCard, MessageCards } from "../features/timeline/message-cards";
import type { PagedList } from "../shared/paged-list";
import { ListPage } from "./list-page";
import type { Router } from "./route";
import type { ChatSession } from "./session";

/** A page of messages from several rooms. */
export function MessagesPage({
    session,
    router,
    list,
    labels,
    onOpen,
    tools,
}: {
    session: ChatSession;
    router: Router;
    list: PagedList<FoundMessage>;
    labels: ListWords;
    onOpen: (found: FoundMessage) => void;
    /** What else can be done with one of them. */
    tools?: (found: FoundMessage) => ReactNode;
}) {
    return (
        <ListPage title={labels.title} onBack={() => router.up()}>
            <MessageCards
                list={list}
                labels={labels}
                draw={(found) => (
                    <MessageCard
                        key={found.message.id}
                        message={found.message}
                        place={session.placeOf(found.room)}
                        reader={session.reader}
                        onOpen={() => onOpen(found)}
                    >
                        {tools?.(found)}
                    </MessageCard>
                )}
            />
        </ListPage>
    );
}
