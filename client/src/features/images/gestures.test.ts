import { beforeEach, expect, test, vi } from "vitest";
import { PointerReader } from "./gestures";

const gestures = { onZoom: vi.fn(), onPan: vi.fn(), onDoubleTap: vi.fn(), onSwipe: vi.fn() };
let reader: PointerReader;

beforeEach(() => {
    vi.clearAllMocks();
    reader = new PointerReader(gestures);
});

function tap(x: number, time: number) {
    reader.down(1, { x, y: 0 });
    reader.up(1, time, true);
}

function stroke(x: number, y: number, touch = true) {
    reader.down(1, { x: 0, y: 0 });
    reader.move(1, { x, y });
    reader.up(1, 0, touch);
}

test("one finger drags", () => {
    reader.down(1, { x: 0, y: 0 });
    reader.move(1, { x: 5, y: 3 });
    reader.move(1, { x: 6, y: 3 });
    expect(gestures.onPan.mock.calls).toEqual([[{ x: 5, y: 3 }], [{ x: 1, y: 0 }]]);
});

test("two fingers zoom around the middle between them, and are neither tap nor stroke", () => {
    reader.down(1, { x: -10, y: 0 });
    reader.down(2, { x: 10, y: 0 });
    reader.move(2, { x: 30, y: 0 });
    expect(gestures.onZoom).toHaveBeenCalledExactlyOnceWith(2, { x: 10, y: 0 });
    reader.up(1, 0, true);
    reader.up(2, 0, true);
    expect(gestures.onSwipe).not.toHaveBeenCalled();
    expect(gestures.onDoubleTap).not.toHaveBeenCalled();
});

test("two taps at one place within a moment are one double tap", () => {
    tap(0, 1_000);
    tap(4, 1_200);
    expect(gestures.onDoubleTap).toHaveBeenCalledExactlyOnceWith({ x: 4, y: 0 });
    tap(4, 1_300);
    tap(4, 1_700);
    tap(200, 1_800);
    expect(gestures.onDoubleTap).toHaveBeenCalledTimes(1);
});

test.each([
    [-80, 10, "left"],
    [80, -10, "right"],
    [5, 90, "down"],
])("a stroke by %i, %i goes %s", (x, y, direction) => {
    stroke(x, y);
    expect(gestures.onSwipe).toHaveBeenCalledExactlyOnceWith(direction);
});

test("a stroke aslant, a short one, and one of the mouse go nowhere", () => {
    stroke(80, 70);
    stroke(30, 0);
    stroke(-80, 0, false);
    expect(gestures.onSwipe).not.toHaveBeenCalled();
});
