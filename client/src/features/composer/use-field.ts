import { type RefObject, useEffect, useState } from "react";
import type { ReplyTarget } from "../../protocol/entities";
import type { Composer } from "./composer";

/**
 * Which text area it is that one writes in. One room after the other has the same, which is there at once and keeps the
 * focus; but not once something was typed in it, since its undo would bring that back in the other room.
 */
export function useField(composer: Composer) {
    const [field, setField] = useState({ composer, number: 0, typed: false });
    if (field.composer !== composer)
        setField({ composer, number: field.number + (field.typed ? 1 : 0), typed: false });
    return {
        number: field.number,
        typed: () => setField((before) => (before.typed ? before : { ...before, typed: true })),
    };
}

/** Whoever answers wants to write. */
export function useFocusOnAnswer(area: RefObject<HTMLTextAreaElement | null>, replyTo: ReplyTarget | null) {
    useEffect(() => {
        if (replyTo) area.current?.focus({ preventScroll: true });
    }, [area, replyTo]);
}

/** A keyboard that is always there is ready to type; one on the screen waits to be asked for. */
export function useFocusOnFinePointer(area: RefObject<HTMLTextAreaElement | null>, composer: Composer) {
    // biome-ignore lint/correctness/useExhaustiveDependencies: every room takes the focus anew.
    useEffect(() => {
        if (!matchMedia("(pointer: fine)").matches) return;
        // Not before all of the room is there, for taking the focus has the page laid out; and still before it is seen.
        const frame = requestAnimationFrame(() => area.current?.focus({ preventScroll: true }));
        return () => cancelAnimationFrame(frame);
    }, [area, composer]);
}
