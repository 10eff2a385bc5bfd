import { expect, test } from "vitest";
import { fitted, fittedSize, moved, scaleMax, toggled, zoomed } from "./view";

const frame = { width: 1000, height: 800 };
const fit = fittedSize({ width: 2000, height: 1000 }, frame);

test("a large picture is made to fit, a small one stays as it is", () => {
    expect(fit).toEqual({ width: 1000, height: 500 });
    expect(fittedSize({ width: 30, height: 40 }, frame)).toEqual({ width: 30, height: 40 });
});

test("the point that is zoomed around stays where it is", () => {
    const around = { x: 200, y: 100 };
    const view = zoomed(fitted, 4, around, fit, frame);
    // The picture's point that was there: (around - centre) / scale from its centre.
    expect((around.x - view.x) / view.scale).toBeCloseTo(around.x);
    expect((around.y - view.y) / view.scale).toBeCloseTo(around.y);
});

test("zoom ends at both ends, and all in sight is in the middle", () => {
    expect(zoomed(fitted, 100, { x: 0, y: 0 }, fit, frame).scale).toBe(scaleMax);
    const near = zoomed(fitted, 4, { x: 400, y: 200 }, fit, frame);
    expect(zoomed(near, 0.01, { x: 400, y: 200 }, fit, frame)).toEqual(fitted);
});

test("no gap opens beside a picture that is dragged", () => {
    const near = zoomed(fitted, 2, { x: 0, y: 0 }, fit, frame);
    expect(moved(near, { x: 9_999, y: -9_999 }, fit, frame)).toEqual({ scale: 2, x: 500, y: -100 });
    expect(moved(fitted, { x: 50, y: 50 }, fit, frame)).toEqual(fitted);
});

test("a double click brings near, and another one shows all again", () => {
    const near = toggled(fitted, { x: 100, y: 0 }, fit, frame);
    expect(near.scale).toBe(2.5);
    expect(toggled(near, { x: 0, y: 0 }, fit, frame)).toEqual(fitted);
});
