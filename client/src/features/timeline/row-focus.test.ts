import { expect, test } from "vitest";
import { changeRowFocus, isActive, keptKeys, noRowFocus, type RowFocusChange } from "./row-focus";

const after = (...changes: RowFocusChange[]) => changes.reduce(changeRowFocus, noRowFocus);

test("tools show where the pointer is, and where the keyboard is", () => {
    const focus = after({ type: "hovered", key: "a" }, { type: "focused", key: "b", shows: true });
    expect(["a", "b", "c"].map((key) => isActive(focus, key))).toEqual([true, true, false]);
});

test("a press on a row's text does not keep its tools there", () => {
    const focus = after({ type: "focused", key: "a", shows: false });
    expect(isActive(focus, "a")).toBe(false);
});

test("an open menu keeps its row's tools, and only those", () => {
    const focus = after(
        { type: "hovered", key: "a" },
        { type: "menu", key: "a", open: true },
        { type: "hovered", key: "b" },
    );
    expect([isActive(focus, "a"), isActive(focus, "b")]).toEqual([true, false]);
    expect(isActive(changeRowFocus(focus, { type: "menu", key: "a", open: false }), "b")).toBe(true);
});

test("Tab comes back to the row that was focused last", () => {
    const focus = after({ type: "focused", key: "a", shows: true }, { type: "blurred", key: "a" });
    expect([focus.focused, focus.tabStop]).toEqual([null, "a"]);
});

test("a late blur does not take the focus from another row", () => {
    const focus = after(
        { type: "focused", key: "a", shows: true },
        { type: "focused", key: "b", shows: true },
        { type: "blurred", key: "a" },
    );
    expect(focus.focused).toBe("b");
});

test("rows with the focus or something open stay in the page", () => {
    const overlay = { kind: "delete", key: "b" } as const;
    expect(keptKeys(after({ type: "focused", key: "a", shows: true }, { type: "overlay", overlay }))).toEqual(
        ["a", null, "b"],
    );
});
