import { useState } from "react";
import { api, type FoundMessage } from "../connection/api";
import { useWords } from "../shared/i18n/use-words";
import { PagedList } from "../shared/paged-list";
import { MessagesPage } from "./messages-page";
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

    function open({ message, room }: FoundMessage) {
        router.go({ page: "room", roomId: room.id, side: { kind: "thread", messageId: message.id } });
    }

    return <MessagesPage session={session} router={router} list={list} labels={labels} onOpen={open} />;
}
