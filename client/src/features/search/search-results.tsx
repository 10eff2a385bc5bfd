import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { usePageWords } from "../../shared/i18n/page-words";
import { Button } from "../../shared/ui/button";
import { Bone, Notice, ProblemNotice } from "../../shared/ui/notice";
import { useStore } from "../../shared/use-store";
import { sentenceFor } from "../../shared/words";
import type { SearchQuery } from "./query";
import type { Found, MessageSearch, Results } from "./results";
import { SearchHit } from "./search-hit";

type Props = {
    query: SearchQuery;
    search: MessageSearch;
    online: boolean;
    /** The room it was said in; null where that goes without saying. */
    placeOf: (found: Found) => string | null;
    addressOf: (found: Found) => string;
    isOpen: (found: Found) => boolean;
    onOpen: (found: Found) => void;
    onWithoutFilters: () => void;
};

/** What was found, or why there is nothing. */
export function SearchResults(props: Props) {
    const { search, query, online } = props;
    const { search: words } = usePageWords();
    const state = useStore(search.state);
    const before = useRef(online);
    useEffect(() => {
        const back = online && !before.current;
        before.current = online;
        if (back && search.state.get().problem?.code === "offline") void search.again();
    }, [online, search]);

    switch (state.phase) {
        case "idle":
            return (
                <Notice title={words.messages}>{isFiltered(query) ? words.needsWords : words.hint}</Notice>
            );
        case "loading":
            return <LoadingHits />;
        case "failed":
            return (
                state.problem && (
                    <ProblemNotice
                        title={words.failed}
                        problem={state.problem}
                        onRetry={() => void search.again()}
                    />
                )
            );
        case "ready":
            return state.items.length === 0 && state.nextBefore === null ? (
                <NoneFound {...props} />
            ) : (
                <Hits {...props} state={state} />
            );
    }
}

function NoneFound({ query, onWithoutFilters }: Props) {
    const { search: words } = usePageWords();
    const text = query.text.trim();
    if (!isFiltered(query)) return <Notice title={words.noneTitle}>{words.none(text)}</Notice>;
    return (
        <Notice
            title={words.noneTitle}
            action={<Button onClick={onWithoutFilters}>{words.withoutFilters}</Button>}
        >
            {words.noneFiltered(text)}
        </Notice>
    );
}

function isFiltered({ text: _, ...filters }: SearchQuery): boolean {
    return Object.values(filters).some((filter) => filter !== null);
}

function Hits({ search, state, placeOf, addressOf, isOpen, onOpen }: Props & { state: Results }) {
    const { search: words, common } = usePageWords();
    const scroller = useRef<HTMLDivElement>(null);
    const onScroll = useMoreWhileScrolling(scroller, search, state);
    return (
        <div
            ref={scroller}
            onScroll={onScroll}
            className="min-h-0 flex-1 overflow-y-auto px-1.5 pb-4 wide:px-2"
        >
            <p role="status" className="px-2.5 py-1 text-meta text-ink2">
                {words.found(state.items.length, state.nextBefore !== null)}
            </p>
            <ol aria-label={words.results}>
                {state.items.map((found) => (
                    <SearchHit
                        key={found.message.id}
                        found={found}
                        place={placeOf(found)}
                        address={addressOf(found)}
                        open={isOpen(found)}
                        onOpen={() => onOpen(found)}
                    />
                ))}
            </ol>
            {state.moreProblem && (
                <p role="alert" className="flex flex-wrap items-center justify-center gap-x-3 p-3 text-ink2">
                    {`${words.moreFailed}. ${sentenceFor(state.moreProblem)}.`}
                    <Button look="text" onClick={() => void search.more()}>
                        {common.tryAgain}
                    </Button>
                </p>
            )}
            {state.loadingMore && <LoadingHits />}
        </div>
    );
}

const aheadPx = 600;

/** Loads the next part well before the end comes into sight, and finds the place again where one was. */
function useMoreWhileScrolling(
    scroller: RefObject<HTMLDivElement | null>,
    search: MessageSearch,
    { nextBefore, loadingMore, moreProblem, items }: Results,
) {
    useLayoutEffect(() => {
        if (scroller.current) scroller.current.scrollTop = search.scrollTop;
    }, [scroller, search]);

    function moreWhenNear() {
        const element = scroller.current;
        if (!element || nextBefore === null || loadingMore || moreProblem) return;
        const left = element.scrollHeight - element.scrollTop - element.clientHeight;
        if (left < aheadPx) void search.more();
    }

    // biome-ignore lint/correctness/useExhaustiveDependencies: a part that did not fill the place calls for the next.
    useEffect(moreWhenNear, [nextBefore, loadingMore, items.length]);

    return () => {
        search.scrollTop = scroller.current?.scrollTop ?? 0;
        moreWhenNear();
    };
}

function LoadingHits() {
    return (
        <div className="animate-appear-late space-y-5 p-4" aria-hidden>
            {["w-48", "w-64", "w-40"].map((width) => (
                <div key={width} className="space-y-2">
                    <Bone className="h-3 w-32" />
                    <Bone className={`h-3.5 max-w-full ${width}`} />
                </div>
            ))}
        </div>
    );
}
