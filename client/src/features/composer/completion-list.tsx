import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useState } from "react";
import { rememberEmoji } from "../../shared/emoji/recent";
import { useWords } from "../../shared/i18n/use-words";
import { classes } from "../../shared/ui/classes";
import { SuggestionLine } from "./suggestion-line";
import { type Suggestion, type SuggestionSources, suggest } from "./suggestions";
import type { Token } from "./token";
import type { Completion } from "./use-completion";

/** What may complete the words before the caret: the arrow keys choose, Enter or Tab takes, Esc gives up. */
export function CompletionList({
    completion,
    token,
    sources,
}: {
    completion: Completion;
    token: Token;
    sources: SuggestionSources;
}) {
    const words = useWords();
    const id = useId();
    const [suggestions, setSuggestions] = useState<readonly Suggestion[]>([]);
    const [active, setActive] = useState(0);
    const { keys, setShown } = completion;
    const count = suggestions.length;
    const place = Math.min(active, count - 1);

    useEffect(() => {
        setActive(0);
        return suggest(token, sources, setSuggestions);
    }, [token, sources]);

    function choose(suggestion: Suggestion | undefined) {
        if (!suggestion) return;
        if (suggestion.kind === "emoji") rememberEmoji(suggestion.emoji);
        completion.choose(suggestion.insert);
    }

    function keyDown(event: KeyboardEvent): boolean {
        if (count === 0 || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
        switch (event.key) {
            case "ArrowDown":
                setActive((place + 1) % count);
                return true;
            case "ArrowUp":
                setActive((place + count - 1) % count);
                return true;
            case "Enter":
            case "Tab":
                choose(suggestions[place]);
                return true;
            case "Escape":
                completion.close();
                return true;
            default:
                return false;
        }
    }

    useLayoutEffect(() => {
        keys.current = keyDown;
        return () => {
            keys.current = null;
        };
    });
    useLayoutEffect(() => {
        setShown(count === 0 ? null : { listId: id, optionId: `${id}-${place}` });
        return () => setShown(null);
    }, [id, count, place, setShown]);

    return (
        <>
            <p role="status" className="sr-only">
                {count > 0 && words.composer.suggestions(count)}
            </p>
            {count > 0 && (
                <div
                    id={id}
                    role="listbox"
                    aria-label={words.composer.suggested[token.kind]}
                    className="absolute inset-x-0 bottom-full z-20 mb-1.5 animate-appear overflow-hidden rounded-xl border border-line bg-raised p-1 shadow-raised wide:max-w-[440px]"
                >
                    {suggestions.map((suggestion, index) => (
                        <Option
                            key={suggestion.key}
                            id={`${id}-${index}`}
                            active={index === place}
                            onPoint={() => setActive(index)}
                            onChoose={() => choose(suggestion)}
                        >
                            <SuggestionLine suggestion={suggestion} />
                        </Option>
                    ))}
                </div>
            )}
        </>
    );
}

function Option({
    id,
    active,
    onPoint,
    onChoose,
    children,
}: {
    id: string;
    active: boolean;
    onPoint: () => void;
    onChoose: () => void;
    children: ReactNode;
}) {
    return (
        <button
            type="button"
            role="option"
            id={id}
            tabIndex={-1}
            aria-selected={active}
            // The field keeps the focus, and a phone its keyboard.
            onPointerDown={(event) => event.preventDefault()}
            onMouseDown={(event) => event.preventDefault()}
            onPointerMove={onPoint}
            onClick={onChoose}
            className={classes(
                "flex h-11 w-full items-center gap-2.5 rounded-control px-2.5 text-start wide:h-9",
                active && "bg-soft",
            )}
        >
            {children}
        </button>
    );
}
