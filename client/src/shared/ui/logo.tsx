import { classes } from "./classes";

/** Chatter's mark: a speech bubble on the accent. */
export function Logo({ className = "size-7" }: { className?: string }) {
    return (
        <svg viewBox="0 0 32 32" aria-hidden="true" className={classes("shrink-0", className)}>
            <rect width="32" height="32" rx="9" fill="var(--accent)" />
            <path
                d="M9 16.5c0-3.6 3.1-6 7-6s7 2.4 7 6-3.1 6-7 6H9.8a.8.8 0 0 1-.8-.8z"
                fill="var(--on-accent)"
            />
        </svg>
    );
}
