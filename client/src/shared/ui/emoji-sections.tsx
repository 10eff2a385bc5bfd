import type { Emoji } from "../emoji/emoji";
import { useWords } from "../i18n/use-words";
import { classes } from "./classes";
import type { Place, Section } from "./emoji-grid";

type Choose = (emoji: string) => void;

/** The rows of emoji under their titles; those out of sight are not laid out. */
export function EmojiSections({
    id,
    sections,
    place,
    onChoose,
}: {
    id: string;
    sections: readonly Section[];
    place: Place;
    onChoose: Choose;
}) {
    const words = useWords();
    let first = 0;
    return sections.map(({ title, rows }) => {
        const start = first;
        first += rows.length;
        return (
            // biome-ignore lint/a11y/useSemanticElements: a group of options has no element of its own.
            <div
                key={title}
                role="group"
                aria-label={words.emoji.groups[title]}
                style={{
                    contentVisibility: "auto",
                    containIntrinsicHeight: `auto ${28 + rows.length * 38}px`,
                }}
            >
                <p aria-hidden className="py-1 text-meta font-semibold text-ink3">
                    {words.emoji.groups[title]}
                </p>
                {rows.map((row, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place.
                    <div key={index} role="presentation" className="grid grid-cols-8">
                        {row.map((emoji, column) => (
                            <Cell
                                key={emoji.emoji}
                                id={id}
                                emoji={emoji}
                                place={{ row: start + index, column }}
                                active={place.row === start + index && place.column === column}
                                onChoose={onChoose}
                            />
                        ))}
                    </div>
                ))}
            </div>
        );
    });
}

function Cell({
    id,
    emoji,
    place,
    active,
    onChoose,
}: {
    id: string;
    emoji: Emoji;
    place: Place;
    active: boolean;
    onChoose: Choose;
}) {
    return (
        <button
            type="button"
            role="option"
            tabIndex={-1}
            id={`${id}-${place.row}-${place.column}`}
            data-place={`${place.row}-${place.column}`}
            aria-selected={active}
            aria-label={emoji.name}
            title={emoji.name}
            onClick={() => onChoose(emoji.emoji)}
            className={classes(
                "flex h-[38px] items-center justify-center rounded-control text-[22px] leading-none hover:bg-hover",
                active && "bg-soft ring-2 ring-accent ring-inset",
            )}
        >
            {emoji.emoji}
        </button>
    );
}
