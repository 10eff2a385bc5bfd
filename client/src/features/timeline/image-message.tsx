import { useState } from "react";
import type { ImageInfo } from "../../protocol/entities";
import { classes } from "../../shared/ui/classes";

const widthMax = 420;
const heightMax = 320;

/** The size at which an image is drawn where there is room for it, in CSS pixels. */
export function drawnSize(image: { width: number; height: number }): { width: number; height: number } {
    const width = Math.max(1, image.width);
    const height = Math.max(1, image.height);
    const scale = Math.min(1, widthMax / width, heightMax / height);
    return {
        width: Math.max(48, Math.round(width * scale)),
        height: Math.max(48, Math.round(height * scale)),
    };
}

/** An uploaded image in a place of its final size, blurred until its bytes are here. */
export function ImageMessage({
    url,
    image,
    author,
    eager,
}: {
    url: string;
    image: ImageInfo;
    author: string;
    eager: boolean;
}) {
    const [state, setState] = useState<"loading" | "loaded" | "failed">("loading");
    const size = drawnSize(image);
    return (
        <a
            href={url}
            target="_blank"
            rel="noopener noreferrer"
            title="Open the picture"
            className="relative mt-1 mb-1 block max-w-full overflow-hidden rounded-image bg-quiet-badge"
            style={{ width: size.width, aspectRatio: `${size.width} / ${size.height}` }}
        >
            {image.placeholder && state !== "loaded" && (
                <img
                    src={image.placeholder}
                    alt=""
                    className="absolute inset-0 size-full scale-110 object-cover blur-md"
                />
            )}
            {state === "failed" ? (
                <span className="absolute inset-0 flex items-center justify-center bg-quiet-badge p-2 text-center text-meta text-ink2">
                    The picture could not be loaded
                </span>
            ) : (
                <img
                    src={url}
                    alt={`Sent by ${author}`}
                    width={size.width}
                    height={size.height}
                    loading={eager ? "eager" : "lazy"}
                    decoding="async"
                    onLoad={() => setState("loaded")}
                    onError={() => setState("failed")}
                    className={classes(
                        "absolute inset-0 size-full object-cover transition-opacity duration-150",
                        state === "loading" && "opacity-0",
                    )}
                />
            )}
            <span className="pointer-events-none absolute inset-0 rounded-image border border-line" />
        </a>
    );
}
