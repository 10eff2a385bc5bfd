import { type RefObject, useEffect, useLayoutEffect } from "react";

/** Keeps a text area as high as its text, up to `heightMaxPx`, also as its width changes; another `number` is another one. */
export function useGrowWithText(
    area: RefObject<HTMLTextAreaElement | null>,
    text: string,
    heightMaxPx: number,
    number = 0,
) {
    // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text.
    useLayoutEffect(() => {
        if (area.current) grow(area.current, heightMaxPx);
    }, [area, text, heightMaxPx, number]);

    // biome-ignore lint/correctness/useExhaustiveDependencies: each is watched itself.
    useEffect(() => {
        const element = area.current;
        if (!element) return;
        // The observer tells of its beginning: asked here, the page would be laid out before all of it is there.
        let width: number | null = null;
        const observer = new ResizeObserver(() => {
            const former = width;
            width = element.clientWidth;
            if (former !== null && width !== former) grow(element, heightMaxPx);
        });
        observer.observe(element);
        return () => observer.disconnect();
    }, [area, heightMaxPx, number]);
}

function grow(element: HTMLTextAreaElement, heightMaxPx: number) {
    element.style.height = "auto";
    if (element.value === "") {
        // One line, known without having the page laid out, as where a room opens.
        element.style.overflowY = "hidden";
        return;
    }
    element.style.height = `${Math.min(heightMaxPx, element.scrollHeight)}px`;
    element.style.overflowY = element.scrollHeight > heightMaxPx ? "auto" : "hidden";
}
