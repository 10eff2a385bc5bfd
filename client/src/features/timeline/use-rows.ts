import { type RefObject, useMemo, useReducer } from "react";
import type { Message } from "../../protocol/entities";
import { useStore } from "../../shared/use-store";
import type { MessageAction } from "./actions";
import { useLongPress } from "./long-press";
import { useRowContext } from "./row-context";
import { changeRowFocus, keptKeys, noRowFocus, type RowFocus, type RowFocusChange } from "./row-focus";
import type { Row } from "./rows";

/** What the rows of one list share about the pointer, the focus and the keys. */
export type RowsInList = {
    focus: RowFocus;
    deeds: RowDeeds;
    /** The row that Tab leads to: the one focused last, or the newest. */
    tabStop: string | undefined;
    /** The element of a row, while it is in the page. */
    elementOf: (key: string) => HTMLElement | null;
    /** Closes what stands over the list, and gives the focus back to its row. */
    closeOverlay: () => void;
    /** The handlers of the list's own element. */
    listProps: ReturnType<typeof useLongPress> & { onPointerLeave: () => void };
    /** The places of rows that must stay in the page. */
    keptIndexes: readonly number[];
};

/** What any row does in its list: the same while rows come and go, so that those that stay are not drawn again. */
export type RowDeeds = {
    change: (change: RowFocusChange) => void;
    /** Goes to the row above or below. */
    step: (index: number, by: 1 | -1) => void;
    /** Does what a key asked for. */
    act: (message: Message, key: string, action: MessageAction, element: HTMLElement) => void;
    /** Opens the emoji beside something in a row. */
    addReaction: (anchor: HTMLElement) => void;
};

export function useRows(rows: readonly Row[], scroller: RefObject<HTMLElement | null>): RowsInList {
    const { commands, editing, savedIds, inThread } = useRowContext();
    const [focus, change] = useReducer(changeRowFocus, noRowFocus);
    const editedId = useStore(editing.current)?.message.id;
    const longPress = useLongPress((key) => {
        if (rows.some((row) => row.key === key && row.message && !row.deleted))
            change({ type: "overlay", overlay: { kind: "sheet", key } });
    });

    const deeds = useMemo((): RowDeeds => {
        function addReaction(anchor: HTMLElement) {
            const key = anchor.closest<HTMLElement>("[data-row]")?.dataset.row;
            if (key !== undefined) change({ type: "overlay", overlay: { kind: "picker", key, anchor } });
        }

        function act(message: Message, key: string, action: MessageAction, element: HTMLElement) {
            switch (action) {
                case "react":
                    return addReaction(element);
                case "reply":
                    return commands.reply(message);
                case "thread":
                    return inThread ? undefined : commands.openThread(message);
                case "edit":
                    return editing.begin(message, inThread ? "thread" : "room");
                case "delete":
                    return change({ type: "overlay", overlay: { kind: "delete", key } });
                case "copyText":
                    return commands.copyText(message);
                case "copyLink":
                    return commands.copyLink(message);
                case "pin":
                    return commands.setPinned(message, message.pinned === null);
                case "save":
                    return commands.setSaved(message, !savedIds.get().has(message.id));
                case "readEdits":
                    return change({ type: "overlay", overlay: { kind: "edits", key } });
                case "markUnread":
                    return commands.markUnread(message);
            }
        }

        const step = (index: number, by: 1 | -1) => rowElement(scroller, index + by)?.focus();
        return { change, step, act, addReaction };
    }, [commands, editing, savedIds, inThread, scroller]);

    function closeOverlay() {
        const key = focus.overlay?.key;
        change({ type: "overlay", overlay: null });
        const row = rows.findIndex((candidate) => candidate.key === key);
        // Only where the focus would be lost: what was chosen may have taken it on.
        setTimeout(() => {
            if (document.activeElement === document.body)
                rowElement(scroller, row)?.focus({ preventScroll: true });
        });
    }

    // As the list is scrolled, it is drawn at each frame: nothing here may look through all of its rows each time.
    const keptIndexes = useMemo(() => {
        const edited = editedId && rows.find((row) => row.message?.id === editedId)?.key;
        return [...keptKeys(focus), edited].flatMap((key) => {
            const index = key ? rows.findIndex((row) => row.key === key) : -1;
            return index === -1 ? [] : [index];
        });
    }, [rows, focus, editedId]);
    const tabStop = useMemo(
        () =>
            focus.tabStop !== null && rows.some(({ key }) => key === focus.tabStop)
                ? focus.tabStop
                : rows.at(-1)?.key,
        [rows, focus.tabStop],
    );
    const listProps = useMemo(
        () => ({ ...longPress, onPointerLeave: () => change({ type: "hovered", key: null }) }),
        [longPress],
    );
    return {
        focus,
        deeds,
        tabStop,
        elementOf: (key) =>
            rowElement(
                scroller,
                rows.findIndex((row) => row.key === key),
            ),
        closeOverlay,
        listProps,
        keptIndexes,
    };
}

function rowElement(scroller: RefObject<HTMLElement | null>, index: number): HTMLElement | null {
    return scroller.current?.querySelector<HTMLElement>(`li[data-index="${index}"]`) ?? null;
}
