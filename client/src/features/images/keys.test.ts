import { expect, test } from "vitest";
import { doesOfKey } from "./keys";

const press = (key: string, more = {}) => ({ key, altKey: false, ctrlKey: false, metaKey: false, ...more });

test("arrows go from picture to picture, the other way where one reads from right to left", () => {
    expect(doesOfKey(press("ArrowRight"), false, false)).toEqual({ type: "step", by: 1 });
    expect(doesOfKey(press("ArrowLeft"), false, false)).toEqual({ type: "step", by: -1 });
    expect(doesOfKey(press("ArrowRight"), false, true)).toEqual({ type: "step", by: -1 });
    expect(doesOfKey(press("ArrowUp"), false, false)).toBeNull();
});

test("over a picture that is zoomed the arrows show what lies that way", () => {
    expect(doesOfKey(press("ArrowRight"), true, false)).toEqual({ type: "pan", x: -1, y: 0 });
    expect(doesOfKey(press("ArrowUp"), true, false)).toEqual({ type: "pan", x: 0, y: 1 });
    expect(doesOfKey(press("PageDown"), true, false)).toEqual({ type: "step", by: 1 });
});

test("plus, minus and nought zoom; the browser's own keys are left to it", () => {
    expect(doesOfKey(press("="), false, false)).toEqual({ type: "zoom", in: true });
    expect(doesOfKey(press("-"), true, false)).toEqual({ type: "zoom", in: false });
    expect(doesOfKey(press("0"), true, false)).toEqual({ type: "fit" });
    expect(doesOfKey(press("+", { ctrlKey: true }), false, false)).toBeNull();
    expect(doesOfKey(press("ArrowLeft", { altKey: true }), false, false)).toBeNull();
});
