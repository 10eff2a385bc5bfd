import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef } from "react";
import { locale } from "../../shared/i18n/language";
import { useWords } from "../../shared/i18n/use-words";
import { Button } from "../../shared/ui/button";
import { useGrowWithText } from "../../shared/ui/grow";
import { Later } from "../../shared/ui/later";
import { sends } from "../../shared/ui/text-keys";
import { useStore } from "../../shared/use-store";
import { AnswerBar } from "./answer-bar";
import { AttachButton } from "./attach-button";
import { type Composer, canSend, contentMax, lengthOf } from "./composer";
import { AttachmentStrip, CompletionList, fetchPartsEarly } from "./parts";
import type { SuggestionSources } from "./suggestions";
import { TypingNotifier } from "./typing-notifier";
import { useCompletion } from "./use-completion";
import { useField, useFocusOnAnswer, useFocusOnFinePointer } from "./use-field";

const heightMaxPx = 220;
const countFrom = contentMax - 200;

/** Where a message is written. Never disabled: what cannot leave yet waits in the outbox. */
export function ComposerView({
    composer,
    placeholder,
    onTyping,
    onEditLast,
    sources,
    above,
    label,
}: {
    composer: Composer;
    placeholder: string;
    onTyping: (typing: boolean) => void;
    /** The arrow up was pressed while nothing is written; answers whether there was a message to edit. */
    onEditLast: () => boolean;
    sources: SuggestionSources;
    /** What stands above the field. */
    above?: ReactNode;
    /** What the field is called, where there is more than one. */
    label?: string;
}) {
    const words = useWords();
    const state = useStore(composer.state);
    const area = useRef<HTMLTextAreaElement>(null);
    const field = useField(composer);
    const completion = useCompletion(area, composer);
    const { token, shown } = completion;
    const notifier = useMemo(() => new TypingNotifier(onTyping), [onTyping]);
    useEffect(() => () => notifier.stopped(), [notifier]);
    useEffect(fetchPartsEarly, []);
    useGrowWithText(area, state.text, heightMaxPx, field.number);
    useFocusOnAnswer(area, state.replyTo);
    useFocusOnFinePointer(area, composer);

    function submit() {
        composer.submit();
        notifier.stopped();
        area.current?.focus();
    }

    function typed(text: string) {
        composer.setText(text);
        field.typed();
        completion.typed();
        if (text.trim() === "") notifier.stopped();
        else notifier.typed();
    }

    function keyDown(event: KeyboardEvent) {
        // These keys belong to the input method.
        if (event.nativeEvent.isComposing || event.keyCode === 229) return;
        const plain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
        if (completion.keys.current?.(event)) {
            event.preventDefault();
        } else if (sends(event)) {
            event.preventDefault();
            submit();
        } else if (event.key === "ArrowUp" && plain && state.text === "" && onEditLast()) {
            event.preventDefault();
        } else if (event.key === "Escape" && state.replyTo) {
            event.preventDefault();
            composer.answer(null);
        }
    }

    function addFiles(files: File[]) {
        composer.addFiles(files);
        area.current?.focus();
    }

    function paste(event: ClipboardEvent) {
        const files = [...event.clipboardData.files];
        if (files.length === 0) return;
        event.preventDefault();
        composer.addFiles(files);
    }

    const length = state.text.length > countFrom ? lengthOf(state.text) : 0;
    return (
        <form
            className="relative mx-3 mb-3 shrink-0 rounded-composer border border-line bg-raised shadow-raised transition-shadow duration-150 focus-within:border-accent focus-within:shadow-[0_0_0_3px_var(--ring)] wide:mx-[22px] wide:mb-[18px] max-wide:mb-[max(12px,env(safe-area-inset-bottom))]"
            onSubmit={(event) => {
                event.preventDefault();
                submit();
            }}
        >
            {token && (
                <Later key={token.start} onFailed={completion.close}>
                    <CompletionList completion={completion} token={token} sources={sources} />
                </Later>
            )}
            {above}
            {state.replyTo && (
                <AnswerBar
                    replyTo={state.replyTo}
                    onCancel={() => {
                        composer.answer(null);
                        area.current?.focus();
                    }}
                />
            )}
            {state.attachments.length > 0 && (
                <Later>
                    <AttachmentStrip composer={composer} state={state} />
                </Later>
            )}
            <div className="flex items-end gap-1 p-2">
                <AttachButton onFiles={addFiles} />
                <textarea
                    key={field.number}
                    ref={area}
                    rows={1}
                    dir="auto"
                    aria-label={label ?? words.composer.message}
                    placeholder={placeholder}
                    value={state.text}
                    onChange={(event) => typed(event.target.value)}
                    onKeyDown={keyDown}
                    onSelect={completion.moved}
                    onBlur={completion.left}
                    aria-autocomplete="list"
                    aria-controls={shown?.listId}
                    aria-activedescendant={shown?.optionId}
                    onPaste={paste}
                    enterKeyHint="send"
                    className="max-h-[220px] min-w-0 flex-1 resize-none bg-transparent px-1.5 py-[7px] leading-[22px] outline-none max-wide:text-[16px]"
                />
                {length > countFrom && (
                    <span
                        className={`self-center px-1 text-meta tabular-nums ${length > contentMax ? "text-error" : "text-ink3"}`}
                    >
                        {(contentMax - length).toLocaleString(locale())}
                    </span>
                )}
                <Button
                    look="primary"
                    type="submit"
                    disabled={!canSend(state)}
                    busy={state.sendWhenReady}
                    // Taking the focus would close a phone's keyboard.
                    onPointerDown={(event) => event.preventDefault()}
                >
                    {words.composer.send}
                </Button>
            </div>
        </form>
    );
}
