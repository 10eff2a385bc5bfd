import { Search } from "lucide-react";
import { Dialog, VisuallyHidden } from "radix-ui";
import { useEffect, useMemo, useState } from "react";
import type { Room } from "../../protocol/entities";
import type { PresenceStatus } from "../../protocol/events";
import type { Problem } from "../../protocol/reply";
import { usePageWords } from "../../shared/i18n/page-words";
import { useOptions } from "../../shared/ui/options";
import { useReturnFocus } from "../../shared/ui/return-focus";
import { sentenceFor } from "../../shared/words";
import { type Choice, choicesFor } from "./choices";
import type { Place } from "./ranking";
import { SwitcherKeys, SwitcherList } from "./switcher-list";
import { type FoundMessage, type Lookup, useLookup } from "./use-lookup";

type Props = {
    /** What is known here. */
    places: readonly Place[];
    meId: string;
    lookup: Lookup;
    presence: ReadonlyMap<string, PresenceStatus>;
    /** Watches whether these people are here until the undo is called. */
    showPresence: (userIds: readonly string[]) => () => void;
    placeOf: (room: Room) => string;
    /** Goes there; answers why it could not be done. */
    onPlace: (place: Place) => Promise<Problem | null>;
    onMessage: (found: FoundMessage) => void;
    onSearch: (text: string) => void;
    onClose: () => void;
};

/** Whoever is listed is watched for as long as they are. */
function useShownPeople(choices: readonly Choice[], showPresence: Props["showPresence"]) {
    const people = choices.flatMap((choice) =>
        choice.kind === "place" && choice.ranked.place.kind === "person" ? choice.ranked.place.person.id : [],
    );
    const shown = people.join(" ");
    useEffect(() => (shown === "" ? undefined : showPresence(shown.split(" "))), [shown, showPresence]);
}

/** One field that leads to every room, person and message. */
export function Switcher(props: Props) {
    const { places, meId, lookup, onClose } = props;
    const words = usePageWords();
    const returnFocus = useReturnFocus();
    const [text, setText] = useState("");
    const [opening, setOpening] = useState(false);
    const [problem, setProblem] = useState<Problem | null>(null);
    const [left, setLeft] = useState(false);
    const found = useLookup(lookup, text.trim());
    const choices = useMemo(() => choicesFor(text, places, found, meId), [text, places, found, meId]);
    const options = useOptions(choices, (choice) => void choose(choice));

    useShownPeople(choices, props.showPresence);

    async function choose(choice: Choice) {
        if (opening) return;
        setLeft(true);
        if (choice.kind === "message") return props.onMessage(choice.found);
        if (choice.kind === "search") return props.onSearch(choice.text);
        setOpening(true);
        const trouble = await props.onPlace(choice.ranked.place);
        setOpening(false);
        setProblem(trouble);
        if (trouble) setLeft(false);
    }

    const trouble = problem ?? found.problem;
    return (
        <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
            <Dialog.Portal>
                <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-scrim" />
                <Dialog.Content
                    aria-describedby={undefined}
                    onCloseAutoFocus={(event) => {
                        event.preventDefault();
                        if (!left) return returnFocus();
                        // Where one has gone takes the focus, as a rule.
                        setTimeout(returnFocus);
                    }}
                    onKeyDown={(event) => {
                        const again = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
                        if (!again) return;
                        event.preventDefault();
                        onClose();
                    }}
                    className="fixed inset-x-0 top-0 z-50 flex max-h-dvh animate-rise flex-col border-line bg-bg pt-[env(safe-area-inset-top)] shadow-raised outline-none max-wide:border-b wide:top-[12vh] wide:mx-auto wide:max-h-[70vh] wide:w-[580px] wide:rounded-2xl wide:border"
                >
                    <VisuallyHidden.Root>
                        <Dialog.Title>{words.jump.title}</Dialog.Title>
                    </VisuallyHidden.Root>
                    <div className="flex shrink-0 items-center gap-2.5 border-b border-line px-4">
                        <Search size={18} className="shrink-0 text-ink3" aria-hidden />
                        <input
                            dir="auto"
                            aria-label={words.jump.title}
                            placeholder={words.jump.placeholder}
                            maxLength={100}
                            value={text}
                            aria-busy={opening || !found.done || undefined}
                            onChange={(event) => {
                                setText(event.target.value);
                                setProblem(null);
                                options.reset();
                            }}
                            onKeyDown={options.keyDown}
                            enterKeyHint="go"
                            {...options.fieldProps}
                            className="h-14 min-w-0 flex-1 bg-transparent text-[16px] outline-none"
                        />
                        <Dialog.Close className="text-meta font-medium text-accent wide:hidden">
                            {words.common.cancel}
                        </Dialog.Close>
                    </div>
                    {trouble && (
                        <p role="alert" className="px-4 pt-3 text-[14px] text-error">
                            {sentenceFor(trouble)}
                        </p>
                    )}
                    <SwitcherList
                        choices={choices}
                        options={options}
                        presence={props.presence}
                        meId={meId}
                        placeOf={props.placeOf}
                    />
                    {choices.length === 0 && found.done && (
                        <p className="px-4 pb-5 text-ink2">{words.jump.none}</p>
                    )}
                    <SwitcherKeys />
                </Dialog.Content>
            </Dialog.Portal>
        </Dialog.Root>
    );
}
