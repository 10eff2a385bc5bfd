export type Size = { width: number; height: number };
export type Point = { x: number; y: number };

/**
 * How a picture lies in its frame: `scale` 1 is all of it in sight, `x` and `y` how far its centre is from the
 * frame's, in CSS pixels.
 */
export type View = { scale: number; x: number; y: number };

export const fitted: View = { scale: 1, x: 0, y: 0 };
export const scaleMax = 8;

/** The size of a picture that is all in sight: as large as it is, or as its frame allows. */
export function fittedSize(picture: Size, frame: Size): Size {
    const scale = Math.min(1, frame.width / picture.width, frame.height / picture.height);
    return { width: picture.width * scale, height: picture.height * scale };
}

/** Zoomed by `factor` around a point, measured from the frame's centre, which stays where it is. */
export function zoomed(view: View, factor: number, around: Point, fit: Size, frame: Size): View {
    const scale = Math.min(scaleMax, Math.max(1, view.scale * factor));
    const change = scale / view.scale;
    const x = around.x - (around.x - view.x) * change;
    const y = around.y - (around.y - view.y) * change;
    return held({ scale, x, y }, fit, frame);
}

export function moved(view: View, by: Point, fit: Size, frame: Size): View {
    return held({ ...view, x: view.x + by.x, y: view.y + by.y }, fit, frame);
}

/** What a double click or tap does: from all in sight to near, and back. */
export function toggled(view: View, around: Point, fit: Size, frame: Size): View {
    return view.scale > 1 ? fitted : zoomed(view, 2.5, around, fit, frame);
}

/** A picture larger than its frame leaves no gap beside it; a smaller one stays in the middle. */
function held({ scale, x, y }: View, fit: Size, frame: Size): View {
    return {
        scale,
        x: within(x, (fit.width * scale - frame.width) / 2),
        y: within(y, (fit.height * scale - frame.height) / 2),
    };
}

function within(value: number, max: number): number {
    return max <= 0 ? 0 : Math.min(max, Math.max(-max, value));
}
