import { type KeyboardEvent, useEffect, useRef } from "react";
import type { Message } from "../../protocol/entities";
import { useWords } from "../../shared/i18n/use-words";
import { Button } from "../../shared/ui/button";
import { useGrowWithText } from "../../shared/ui/grow";
import { sends } from "../../shared/ui/text-keys";
import { useStore } from "../../shared/use-store";
import { sentenceFor } from "../../shared/words";
import { useRowContext } from "./row-context";

/** A message's text, to be changed in its place. Enter saves, Esc leaves it as it was. */
export function EditMessage({ message }: { message: Message }) {
    const words = useWords();
    const { editing } = useRowContext();
    const edit = useStore(editing.current);
    const text = edit?.text ?? message.content;
    const area = useRef<HTMLTextAreaElement>(null);
    useGrowWithText(area, text, 320);
    useFocusMeanwhile(area);

    function keyDown(event: KeyboardEvent) {
        if (event.key === "Escape") {
            // The nearest thing closes, and nothing behind it.
            event.preventDefault();
            event.stopPropagation();
            editing.cancel();
        } else if (sends(event)) {
            event.preventDefault();
            void editing.submit();
        }
    }

    return (
        <form
            className="my-1"
            onSubmit={(event) => {
                event.preventDefault();
                void editing.submit();
            }}
        >
            <textarea
                ref={area}
                rows={1}
                dir="auto"
                aria-label={words.timeline.editMessage}
                value={text}
                onChange={(event) => editing.setText(event.target.value)}
                onKeyDown={keyDown}
                className="block w-full resize-none rounded-control border border-accent bg-raised px-3 py-2 leading-[22px] shadow-[0_0_0_3px_var(--ring)] outline-none max-wide:text-[16px]"
            />
            <div className="mt-1.5 flex flex-wrap items-center gap-2">
                <Button look="primary" type="submit" busy={edit?.saving ?? false} className="h-8">
                    {words.timeline.saveEdit}
                </Button>
                <Button className="h-8" onClick={() => editing.cancel()}>
                    {words.common.cancel}
                </Button>
                {edit?.problem && (
                    <span role="alert" className="text-meta text-error">
                        {sentenceFor(edit.problem)}
                    </span>
                )}
            </div>
        </form>
    );
}

/** Takes the focus to the end of the text, and gives it back to where it came from, unless it has gone on meanwhile. */
function useFocusMeanwhile(area: React.RefObject<HTMLTextAreaElement | null>) {
    useEffect(() => {
        const element = area.current;
        const before = document.activeElement;
        const row = element?.closest("li");
        element?.focus({ preventScroll: true });
        element?.setSelectionRange(element.value.length, element.value.length);
        element?.scrollIntoView({ block: "nearest" });
        return () => {
            const goal = before?.isConnected && before !== document.body ? before : row;
            setTimeout(() => {
                if (document.activeElement === document.body && goal instanceof HTMLElement)
                    goal.focus({ preventScroll: true });
            });
        };
    }, [area]);
}
