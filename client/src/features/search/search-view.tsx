import { type KeyboardEvent, useRef } from "react";
import type { FilterSources } from "./filters";
import { emptyQuery, type SearchQuery } from "./query";
import type { Found, MessageSearch } from "./results";
import { SearchBox } from "./search-box";
import { SearchResults } from "./search-results";

type Props = {
    query: SearchQuery;
    /** The query was changed; `done` when somebody means it, as by Enter. */
    onQuery: (query: SearchQuery) => void;
    search: MessageSearch;
    sources: FilterSources;
    online: boolean;
    /** The room it was said in; null where that goes without saying. */
    placeOf: (found: Found) => string | null;
    addressOf: (found: Found) => string;
    isOpen: (found: Found) => boolean;
    onOpen: (found: Found) => void;
};

/** Where messages are searched for, and what is found. The arrows lead from the field through the results and back. */
export function SearchView(props: Props) {
    const { query, onQuery, search, sources } = props;
    const whole = useRef<HTMLDivElement>(null);

    function keyDown(event: KeyboardEvent) {
        if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
        if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
        const stops = [...(whole.current?.querySelectorAll<HTMLElement>("[data-search-stop]") ?? [])];
        const at = stops.indexOf(document.activeElement as HTMLElement);
        if (at === -1) return;
        event.preventDefault();
        stops[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    }

    function withoutFilters() {
        onQuery({ ...emptyQuery, text: query.text });
        // The button that was pressed goes away with the filters.
        whole.current?.querySelector<HTMLElement>("[data-search-stop]")?.focus();
    }

    return (
        // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the field and links within.
        <div ref={whole} onKeyDown={keyDown} className="flex min-h-0 flex-1 flex-col">
            <SearchBox query={query} onQuery={onQuery} sources={sources} />
            <SearchResults {...props} search={search} onWithoutFilters={withoutFilters} />
        </div>
    );
}
