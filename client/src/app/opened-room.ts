import type { Timeline } from "../features/timeline/timeline";
import type { Room } from "../protocol/entities";
import { createStore, type Store } from "../shared/store";

/** The room whose messages are in front of the user. */
export type Opened = { roomId: string; at: number | null; timeline: Store<Timeline> };

type Ports = {
    room(roomId: string): Room | undefined;
    open(room: Room, at: number | null): Store<Timeline>;
};

/**
 * Opens the timeline of the room that the address names as soon as it names it: what is held of the room is there as it
 * is drawn first, and what is not has been asked for by then.
 */
export class OpenedRoom {
    readonly current: Store<Opened | null> = createStore<Opened | null>(null);

    constructor(private readonly ports: Ports) {}

    /** The address names this room, and the message at `at` in it if a link led there; or none. */
    show(roomId: string | null, at: number | null = null) {
        const before = this.current.get();
        if (before?.roomId === roomId && (at === null || at === before.at)) {
            // Once the room is open, only another link leads elsewhere in it.
            this.current.set(before.at === at ? before : { ...before, at });
            return;
        }
        const room = roomId === null ? undefined : this.ports.room(roomId);
        this.current.set(room ? { roomId: room.id, at, timeline: this.ports.open(room, at) } : null);
    }

    /** The room is gone. */
    forget(roomId: string) {
        if (this.current.get()?.roomId === roomId) this.current.set(null);
    }
}
