import { expect, test } from "vitest";
import { actionOfKey } from "./row-keys";

const plain = { altKey: false, ctrlKey: false, metaKey: false };

test.each([
    ["r", "reply"],
    ["R", "reply"],
    ["e", "edit"],
    ["+", "react"],
    ["Delete", "delete"],
    ["x", null],
    ["Enter", null],
    ["constructor", null],
])("%s means %s", (key, action) => {
    expect(actionOfKey({ ...plain, key })).toBe(action);
});

test("what the browser or the page does with a held modifier is left alone", () => {
    expect(actionOfKey({ ...plain, key: "c", ctrlKey: true })).toBeNull();
    expect(actionOfKey({ ...plain, key: "r", metaKey: true })).toBeNull();
    expect(actionOfKey({ ...plain, key: "e", altKey: true })).toBeNull();
});
