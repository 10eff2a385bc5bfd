import { createStore, type Store } from "../shared/store";

const idleMs = 5 * 60_000;
const inputs = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"] as const;

/** Whether somebody is at this page: idle once it has seen no key, pointer or finger for five minutes. */
export class Idle {
    readonly state: Store<"active" | "idle"> = createStore<"active" | "idle">("active");

    private lastInputAt: number;
    private timer: ReturnType<typeof setTimeout> | undefined;

    constructor(private readonly now: () => number = Date.now) {
        this.lastInputAt = now();
    }

    /** Watches the page until the undo is called. */
    start(): () => void {
        const input = () => this.input();
        const seen = () => document.visibilityState === "visible" && this.input();
        const options = { capture: true, passive: true };
        for (const name of inputs) window.addEventListener(name, input, options);
        document.addEventListener("visibilitychange", seen);
        this.input();
        return () => {
            for (const name of inputs) window.removeEventListener(name, input, options);
            document.removeEventListener("visibilitychange", seen);
            this.stop();
        };
    }

    /** Somebody did something. */
    input() {
        // No timer is set anew for each movement of a pointer: it looks for itself when the last one was.
        this.lastInputAt = this.now();
        if (this.timer === undefined) this.lookLater(idleMs);
        this.state.set("active");
    }

    stop() {
        clearTimeout(this.timer);
        this.timer = undefined;
    }

    private lookLater(ms: number) {
        this.timer = setTimeout(() => {
            this.timer = undefined;
            const left = this.lastInputAt + idleMs - this.now();
            if (left > 0) this.lookLater(left);
            else this.state.set("idle");
        }, ms);
    }
}
