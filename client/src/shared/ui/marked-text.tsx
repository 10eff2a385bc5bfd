import { excerptOf, type Highlight, withoutMarks } from "../excerpt";

/** The part of a message around what was searched for in it, with that marked, and without the marks of Markdown. */
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
    const read = withoutMarks({ content, highlights });
    return excerptOf(read.content, read.highlights, shownMax).map(({ text, marked, at }) =>
        marked ? (
            <mark key={at} className="rounded-sm bg-mention font-medium text-ink">
                {text}
            </mark>
        ) : (
            <span key={at}>{text}</span>
        ),
    );
}
