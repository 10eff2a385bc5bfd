import { excerptOf, type Highlight } from "../excerpt";

/** The part of a text around what was searched for in it, with that marked. */
export function MarkedText({
    content,
    highlights,
    shownMax,
}: {
    content: string;
    highlights: readonly Highlight[];
    /** The most of it, in code points. */
    shownMax?: number;
}) {
    return excerptOf(content, highlights, shownMax).map(({ text, marked, at }) =>
        marked ? (
            <mark key={at} className="rounded-sm bg-mention font-medium text-ink">
                {text}
            </mark>
        ) : (
            <span key={at}>{text}</span>
        ),
    );
}
