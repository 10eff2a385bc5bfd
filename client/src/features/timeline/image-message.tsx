import { type ReactNode, useEffect, useState } from "react";
import type { ImageInfo } from "../../protocol/entities";
import { useWords } from "../../shared/i18n/use-words";
import { classes } from "../../shared/ui/classes";
import { Later, loadLater } from "../../shared/ui/later";
import { prefersCalm } from "../../shared/ui/prefers-calm";
import { drawnSize } from "./drawn-size";

const MovingPicture = loadLater(async () => (await import("./moving-picture")).MovingPicture);

/** An uploaded image in a place of its final size, blurred until its bytes are here. */
export function ImageMessage({
    url,
    image,
    author,
    eager,
    heightMax,
    onOpen,
}: {
    url: string;
    image: ImageInfo;
    author: string;
    eager: boolean;
    heightMax?: number;
    /** Left out for a picture that is still being sent. */
    onOpen?: () => void;
}) {
    const words = useWords();
    const [state, setState] = useState<"loading" | "loaded" | "failed">("loading");
    const moves = useMoves(url, image.animated, state === "loaded");
    const size = drawnSize(image, heightMax);
    const alt = words.timeline.pictureBy(author);
    // Where motion is unwelcome, nothing is shown before it is known to keep still.
    const shown = state === "loaded" && (moves !== null || !prefersCalm());
    const still = (
        <img
            src={url}
            alt={alt}
            width={size.width}
            height={size.height}
            loading={eager ? "eager" : "lazy"}
            decoding="async"
            onLoad={() => setState("loaded")}
            onError={() => setState("failed")}
            className={classes(
                "absolute inset-0 size-full object-cover transition-opacity duration-150",
                !shown && "opacity-0",
            )}
        />
    );
    return (
        <div
            className="relative mt-1 mb-1 max-w-full overflow-hidden rounded-image bg-quiet-badge"
            style={{ width: size.width, aspectRatio: `${size.width} / ${size.height}` }}
        >
            {!shown && state !== "failed" && <Placeholder source={image.placeholder} />}
            {state === "failed" && <Failed>{words.timeline.pictureFailed}</Failed>}
            {state !== "failed" && !moves && still}
            {moves && (
                <Later fallback={prefersCalm() ? null : still}>
                    <MovingPicture url={url} alt={alt} />
                </Later>
            )}
            <span className="pointer-events-none absolute inset-0 rounded-image border border-line" />
            {onOpen && state !== "failed" && (
                <button
                    type="button"
                    aria-label={words.timeline.openPicture}
                    onClick={onOpen}
                    className="absolute inset-0 cursor-zoom-in rounded-image -outline-offset-2"
                />
            )}
        </div>
    );
}

function Placeholder({ source }: { source: string | null }) {
    return source ? (
        <img src={source} alt="" className="absolute inset-0 size-full scale-110 object-cover blur-md" />
    ) : (
        <span className="absolute inset-0 animate-breathe bg-quiet-badge" />
    );
}

function Failed({ children }: { children: ReactNode }) {
    return (
        <span className="absolute inset-0 flex items-center justify-center p-2 text-center text-meta text-ink2">
            {children}
        </span>
    );
}

/** Whether the picture is an animation; null until that is known. Where the server does not tell, its bytes do. */
function useMoves(url: string, told: boolean | null, loaded: boolean): boolean | null {
    const [seen, setSeen] = useState<boolean | null>(null);
    useEffect(() => {
        if (told !== null || !loaded) return;
        let current = true;
        const looked = import("../../shared/ui/moving").then(({ movesAt }) => movesAt(url));
        void looked.catch(() => false).then((answer) => current && setSeen(answer));
        return () => {
            current = false;
        };
    }, [url, told, loaded]);
    return loaded ? (told ?? seen) : null;
}
