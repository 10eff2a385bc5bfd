import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { isSameToken, type Token, tokenAt } from "./token";

/** What is completed in a text area, and by which of the suggestions that are shown for it. */
export type Completion = {
    token: Token | null;
    /** The list's keys, while it shows anything; answers whether it took one. */
    keys: RefObject<((event: KeyboardEvent) => boolean) | null>;
    /** Text was typed: suggestions may come up. */
    typed(): void;
    /** The caret has moved, which only lets suggestions go. */
    moved(): void;
    /** The focus went elsewhere: suggestions go until something more is typed. */
    left(): void;
    /** These suggestions are not wanted. */
    close(): void;
    choose(insert: string): void;
    /** The list that is shown and its active option, by their ids. */
    shown: Shown | null;
    setShown(shown: Shown | null): void;
};

export type Shown = { listId: string; optionId: string };

/** Completes what is written in a text area, of which another `text` asks for nothing at first. */
export function useCompletion(area: RefObject<HTMLTextAreaElement | null>, text: unknown): Completion {
    const [token, setToken] = useState<Token | null>(null);
    const [shown, setShown] = useState<Shown | null>(null);
    const keys = useRef<((event: KeyboardEvent) => boolean) | null>(null);
    // Where a token begins that was given up: it asks for nothing more.
    const dismissed = useRef<number | null>(null);

    // biome-ignore lint/correctness/useExhaustiveDependencies: it is another text that counts.
    useEffect(() => {
        dismissed.current = null;
        setToken(null);
    }, [text]);

    function look(mayOpen: boolean) {
        const found = area.current && tokenOf(area.current);
        if (found?.start !== dismissed.current) dismissed.current = null;
        const wanted = dismissed.current === null ? found : null;
        setToken((before) => {
            if (isSameToken(before, wanted)) return before;
            return mayOpen || before?.start === wanted?.start ? wanted : null;
        });
    }

    function close() {
        dismissed.current = token?.start ?? null;
        setToken(null);
    }

    return {
        token,
        keys,
        shown,
        setShown,
        close,
        typed: () => look(true),
        moved: () => look(false),
        left: () => setToken(null),
        choose(insert) {
            if (!token || !area.current) return;
            close();
            replace(area.current, token, insert);
        },
    };
}

function tokenOf(area: HTMLTextAreaElement): Token | null {
    const { selectionStart, selectionEnd, value } = area;
    return selectionStart === selectionEnd ? tokenAt(value, selectionEnd) : null;
}

/** Puts `insert` where the token is, as if it were typed. */
function replace(area: HTMLTextAreaElement, { start, end }: Token, insert: string) {
    const text = area.value[end] === " " ? insert.trimEnd() : insert;
    area.focus();
    area.setSelectionRange(start, end);
    // The only way that leaves the browser's own undo whole.
    if (document.execCommand("insertText", false, text)) return;
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
}
