import type { Room } from "../protocol/entities";
import type { PresenceChange, PresenceStatus } from "../protocol/events";
import type { Reply } from "../protocol/reply";
import { createStore, type Store } from "../shared/store";

const watchedMax = 500;

/** Who of the people in direct rooms is here; empty while that is not known. */
export class PresenceWatch {
    readonly byUserId: Store<ReadonlyMap<string, PresenceStatus>> = createStore<
        ReadonlyMap<string, PresenceStatus>
    >(new Map());

    private watched = "";

    constructor(private readonly watchOnServer: (userIds: string[]) => Promise<Reply<PresenceChange[]>>) {}

    /** Watches everybody but oneself in the direct rooms among `rooms`. */
    async watch(rooms: Iterable<Room>, meId: string) {
        const directs = [...rooms].filter((room) => room.kind === "direct");
        const userIds = new Set(directs.flatMap((room) => room.members.map((person) => person.id)));
        userIds.delete(meId);
        const wanted = [...userIds].sort().slice(0, watchedMax);
        if (wanted.join() === this.watched) return;
        this.watched = wanted.join();
        const reply = await this.watchOnServer(wanted);
        if (reply.ok) this.changed(reply.value);
        else this.watched = "";
    }

    changed(changes: readonly PresenceChange[]) {
        this.byUserId.update(
            (known) => new Map([...known, ...changes.map(({ userId, status }) => [userId, status] as const)]),
        );
    }

    /** Nothing is known any more, as when the connection is lost; the server forgets the watch as well. */
    lost() {
        this.watched = "";
        this.byUserId.set(new Map());
    }
}
