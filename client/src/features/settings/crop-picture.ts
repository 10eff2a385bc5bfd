import { type Crop, cropSquare } from "./crop";

const sideMaxPx = 512;

/** A picture that the browser could read; `forget` lets its bytes go. */
export type OpenPicture = { image: HTMLImageElement; forget: () => void };

/** Reads a picture from a file; null for what is none. */
export async function openPicture(file: Blob): Promise<OpenPicture | null> {
    const url = URL.createObjectURL(file);
    const image = new Image();
    image.src = url;
    try {
        await image.decode();
    } catch {
        URL.revokeObjectURL(url);
        return null;
    }
    return { image, forget: () => URL.revokeObjectURL(url) };
}

/** The square that the crop keeps, as a file of at most 512 pixels a side. */
export async function croppedFile(image: HTMLImageElement, crop: Crop): Promise<File | null> {
    const { left, top, side } = cropSquare(crop);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.max(1, Math.min(sideMaxPx, Math.round(side)));
    const context = canvas.getContext("2d");
    if (!context) return null;
    context.imageSmoothingQuality = "high";
    context.drawImage(image, left, top, side, side, 0, 0, canvas.width, canvas.height);
    // PNG keeps what is transparent, as in drawn portraits.
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    return blob && new File([blob], "avatar.png", { type: "image/png" });
}
