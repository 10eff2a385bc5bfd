import { Users } from "lucide-react";
import type { ReactNode } from "react";
import { useWords } from "../../shared/i18n/use-words";
import { Avatar } from "../../shared/ui/avatar";
import type { Suggestion } from "./suggestions";

/** One suggestion: what it looks like, what it is called, and what else tells it from others. */
export function SuggestionLine({ suggestion }: { suggestion: Suggestion }) {
    const { composer: words } = useWords();
    switch (suggestion.kind) {
        case "person": {
            const { person, isOutside } = suggestion;
            return (
                <Line
                    mark={<Avatar person={person} size="small" />}
                    name={person.displayName}
                    detail={`@${person.username}`}
                    aside={isOutside ? words.notInRoom : null}
                />
            );
        }
        case "everybody":
            return (
                <Line
                    mark={<Users size={17} aria-hidden />}
                    name={`@${suggestion.word}`}
                    detail={words.everybody[suggestion.word]}
                />
            );
        case "emoji":
            return (
                <Line
                    mark={<span className="text-[20px] leading-none">{suggestion.emoji}</span>}
                    name={`:${suggestion.shortcode}:`}
                    detail={suggestion.name}
                />
            );
        case "room":
            return <Line mark="#" name={suggestion.name} detail={suggestion.topic} />;
    }
}

function Line({
    mark,
    name,
    detail,
    aside = null,
}: {
    mark: ReactNode;
    name: string;
    detail: string;
    aside?: string | null;
}) {
    return (
        <>
            <span aria-hidden className="flex w-6 shrink-0 justify-center text-ink3">
                {mark}
            </span>
            <span className="max-w-[60%] shrink-0 truncate font-medium">{name}</span>
            <span className="min-w-0 flex-1 truncate text-meta text-ink2">{detail}</span>
            {aside && <span className="shrink-0 text-meta text-ink3">{aside}</span>}
        </>
    );
}
