import { Search as SearchIcon } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { usePageWords } from "../../shared/i18n/page-words";
import { useOptions } from "../../shared/ui/options";
import { FilterButtons, FilterChips } from "./filter-chips";
import { type FilterSources, meaningOf } from "./filters";
import { emptyQuery, type SearchQuery } from "./query";
import { SuggestionList } from "./suggestion-list";
import { type FilterKind, takeFilters, unfinishedFilter } from "./typed";
import { useSuggestions } from "./use-suggestions";

const settleMs = 250;

type Props = {
    query: SearchQuery;
    onQuery: (query: SearchQuery) => void;
    sources: FilterSources;
};

/** The field of a search: words, and filters that become chips as they are written. */
export function SearchBox({ query, onQuery, sources }: Props) {
    const { search: words } = usePageWords();
    const field = useRef<HTMLInputElement>(null);
    const [dated, setDated] = useState<FilterKind | null>(null);
    const typing = useTyping({ query, onQuery, sources });
    const { text, problem } = typing;
    const unfinished = unfinishedFilter(text, words.openers);
    const suggestions = useSuggestions(unfinished, sources);
    const options = useOptions(suggestions, ({ change }) => {
        typing.put(text.slice(0, unfinished?.start ?? text.length), change);
        options.reset();
    });
    useFocusAtFirst(field, query.text === "");

    function keyDown(event: KeyboardEvent) {
        if (options.keyDown(event)) return;
        if (event.key === "Backspace" && text === "") {
            const last = (["before", "after", "authorId", "roomId"] as const).find((key) => query[key]);
            if (last) typing.put("", { [last]: null });
        }
        if (event.key === "Escape" && unfinished) {
            event.preventDefault();
            typing.type(text.slice(0, unfinished.start));
        }
    }

    function begin(kind: FilterKind) {
        if (kind === "after" || kind === "before") return setDated(kind);
        const before = text.trimEnd();
        typing.type(`${before}${before ? " " : ""}${words.openers[kind]}:`);
        field.current?.focus();
    }

    function change(part: Partial<SearchQuery>) {
        setDated(null);
        typing.put(text, part);
        field.current?.focus();
    }

    return (
        <search className="relative shrink-0 px-3 pt-3 pb-2 wide:px-4">
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    typing.finish();
                }}
            >
                <div className="flex flex-wrap items-center gap-1.5 rounded-control border border-line bg-raised px-2.5 py-1.5 focus-within:border-accent focus-within:shadow-[0_0_0_3px_var(--soft)]">
                    <SearchIcon size={17} className="shrink-0 text-ink3" aria-hidden />
                    <FilterChips query={query} sources={sources} dated={dated} onChange={change} />
                    <input
                        ref={field}
                        type="search"
                        data-search-stop
                        dir="auto"
                        aria-label={words.messages}
                        placeholder={words.placeholder}
                        maxLength={160}
                        enterKeyHint="search"
                        value={text}
                        onChange={(event) => {
                            options.reset();
                            typing.type(event.target.value);
                        }}
                        onKeyDown={keyDown}
                        {...options.fieldProps}
                        className="h-7 min-w-32 flex-1 bg-transparent outline-none [&::-webkit-search-cancel-button]:appearance-none max-wide:text-[16px]"
                    />
                </div>
                <SuggestionList suggestions={suggestions} options={options} />
                {problem && (
                    <p role="alert" className="mt-1.5 text-meta text-error">
                        {problem}
                    </p>
                )}
                <FilterButtons query={query} dated={dated} onBegin={begin} />
            </form>
        </search>
    );
}

/** What is in the field, and how it becomes a query: words a moment after the last key, filters as they are finished. */
function useTyping({ query, onQuery, sources }: Props) {
    const { search: words } = usePageWords();
    const [text, setText] = useState(query.text);
    const [problem, setProblem] = useState<string | null>(null);
    const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
    const latest = useRef(query);
    useEffect(() => {
        // Somebody went back or forward in the browser's history: the field follows.
        if (query.text !== latest.current.text) setText(query.text);
        latest.current = query;
    }, [query]);
    useEffect(() => () => clearTimeout(timer.current), []);

    function ask(change: Partial<SearchQuery>) {
        clearTimeout(timer.current);
        latest.current = { ...emptyQuery, ...latest.current, ...change };
        onQuery(latest.current);
    }

    /** The words alone: a filter that is being written is none of them. */
    function wordsOf(typed: string): string {
        return typed.slice(0, unfinishedFilter(typed, words.openers)?.start ?? typed.length).trim();
    }

    async function read(typed: string, done: boolean) {
        const taken = takeFilters(typed, words.openers, done);
        setText(taken.text);
        setProblem(null);
        clearTimeout(timer.current);
        const left = wordsOf(taken.text);
        for (const filter of taken.filters) {
            const meaning = await meaningOf(filter, sources);
            if (typeof meaning === "string") setProblem(meaning);
            else ask(meaning);
        }
        if (done) ask({ text: left });
        else timer.current = setTimeout(() => ask({ text: left }), settleMs);
    }

    return {
        text,
        problem,
        type: (typed: string) => void read(typed, false),
        finish: () => void read(text, true),
        put(left: string, change: Partial<SearchQuery>) {
            setText(left);
            setProblem(null);
            ask({ text: wordsOf(left), ...change });
        },
    };
}

/** An empty field is there to be written in; results are there to be read, without a phone's keyboard over them. */
function useFocusAtFirst(field: React.RefObject<HTMLInputElement | null>, empty: boolean) {
    // biome-ignore lint/correctness/useExhaustiveDependencies: only as it appears.
    useEffect(() => {
        if (empty || matchMedia("(pointer: fine)").matches) field.current?.focus({ preventScroll: true });
    }, []);
}
