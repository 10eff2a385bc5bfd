import { toasts } from "../toast";
import { useStore } from "../use-store";
import { classes } from "./classes";

/** What has just been said, at the foot of the page and to screen readers. */
export function Toasts() {
    const shown = useStore(toasts);
    return (
        <div
            role="status"
            className="pointer-events-none fixed inset-x-0 bottom-24 z-50 flex flex-col items-center gap-2 px-4"
        >
            {shown.map(({ id, text, tone }) => (
                <p
                    key={id}
                    className={classes(
                        "max-w-[60ch] animate-rise rounded-xl border bg-raised px-4 py-2 shadow-raised",
                        tone === "failed" ? "border-error text-error" : "border-line text-ink",
                    )}
                >
                    {text}
                </p>
            ))}
        </div>
    );
}
