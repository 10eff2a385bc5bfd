import { expect, test } from "vitest";
import { isQuiet, minuteOf } from "./quiet-hours";

const at = (hours: number, minutes = 0) => new Date(2026, 5, 4, hours, minutes);

test.each([
    [{ from: "22:00", to: "07:00" }, 22, 0, true],
    [{ from: "22:00", to: "07:00" }, 21, 59, false],
    [{ from: "22:00", to: "07:00" }, 0, 0, true],
    [{ from: "22:00", to: "07:00" }, 6, 59, true],
    [{ from: "22:00", to: "07:00" }, 7, 0, false],
    [{ from: "12:00", to: "13:30" }, 12, 0, true],
    [{ from: "12:00", to: "13:30" }, 13, 30, false],
    [{ from: "12:00", to: "13:30" }, 11, 59, false],
    [{ from: "08:00", to: "08:00" }, 3, 0, true],
    [{ from: "08:00", to: "08:00" }, 8, 0, true],
])("of %j, %d:%d is quiet: %s", (hours, hour, minute, quiet) => {
    expect(isQuiet({ on: true, ...hours }, at(hour, minute))).toBe(quiet);
});

test("hours that are switched off, or are no times, are never quiet", () => {
    expect(isQuiet({ on: false, from: "00:00", to: "00:00" }, at(3))).toBe(false);
    expect(isQuiet({ on: true, from: "", to: "07:00" }, at(3))).toBe(false);
    expect(minuteOf("25:00")).toBeNull();
    expect(minuteOf("10:60")).toBeNull();
});
