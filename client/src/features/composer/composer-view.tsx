import { ImagePlus } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { Button, IconButton } from "../../shared/ui/button";
import { useStore } from "../../shared/use-store";
import { AttachmentStrip } from "./attachment-strip";
import { type Composer, canSend, contentMax, lengthOf } from "./composer";
import { TypingNotifier } from "./typing-notifier";

const heightMaxPx = 220;
const countFrom = contentMax - 200;

/** Where a message is written. Never disabled: what cannot leave yet waits in the outbox. */
export function ComposerView({
    composer,
    placeholder,
    onTyping,
}: {
    composer: Composer;
    placeholder: string;
    onTyping: (typing: boolean) => void;
}) {
    const state = useStore(composer.state);
    const area = useRef<HTMLTextAreaElement>(null);
    const picker = useRef<HTMLInputElement>(null);
    const notifier = useMemo(() => new TypingNotifier(onTyping), [onTyping]);
    useEffect(() => () => notifier.stopped(), [notifier]);
    useGrowWithText(area, state.text);
    useFocusOnFinePointer(area, composer);

    function submit() {
        composer.submit();
        notifier.stopped();
        area.current?.focus();
    }

    function typed(text: string) {
        composer.setText(text);
        if (text.trim() === "") notifier.stopped();
        else notifier.typed();
    }

    function keyDown(event: KeyboardEvent) {
        // The Enter that ends an input method's composition belongs to the input method.
        if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229)
            return;
        event.preventDefault();
        submit();
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
            className="mx-3 mb-3 shrink-0 rounded-composer border border-line bg-raised shadow-raised transition-shadow duration-150 focus-within:border-accent focus-within:shadow-[0_0_0_3px_var(--ring)] wide:mx-[22px] wide:mb-[18px] max-wide:mb-[max(12px,env(safe-area-inset-bottom))]"
            onSubmit={(event) => {
                event.preventDefault();
                submit();
            }}
        >
            <AttachmentStrip composer={composer} attachments={state.attachments} />
            <div className="flex items-end gap-1 p-2">
                <IconButton label="Attach image" className="mb-0.5" onClick={() => picker.current?.click()}>
                    <ImagePlus size={18} />
                </IconButton>
                <input
                    ref={picker}
                    type="file"
                    accept="image/png,image/jpeg,image/gif,image/webp,image/avif"
                    multiple
                    hidden
                    onChange={(event) => {
                        composer.addFiles([...(event.target.files ?? [])]);
                        event.target.value = "";
                        area.current?.focus();
                    }}
                />
                <textarea
                    ref={area}
                    rows={1}
                    aria-label="Message"
                    placeholder={placeholder}
                    value={state.text}
                    onChange={(event) => typed(event.target.value)}
                    onKeyDown={keyDown}
                    onPaste={paste}
                    enterKeyHint="send"
                    className="max-h-[220px] min-w-0 flex-1 resize-none bg-transparent px-1.5 py-[7px] leading-[22px] outline-none max-wide:text-[16px]"
                />
                {length > countFrom && (
                    <span
                        className={`self-center px-1 text-meta tabular-nums ${length > contentMax ? "text-error" : "text-ink3"}`}
                    >
                        {(contentMax - length).toLocaleString("en-GB")}
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
                    Send
                </Button>
            </div>
        </form>
    );
}

function useGrowWithText(area: React.RefObject<HTMLTextAreaElement | null>, text: string) {
    // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text.
    useLayoutEffect(() => {
        if (area.current) grow(area.current);
    }, [area, text]);

    useEffect(() => {
        const element = area.current;
        if (!element) return;
        let width = element.clientWidth;
        const observer = new ResizeObserver(() => {
            if (element.clientWidth === width) return;
            width = element.clientWidth;
            grow(element);
        });
        observer.observe(element);
        return () => observer.disconnect();
    }, [area]);
}

function grow(element: HTMLTextAreaElement) {
    element.style.height = "auto";
    element.style.height = `${Math.min(heightMaxPx, element.scrollHeight)}px`;
    element.style.overflowY = element.scrollHeight > heightMaxPx ? "auto" : "hidden";
}

/** A keyboard that is always there is ready to type; one on the screen waits to be asked for. */
function useFocusOnFinePointer(area: React.RefObject<HTMLTextAreaElement | null>, composer: Composer) {
    // biome-ignore lint/correctness/useExhaustiveDependencies: every room takes the focus anew.
    useEffect(() => {
        if (matchMedia("(pointer: fine)").matches) area.current?.focus({ preventScroll: true });
    }, [area, composer]);
}
