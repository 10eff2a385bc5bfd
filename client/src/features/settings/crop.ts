/**
 * Which square of a picture is kept as an avatar. The picture lies behind a square window, at least
 * as large as it; the crop is where the window is, in the picture's own pixels.
 */
export type Crop = {
    /** The picture's size in its own pixels. */
    width: number;
    height: number;
    /** 1 for the largest square that fits into the picture. */
    zoom: number;
    /** The middle of the square. */
    x: number;
    y: number;
};

export const zoomMax = 4;

/** The largest square in the middle. */
export function startCrop(width: number, height: number): Crop {
    return { width, height, zoom: 1, x: width / 2, y: height / 2 };
}

/** The length of the square's sides. */
export function cropSide({ width, height, zoom }: Crop): number {
    return Math.min(width, height) / zoom;
}

/** The square's corner and size, as drawImage takes them. */
export function cropSquare(crop: Crop): { left: number; top: number; side: number } {
    const side = cropSide(crop);
    return { left: crop.x - side / 2, top: crop.y - side / 2, side };
}

/** The same middle at another zoom, as far as the picture reaches. */
export function zoomTo(crop: Crop, zoom: number): Crop {
    return within({ ...crop, zoom: Math.min(zoomMax, Math.max(1, zoom)) });
}

/** Moves the square by shares of its own side. */
export function moveCrop(crop: Crop, byX: number, byY: number): Crop {
    const side = cropSide(crop);
    return within({ ...crop, x: crop.x + byX * side, y: crop.y + byY * side });
}

/** Where the whole picture lies around a window of `windowPx`, for drawing it. */
export function pictureBehind(crop: Crop, windowPx: number) {
    const { left, top, side } = cropSquare(crop);
    const scale = windowPx / side;
    return {
        width: crop.width * scale,
        height: crop.height * scale,
        left: -left * scale,
        top: -top * scale,
    };
}

function within(crop: Crop): Crop {
    const half = cropSide(crop) / 2;
    return {
        ...crop,
        x: Math.min(crop.width - half, Math.max(half, crop.x)),
        y: Math.min(crop.height - half, Math.max(half, crop.y)),
    };
}
