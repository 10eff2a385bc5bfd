import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from "react";
import { usePageWords } from "../../shared/i18n/page-words";
import { Button } from "../../shared/ui/button";
import { Dialog } from "../../shared/ui/dialog";
import { type Crop, moveCrop, pictureBehind, startCrop, zoomMax, zoomTo } from "./crop";

const windowPx = 260;
const keyStep = 0.05;
const zoomStep = 0.2;

/** Chooses the square of a picture that is kept: by dragging, by keys, and by a slider for the zoom. */
export function CropDialog({
    image,
    busy,
    error,
    onDone,
    onClose,
}: {
    image: HTMLImageElement;
    busy: boolean;
    error: string | null;
    onDone: (crop: Crop) => void;
    onClose: () => void;
}) {
    const words = usePageWords();
    const zoomId = useId();
    const [crop, setCrop] = useState(() => startCrop(image.naturalWidth, image.naturalHeight));
    const drag = useRef<{ x: number; y: number } | null>(null);

    function moved(event: PointerEvent) {
        const from = drag.current;
        if (!from) return;
        drag.current = { x: event.clientX, y: event.clientY };
        // The picture follows the pointer, so the square goes the other way.
        setCrop((held) =>
            moveCrop(held, (from.x - event.clientX) / windowPx, (from.y - event.clientY) / windowPx),
        );
    }

    function keyDown(event: KeyboardEvent) {
        const step = steps[event.key];
        if (step) setCrop((held) => moveCrop(held, step[0] * keyStep, step[1] * keyStep));
        else if (event.key === "+" || event.key === "=")
            setCrop((held) => zoomTo(held, held.zoom + zoomStep));
        else if (event.key === "-") setCrop((held) => zoomTo(held, held.zoom - zoomStep));
        else return;
        event.preventDefault();
    }

    return (
        <Dialog title={words.settings.cropTitle} onClose={onClose}>
            <div className="flex flex-col items-center gap-4 overflow-y-auto px-5 pt-4 pb-5">
                <div
                    role="img"
                    aria-label={words.settings.cropArea}
                    aria-describedby={`${zoomId}-hint`}
                    // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the picture.
                    tabIndex={0}
                    onKeyDown={keyDown}
                    onPointerDown={(event) => {
                        event.currentTarget.setPointerCapture(event.pointerId);
                        drag.current = { x: event.clientX, y: event.clientY };
                    }}
                    onPointerMove={moved}
                    onPointerUp={() => {
                        drag.current = null;
                    }}
                    onPointerCancel={() => {
                        drag.current = null;
                    }}
                    onWheel={(event) => setCrop((held) => zoomTo(held, held.zoom - event.deltaY / 400))}
                    className="relative shrink-0 cursor-move touch-none overflow-hidden rounded-[30%] bg-quiet-badge"
                    style={{ width: windowPx, height: windowPx }}
                >
                    <img
                        src={image.src}
                        alt=""
                        draggable={false}
                        className="pointer-events-none absolute max-w-none select-none"
                        style={pictureBehind(crop, windowPx)}
                    />
                </div>
                <p id={`${zoomId}-hint`} className="text-center text-meta text-ink2">
                    {words.settings.cropHint}
                </p>
                <div className="flex w-full items-center gap-3">
                    <label htmlFor={zoomId} className="font-medium">
                        {words.settings.zoom}
                    </label>
                    <input
                        id={zoomId}
                        type="range"
                        min={1}
                        max={zoomMax}
                        step={0.05}
                        value={crop.zoom}
                        onChange={(event) => setCrop(zoomTo(crop, Number(event.target.value)))}
                        className="min-w-0 flex-1 accent-(--accent)"
                    />
                </div>
                {error && (
                    <p role="alert" className="self-start text-error">
                        {error}
                    </p>
                )}
                <div className="flex gap-2 self-end">
                    <Button onClick={onClose}>{words.common.cancel}</Button>
                    <Button look="primary" busy={busy} onClick={() => onDone(crop)}>
                        {words.settings.usePicture}
                    </Button>
                </div>
            </div>
        </Dialog>
    );
}

const steps: Record<string, [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
};
