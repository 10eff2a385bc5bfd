import { type PointerEvent, useEffect, useRef, useState } from "react";
import { useWords } from "../../shared/i18n/use-words";
import { classes } from "../../shared/ui/classes";
import { type Gestures, PointerReader } from "./gestures";
import type { Picture } from "./picture";
import type { ViewControls } from "./use-view";
import type { Point } from "./view";

/** The picture in its frame, moved and zoomed by hand. */
export function PictureStage({
    picture,
    frame,
    setFrame,
    controls,
    onSwipe,
}: {
    picture: Picture;
    frame: HTMLDivElement | null;
    setFrame: (frame: HTMLDivElement | null) => void;
    controls: ViewControls;
    onSwipe: Gestures["onSwipe"];
}) {
    const { view, fit, ready } = controls;
    const pointers = usePointers(frame, controls, onSwipe);
    useWheel(frame, controls);
    return (
        <div
            ref={setFrame}
            {...pointers}
            className={classes(
                "relative min-h-0 flex-1 touch-none overflow-hidden select-none",
                view.scale > 1 ? "cursor-move" : "cursor-zoom-in",
            )}
        >
            {ready && (
                <div
                    data-scale={view.scale.toFixed(2)}
                    className="absolute inset-0 m-auto"
                    style={{
                        width: fit.width,
                        height: fit.height,
                        transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
                    }}
                >
                    <PictureOrPlaceholder key={picture.id} picture={picture} />
                </div>
            )}
        </div>
    );
}

function PictureOrPlaceholder({ picture }: { picture: Picture }) {
    const { timeline } = useWords();
    const [state, setState] = useState<"loading" | "loaded" | "failed">("loading");
    if (state === "failed")
        return (
            <p className="flex size-full items-center justify-center text-ink2">{timeline.pictureFailed}</p>
        );
    return (
        <>
            {state === "loading" && picture.placeholder && (
                <img src={picture.placeholder} alt="" className="absolute inset-0 size-full blur-md" />
            )}
            <img
                src={picture.url}
                alt={timeline.pictureBy(picture.by)}
                draggable={false}
                onLoad={() => setState("loaded")}
                onError={() => setState("failed")}
                className={classes("absolute inset-0 size-full", state === "loading" && "opacity-0")}
            />
        </>
    );
}

function usePointers(frame: HTMLElement | null, controls: ViewControls, onSwipe: Gestures["onSwipe"]) {
    const latest = useRef({ controls, onSwipe });
    latest.current = { controls, onSwipe };
    const [reader] = useState(
        () =>
            new PointerReader({
                onZoom: (factor, around) => latest.current.controls.zoom(factor, around),
                onPan: (by) => latest.current.controls.pan(by),
                onDoubleTap: (at) => latest.current.controls.toggle(at),
                onSwipe: (direction) => {
                    // Of a picture that is larger than its frame a finger shows another part.
                    if (latest.current.controls.view.scale === 1) latest.current.onSwipe(direction);
                },
            }),
    );
    return {
        onPointerDown(event: PointerEvent<HTMLElement>) {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            reader.down(event.pointerId, fromCentre(frame, event));
        },
        onPointerMove: (event: PointerEvent) => reader.move(event.pointerId, fromCentre(frame, event)),
        onPointerUp: (event: PointerEvent) =>
            reader.up(event.pointerId, event.timeStamp, event.pointerType === "touch"),
        onPointerCancel: (event: PointerEvent) => reader.cancel(event.pointerId),
    };
}

/** The wheel zooms. React listens to it without the right to keep the browser from zooming the page. */
function useWheel(frame: HTMLElement | null, controls: ViewControls) {
    const latest = useRef(controls);
    latest.current = controls;
    useEffect(() => {
        if (!frame) return;
        function turned(event: WheelEvent) {
            event.preventDefault();
            // A trackpad's pinch comes as a wheel with Ctrl, in smaller steps.
            const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002));
            latest.current.zoom(factor, fromCentre(frame, event));
        }
        frame.addEventListener("wheel", turned, { passive: false });
        return () => frame.removeEventListener("wheel", turned);
    }, [frame]);
}

function fromCentre(frame: HTMLElement | null, event: { clientX: number; clientY: number }): Point {
    const box = frame?.getBoundingClientRect();
    if (!box) return { x: 0, y: 0 };
    return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
}
