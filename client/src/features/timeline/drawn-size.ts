const widthMax = 420;
const heightMax = 320;

/** The size at which an image is drawn where there is room for it, in CSS pixels. */
export function drawnSize(
    image: { width: number; height: number },
    heightAtMost = heightMax,
): { width: number; height: number } {
    const width = Math.max(1, image.width);
    const height = Math.max(1, image.height);
    const scale = Math.min(1, widthMax / width, heightAtMost / height);
    return {
        width: Math.max(48, Math.round(width * scale)),
        height: Math.max(48, Math.round(height * scale)),
    };
}
