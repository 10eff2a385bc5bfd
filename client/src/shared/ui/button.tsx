import { type ComponentProps, type ReactNode, useImperativeHandle, useRef } from "react";
import { classes } from "./classes";
import { useFocusPassesOn } from "./focus-passes-on";

type Look = "primary" | "quiet" | "danger" | "text";

const looks: Record<Look, string> = {
    primary: "bg-accent text-on-accent font-strong px-4 h-9 hover:bg-accent-hover",
    quiet: "bg-raised text-ink border border-line font-medium px-4 h-9 hover:bg-hover",
    danger: "bg-badge text-on-badge font-strong px-4 h-9 hover:bg-badge-hover",
    text: "text-accent font-medium hover:underline",
};

/**
 * A button with words. `busy` keeps its size, its words and the focus, which one that is disabled would lose, and takes no
 * second press.
 */
export function Button({
    look = "quiet",
    busy = false,
    className,
    onClick,
    ref,
    ...rest
}: ComponentProps<"button"> & { look?: Look; busy?: boolean }) {
    const own = useRef<HTMLButtonElement>(null);
    useFocusPassesOn(own);
    useImperativeHandle(ref, () => own.current as HTMLButtonElement);
    return (
        <button
            type="button"
            {...rest}
            ref={own}
            onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
            aria-disabled={busy || undefined}
            aria-busy={busy || undefined}
            className={classes(
                "inline-flex shrink-0 items-center justify-center gap-2 rounded-control whitespace-nowrap",
                "transition-opacity duration-150 disabled:opacity-55 aria-disabled:opacity-55",
                looks[look],
                className,
            )}
        />
    );
}

/** The look of a button with only a picture. */
export const iconButton =
    "inline-flex size-8 shrink-0 items-center justify-center rounded-control text-ink2 " +
    "hover:bg-hover hover:text-ink disabled:opacity-55";

/** A button with only a picture; `label` is its name for everybody who does not see it. */
export function IconButton({
    label,
    keys,
    children,
    className,
    ...rest
}: Omit<ComponentProps<"button">, "aria-label"> & {
    label: string;
    /** The key that does the same. */
    keys?: string;
    children: ReactNode;
}) {
    return (
        <button
            type="button"
            aria-label={label}
            title={keys ? `${label} (${keys})` : label}
            aria-keyshortcuts={keys}
            {...rest}
            className={classes(iconButton, className)}
        >
            {children}
        </button>
    );
}
