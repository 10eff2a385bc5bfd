import { expect, test } from "vitest";
import { cropSquare, moveCrop, pictureBehind, startCrop, zoomMax, zoomTo } from "./crop";

test("a crop begins as the largest square in the middle", () => {
    expect(cropSquare(startCrop(400, 200))).toEqual({ left: 100, top: 0, side: 200 });
    expect(cropSquare(startCrop(200, 400))).toEqual({ left: 0, top: 100, side: 200 });
});

test("zooming keeps the middle", () => {
    expect(cropSquare(zoomTo(startCrop(400, 200), 2))).toEqual({ left: 150, top: 50, side: 100 });
});

test("zoom has bounds", () => {
    const crop = startCrop(100, 100);
    expect(zoomTo(crop, 0).zoom).toBe(1);
    expect(zoomTo(crop, 99).zoom).toBe(zoomMax);
});

test.each([
    [-9, -9, { left: 0, top: 0 }],
    [9, 9, { left: 200, top: 0 }],
    [0.25, 0, { left: 150, top: 0 }],
])("moved by %d and %d sides the square stays in the picture", (x, y, corner) => {
    expect(cropSquare(moveCrop(startCrop(400, 200), x, y))).toEqual({ ...corner, side: 200 });
});

test("zooming out at an edge moves the square back into the picture", () => {
    const atCorner = moveCrop(zoomTo(startCrop(400, 200), 4), 9, 9);
    expect(cropSquare(atCorner)).toEqual({ left: 350, top: 150, side: 50 });
    expect(cropSquare(zoomTo(atCorner, 1))).toEqual({ left: 200, top: 0, side: 200 });
});

test("behind a window the picture is as large as the crop asks for", () => {
    const crop = zoomTo(startCrop(400, 200), 2);
    expect(pictureBehind(crop, 50)).toEqual({ width: 200, height: 100, left: -75, top: -25 });
});
