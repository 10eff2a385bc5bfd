import type { PresenceStatus } from "../../protocol/events";
import { useWords } from "../i18n/use-words";
import { classes } from "./classes";

const dots = {
    online: "rounded-full bg-online",
    away: "rounded-full border-2 border-away bg-pane",
    dnd: "rounded-none bg-error",
};

/**
 * Full for online, a ring for away, a square for do not disturb: never told by colour alone. It sits on the corner of
 * a picture that is `relative`.
 */
export function PresenceDot({ status }: { status: PresenceStatus | undefined }) {
    const words = useWords();
    if (!status || status === "offline") return null;
    return (
        <>
            <span
                aria-hidden
                className={classes("absolute -inset-e-0.5 -bottom-0.5 size-2 ring-2 ring-pane", dots[status])}
            />
            <span className="sr-only">{words.rooms[status]}</span>
        </>
    );
}
