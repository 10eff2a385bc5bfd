import { useEffect, useState } from "react";
import type { FoundMessage } from "../connection/api";
import { useWords } from "../shared/i18n/use-words";
import { PagedList } from "../shared/paged-list";
import { Button } from "../shared/ui/button";
import { MessagesPage } from "./messages-page";
import { openMessage } from "./open-message";
import type { Router } from "./route";
import type { ChatSession } from "./session";

/** The messages that the user saved for later, latest saved first. */
export function SavedPage({ session, router }: { session: ChatSession; router: Router }) {
    const { thread: words, timeline } = useWords();
    const [list] = useState(() => new PagedList<FoundMessage>(session.saved));
    const { savedIds } = session.messages;
    // What is taken out elsewhere goes here too.
    useEffect(
        () => savedIds.subscribe(() => list.drop(({ message }) => !savedIds.get().has(message.id))),
        [savedIds, list],
    );
    const labels = {
        title: words.saved,
        empty: words.noSaved,
        emptyHint: words.noSavedHint,
        failed: words.savedFailed,
    };
    return (
        <MessagesPage
            session={session}
            router={router}
            list={list}
            labels={labels}
            onOpen={({ message }) => openMessage(router, message)}
            tools={({ message }) => (
                <Button look="text" onClick={() => void session.messages.setSaved(message, false)}>
                    {timeline.unsave}
                </Button>
            )}
        />
    );
}
