import { type FocusEvent, type KeyboardEvent, memo, type PointerEvent } from "react";
import { classes } from "../../shared/ui/classes";
import { loadSoon } from "../../shared/ui/soon";
import { useSelected } from "../../shared/use-store";
import { actionsFor } from "./actions";
import { MessageRow } from "./message-row";
import { useRowContext } from "./row-context";
import { actionOfKey } from "./row-keys";
import type { Row } from "./rows";
import type { RowDeeds } from "./use-rows";

const RowTools = loadSoon(async () => (await import("./row-tools")).RowTools);

type Props = {
    row: Row;
    index: number;
    deeds: RowDeeds;
    /** The pointer or the focus is on it. */
    active: boolean;
    /** Tab leads to it. */
    isTabStop: boolean;
    /** A link led to it just now. */
    marked?: boolean;
    /** How far from the list's top it begins, where it is not simply below the one above. */
    top?: number;
    measure?: (element: Element | null) => void;
};

/** One message in its list: what Tab and the arrow keys lead to, and what has tools. */
export const MessageItem = memo(function MessageItem(props: Props) {
    const { row, index, deeds, active, isTabStop, marked = false, top, measure } = props;
    const { viewer, editing, inThread } = useRowContext();
    const { change, act, step, addReaction } = deeds;
    const { key, message } = row;
    const edited = useSelected(
        editing.current,
        (edit) =>
            edit !== null && edit.message.id === message?.id && edit.place === (inThread ? "thread" : "room"),
    );

    function keyDown(event: KeyboardEvent<HTMLLIElement>) {
        // What is inside of the row, as a link or the text being changed, has keys of its own.
        if (event.target !== event.currentTarget || event.defaultPrevented) return;
        if ((event.key === "ArrowUp" || event.key === "ArrowDown") && !event.altKey) {
            event.preventDefault();
            step(index, event.key === "ArrowUp" ? -1 : 1);
            return;
        }
        const action = actionOfKey(event);
        if (!action || !message || !actionsFor(message, viewer).has(action)) return;
        event.preventDefault();
        act(message, key, action, event.currentTarget);
    }

    return (
        <li
            data-index={index}
            data-row={key}
            ref={measure}
            style={top === undefined ? undefined : { transform: `translateY(${top}px)` }}
            aria-busy={row.delivery === "sending" || undefined}
            tabIndex={isTabStop ? 0 : -1}
            onPointerEnter={(event: PointerEvent) =>
                event.pointerType === "mouse" && change({ type: "hovered", key })
            }
            onFocus={(event: FocusEvent<HTMLLIElement>) => {
                // Tools that were pressed stay, or the focus would go with them.
                const inTools = event.target.closest("[role=toolbar]") !== null;
                change({ type: "focused", key, shows: inTools || event.target.matches(":focus-visible") });
            }}
            onBlur={(event: FocusEvent<HTMLLIElement>) => {
                if (!event.currentTarget.contains(event.relatedTarget)) change({ type: "blurred", key });
            }}
            onKeyDown={keyDown}
            className={classes(
                "-outline-offset-2",
                top === undefined ? "relative" : "absolute inset-x-0 top-0",
            )}
        >
            <MessageRow
                row={row}
                active={active}
                marked={marked}
                editing={edited}
                onAddReaction={addReaction}
                tools={
                    active &&
                    message &&
                    !edited && (
                        <RowTools
                            message={message}
                            onAddReaction={addReaction}
                            onDelete={() => change({ type: "overlay", overlay: { kind: "delete", key } })}
                            onEdits={() => change({ type: "overlay", overlay: { kind: "edits", key } })}
                            onMenu={(open) => change({ type: "menu", key, open })}
                        />
                    )
                }
            />
        </li>
    );
});
