import { type ComponentProps, useId } from "react";
import { useWords } from "../i18n/use-words";
import { classes } from "./classes";

const control =
    "w-full rounded-control border bg-raised px-3 text-ink outline-none transition-shadow duration-150 " +
    "focus:border-accent focus:shadow-[0_0_0_3px_var(--soft)]";

/** A labelled line of text with its hint or its error under it. */
export function TextField({
    label,
    hint,
    error,
    optional = false,
    ...rest
}: ComponentProps<"input"> & {
    label: string;
    hint?: string;
    error?: string | undefined;
    optional?: boolean;
}) {
    const words = useWords();
    const id = useId();
    const note = error ?? hint;
    return (
        <div>
            <div className="mb-1 flex items-baseline justify-between">
                <label htmlFor={id} className="font-medium">
                    {label}
                </label>
                {optional && <span className="text-meta text-ink3">{words.common.optional}</span>}
            </div>
            <input
                id={id}
                type="text"
                {...rest}
                aria-invalid={error !== undefined}
                aria-describedby={note ? `${id}-note` : undefined}
                className={classes(control, "h-10", error === undefined ? "border-line" : "border-error")}
            />
            {note && (
                <p
                    id={`${id}-note`}
                    className={classes("mt-1 text-meta", error === undefined ? "text-ink3" : "text-error")}
                >
                    {note}
                </p>
            )}
        </div>
    );
}
