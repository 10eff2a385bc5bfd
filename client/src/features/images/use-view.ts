import { useEffect, useState } from "react";
import { fitted, fittedSize, moved, type Point, type Size, toggled, type View, zoomed } from "./view";

const centre: Point = { x: 0, y: 0 };

/** How one picture lies in its frame, and what changes that. Points are measured from the frame's centre. */
export function useView(picture: Size & { id: string }, frame: HTMLElement | null) {
    const size = useSizeOf(frame);
    const [state, setState] = useState({ id: picture.id, view: fitted });
    const fit = fittedSize(picture, size);
    // Another picture begins with all of it in sight.
    const view = state.id === picture.id ? state.view : fitted;

    function change(how: (view: View) => View) {
        setState((known) => ({
            id: picture.id,
            view: how(known.id === picture.id ? known.view : fitted),
        }));
    }

    return {
        view,
        fit,
        ready: size.width > 0,
        zoom: (factor: number, around = centre) => change((now) => zoomed(now, factor, around, fit, size)),
        pan: (by: Point) => change((now) => moved(now, by, fit, size)),
        toggle: (around = centre) => change((now) => toggled(now, around, fit, size)),
        fitAll: () => change(() => fitted),
    };
}

export type ViewControls = ReturnType<typeof useView>;

function useSizeOf(frame: HTMLElement | null): Size {
    const [size, setSize] = useState<Size>({ width: 0, height: 0 });
    useEffect(() => {
        if (!frame) return;
        const look = () => setSize({ width: frame.clientWidth, height: frame.clientHeight });
        const observer = new ResizeObserver(look);
        observer.observe(frame);
        look();
        return () => observer.disconnect();
    }, [frame]);
    return size;
}
