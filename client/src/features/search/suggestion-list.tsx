import { usePageWords } from "../../shared/i18n/page-words";
import { Avatar } from "../../shared/ui/avatar";
import { classes } from "../../shared/ui/classes";
import type { useOptions } from "../../shared/ui/options";
import type { Suggestion } from "./filters";

/** What a filter that is being written may mean. */
export function SuggestionList({
    suggestions,
    options,
}: {
    suggestions: readonly Suggestion[];
    options: ReturnType<typeof useOptions<Suggestion>>;
}) {
    const words = usePageWords();
    return (
        <div
            {...options.listProps}
            role="listbox"
            aria-label={words.search.suggestions}
            hidden={suggestions.length === 0}
            className="absolute inset-x-3 top-full z-10 -mt-1 max-h-72 overflow-y-auto rounded-xl border border-line bg-raised p-1.5 shadow-raised wide:inset-x-4"
        >
            {suggestions.map((suggestion) => {
                const option = options.optionProps(suggestion);
                return (
                    <div
                        key={suggestion.key}
                        {...option}
                        className={classes(
                            "flex h-10 cursor-pointer items-center gap-2.5 rounded-control px-2.5",
                            option["aria-selected"] && "bg-soft",
                        )}
                    >
                        {suggestion.person ? (
                            <Avatar person={suggestion.person} size="small" />
                        ) : (
                            <span aria-hidden className="w-5 text-center text-ink3">
                                {suggestion.mark}
                            </span>
                        )}
                        <span className="truncate">{suggestion.label}</span>
                        {suggestion.person && (
                            <span className="truncate text-meta text-ink2">
                                @{suggestion.person.username}
                            </span>
                        )}
                    </div>
                );
            })}
        </div>
    );
}
