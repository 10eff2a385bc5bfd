import { Popover } from "radix-ui";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { recentEmoji, rememberEmoji } from "../emoji/recent";
import { emojiTable, loadEmoji } from "../emoji/tables";
import { speech } from "../i18n/language";
import { useWords } from "../i18n/use-words";
import { useSelected, useStore } from "../use-store";
import { moved, type Place, sectionsOf } from "./emoji-grid";
import { EmojiSections } from "./emoji-sections";

type Choose = (emoji: string) => void;

/** All emoji in a window beside `anchor`: to search, to go through by arrow keys, to choose one. */
export function EmojiPicker({
    anchor,
    onChoose,
    onClose,
}: {
    anchor: HTMLElement;
    onChoose: Choose;
    onClose: () => void;
}) {
    const words = useWords();
    return (
        <Popover.Root open onOpenChange={(open) => !open && onClose()}>
            <Popover.Anchor virtualRef={{ current: anchor }} />
            <Popover.Portal>
                <Popover.Content
                    role="dialog"
                    aria-label={words.emoji.picker}
                    align="end"
                    sideOffset={6}
                    collisionPadding={8}
                    onCloseAutoFocus={(event) => event.preventDefault()}
                    className="z-50 flex h-[min(380px,70dvh)] w-[330px] animate-appear flex-col rounded-xl border border-line bg-raised shadow-raised outline-none"
                >
                    <Picker
                        onChoose={(emoji) => {
                            rememberEmoji(emoji);
                            onChoose(emoji);
                            onClose();
                        }}
                    />
                </Popover.Content>
            </Popover.Portal>
        </Popover.Root>
    );
}

function Picker({ onChoose }: { onChoose: Choose }) {
    const words = useWords();
    const rtl = useSelected(speech, ({ direction }) => direction === "rtl");
    const table = useStore(emojiTable);
    const [query, setQuery] = useState("");
    const [place, setPlace] = useState<Place>({ row: 0, column: 0 });
    const id = useId();
    // The recent ones as the picker opened: they should not move while it is open.
    const [recent] = useState(() => recentEmoji.get());
    const sections = useMemo(() => (table ? sectionsOf(table, recent, query) : []), [table, recent, query]);
    const rows = useMemo(() => sections.flatMap((section) => section.rows), [sections]);
    const active = rows[place.row]?.[place.column];
    const list = useRef<HTMLDivElement>(null);
    useEffect(() => void loadEmoji(), []);

    function keyDown(event: KeyboardEvent) {
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Enter" && active) {
            event.preventDefault();
            onChoose(active.emoji);
            return;
        }
        // Within typed text, left and right belong to the text.
        if (query !== "" && (event.key === "ArrowLeft" || event.key === "ArrowRight")) return;
        const next = moved(rows, place, event.key, rtl);
        if (!next) return;
        event.preventDefault();
        setPlace(next);
        list.current
            ?.querySelector(`[data-place="${next.row}-${next.column}"]`)
            ?.scrollIntoView({ block: "nearest" });
    }

    return (
        <>
            <input
                type="search"
                role="combobox"
                aria-expanded
                aria-controls={`${id}-list`}
                aria-activedescendant={active && `${id}-${place.row}-${place.column}`}
                aria-label={words.emoji.search}
                placeholder={words.emoji.search}
                autoComplete="off"
                value={query}
                onKeyDown={keyDown}
                onChange={(event) => {
                    setQuery(event.target.value);
                    setPlace({ row: 0, column: 0 });
                }}
                className="m-2 h-9 rounded-control border border-line bg-bg px-3 outline-none focus:border-accent"
            />
            <div
                ref={list}
                id={`${id}-list`}
                role="listbox"
                aria-label={words.emoji.picker}
                className="min-h-0 flex-1 overflow-y-auto px-2 pb-2"
            >
                <EmojiSections id={id} sections={sections} place={place} onChoose={onChoose} />
                {table && rows.length === 0 && (
                    <p className="p-3 text-center text-ink2">{words.emoji.noneFound}</p>
                )}
            </div>
            <p
                aria-hidden
                className="flex h-10 shrink-0 items-center gap-2 border-t border-line px-3 text-meta text-ink2"
            >
                {active && (
                    <>
                        <span className="text-[20px]">{active.emoji}</span>
                        <span className="truncate">{active.name}</span>
                        {active.shortcodes[0] && (
                            <span className="text-ink3">{`:${active.shortcodes[0]}:`}</span>
                        )}
                    </>
                )}
            </p>
        </>
    );
}
