import { Pause, Play } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useWords } from "../../shared/i18n/use-words";
import { prefersCalm } from "../../shared/ui/prefers-calm";

/** An animation in its place: it plays while it is in sight, and where motion is unwelcome only when told to. */
export function MovingPicture({ url, alt }: { url: string; alt: string }) {
    const { timeline } = useWords();
    const place = useRef<HTMLDivElement>(null);
    const inSight = useInSight(place);
    const [wanted, setWanted] = useState(() => !prefersCalm());
    const plays = wanted && inSight;
    return (
        <div ref={place} className="absolute inset-0" data-plays={plays}>
            <FirstFrame url={url} alt={plays ? null : alt} />
            {plays && (
                <img
                    src={url}
                    alt={alt}
                    decoding="sync"
                    className="absolute inset-0 size-full object-cover"
                />
            )}
            <button
                type="button"
                aria-label={wanted ? timeline.pausePicture : timeline.playPicture}
                title={wanted ? timeline.pausePicture : timeline.playPicture}
                onClick={() => setWanted(!wanted)}
                className="absolute inset-s-2 bottom-2 z-10 flex size-8 items-center justify-center rounded-full border border-line bg-raised text-ink hover:text-accent"
            >
                {wanted ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />}
            </button>
        </div>
    );
}

/** The animation's first picture, which stands still; without a name while the animation itself is shown. */
function FirstFrame({ url, alt }: { url: string; alt: string | null }) {
    const canvas = useRef<HTMLCanvasElement>(null);
    useEffect(() => {
        const element = canvas.current;
        // One that is not in the page begins at its first picture, and never goes on.
        const image = new Image();
        image.src = url;
        image.decode().then(
            () => {
                if (!element) return;
                element.width = image.naturalWidth;
                element.height = image.naturalHeight;
                element.getContext("2d")?.drawImage(image, 0, 0);
            },
            () => {},
        );
    }, [url]);
    return (
        <canvas
            ref={canvas}
            role={alt === null ? "presentation" : "img"}
            aria-label={alt ?? undefined}
            className="absolute inset-0 size-full object-cover"
        />
    );
}

function useInSight(place: RefObject<Element | null>): boolean {
    const [inSight, setInSight] = useState(true);
    useEffect(() => {
        if (!place.current) return;
        const observer = new IntersectionObserver((entries) => {
            setInSight(entries.at(-1)?.isIntersecting ?? true);
        });
        observer.observe(place.current);
        return () => observer.disconnect();
    }, [place]);
    return inSight;
}
