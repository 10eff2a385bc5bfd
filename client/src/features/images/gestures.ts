import type { Point } from "./view";

/** What hands do to a picture. Points are measured from the frame's centre. */
export type Gestures = {
    /** Two fingers apart or together, or the wheel. */
    onZoom: (factor: number, around: Point) => void;
    onPan: (by: Point) => void;
    onDoubleTap: (at: Point) => void;
    /** A quick stroke of one finger, by its direction. */
    onSwipe: (direction: "left" | "right" | "down") => void;
};

const doubleTapMs = 300;
const tapSlipPx = 12;
const swipePx = 60;

type Finger = { at: Point; from: Point };

/** Tells gestures from pointer events of one frame. */
export class PointerReader {
    private readonly fingers = new Map<number, Finger>();
    private severalAtOnce = false;
    private lastTap: { at: Point; time: number } | null = null;

    constructor(private readonly gestures: Gestures) {}

    down(id: number, at: Point) {
        this.fingers.set(id, { at, from: at });
        this.severalAtOnce = this.fingers.size > 1;
    }

    move(id: number, at: Point) {
        const finger = this.fingers.get(id);
        if (!finger) return;
        const other = [...this.fingers].find(([otherId]) => otherId !== id)?.[1].at;
        const before = finger.at;
        this.fingers.set(id, { ...finger, at });
        if (!other) {
            this.gestures.onPan({ x: at.x - before.x, y: at.y - before.y });
            return;
        }
        const middle = between(at, other);
        const formerMiddle = between(before, other);
        this.gestures.onPan({ x: middle.x - formerMiddle.x, y: middle.y - formerMiddle.y });
        this.gestures.onZoom(distance(at, other) / Math.max(1, distance(before, other)), middle);
    }

    up(id: number, time: number, touch: boolean) {
        const finger = this.fingers.get(id);
        this.fingers.delete(id);
        if (!finger || this.severalAtOnce) return;
        if (distance(finger.at, finger.from) <= tapSlipPx) this.tapped(finger.at, time);
        else if (touch) this.stroked(finger.at.x - finger.from.x, finger.at.y - finger.from.y);
    }

    /** The browser has taken the finger for something else. */
    cancel(id: number) {
        this.fingers.delete(id);
    }

    private tapped(at: Point, time: number) {
        const last = this.lastTap;
        if (last && time - last.time <= doubleTapMs && distance(at, last.at) <= 3 * tapSlipPx) {
            this.lastTap = null;
            this.gestures.onDoubleTap(at);
        } else {
            this.lastTap = { at, time };
        }
    }

    private stroked(x: number, y: number) {
        if (Math.abs(x) >= swipePx && Math.abs(x) > 2 * Math.abs(y))
            this.gestures.onSwipe(x < 0 ? "left" : "right");
        else if (y >= swipePx && y > 2 * Math.abs(x)) this.gestures.onSwipe("down");
    }
}

function between(a: Point, b: Point): Point {
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function distance(a: Point, b: Point): number {
    return Math.hypot(a.x - b.x, a.y - b.y);
}
