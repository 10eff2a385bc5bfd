import { expect, test } from "vitest";
import { dayName } from "./dates";

const now = new Date(2026, 5, 4, 0, 30);
const local = (...parts: [number, number, number, number]) => new Date(...parts).toISOString();

test.each([
    [local(2026, 5, 4, 0), "Today"],
    [local(2026, 5, 3, 23), "Yesterday"],
    [local(2026, 5, 2, 12), "Tuesday, 2 June"],
    [local(2025, 11, 31, 12), "31 December 2025"],
])("dayName of %s", (iso, name) => {
    expect(dayName(iso, now)).toBe(name);
});
