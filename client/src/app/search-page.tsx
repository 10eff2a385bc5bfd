import type { SearchQuery } from "../features/search/query";
import { useWords } from "../shared/i18n/use-words";
import { ListPage } from "./list-page";
import type { Router } from "./route";
import { SearchPanel } from "./search-panel";
import type { ChatSession } from "./session";

/** The search through all that the user may read. */
export function SearchPage({
    session,
    router,
    query,
}: {
    session: ChatSession;
    router: Router;
    query: SearchQuery;
}) {
    const words = useWords();
    return (
        <ListPage title={words.shell.search} onBack={() => router.up()}>
            <SearchPanel
                session={session}
                router={router}
                query={query}
                onQuery={(changed) => router.go({ page: "search", query: changed }, "replace")}
            />
        </ListPage>
    );
}
