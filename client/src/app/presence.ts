import type { Room } from "../protocol/entities";
import type { PresenceChange, PresenceStatus } from "../protocol/events";
import type { Reply } from "../protocol/reply";
import { createStore, type Store } from "../shared/store";

const watchedMax = 500;
// A connection that is lost for a moment must not make everybody vanish and come back.
const keptMs = 5_000;

/** Who of the people in direct rooms, and of those shown elsewhere, is here; nothing of whom that is not known. */
export class PresenceWatch {
    readonly byUserId: Store<ReadonlyMap<string, PresenceStatus>> = createStore<
        ReadonlyMap<string, PresenceStatus>
    >(new Map());

    private directs: readonly string[] = [];
    private readonly shown = new Set<readonly string[]>();
    private watched: string | null = null;
    private connected = false;
    private forgetting: ReturnType<typeof setTimeout> | undefined;

    /**
     * `watchOnServer` calls `take` before anything of what the server tells after its answer comes to `changed`: nothing
     * else says which of the two is newer.
     */
    constructor(
        private readonly watchOnServer: (
            userIds: string[],
            take: (reply: Reply<PresenceChange[]>) => void,
        ) => void,
    ) {}

    /** Watches everybody but oneself in the direct rooms among `rooms`; call it with each new connection. */
    watch(rooms: Iterable<Room>, meId: string) {
        const direct = [...rooms].filter((room) => room.kind === "direct");
        this.directs = direct.flatMap((room) => room.members.map(({ id }) => id)).filter((id) => id !== meId);
        this.connected = true;
        this.settle();
    }

    /** Watches these people too, for as long as they are shown, until the undo is called. */
    readonly show = (userIds: readonly string[]): (() => void) => {
        this.shown.add(userIds);
        this.settle();
        return () => {
            this.shown.delete(userIds);
            this.settle();
        };
    };

    changed(changes: readonly PresenceChange[]) {
        this.byUserId.update(
            (known) => new Map([...known, ...changes.map(({ userId, status }) => [userId, status] as const)]),
        );
    }

    /** The connection is lost, and the server's watch with it. What was known stays for a moment. */
    lost() {
        this.connected = false;
        this.watched = null;
        clearTimeout(this.forgetting);
        this.forgetting = setTimeout(() => this.byUserId.set(new Map()), keptMs);
    }

    stop() {
        clearTimeout(this.forgetting);
    }

    private settle() {
        // Those of direct rooms are always in sight, and go first where there are too many.
        const all = new Set([...this.directs, ...[...this.shown].flat()]);
        const wanted = [...all].slice(0, watchedMax).sort();
        if (!this.connected || wanted.join() === (this.watched ?? "")) return;
        this.watched = wanted.join();
        this.watchOnServer(wanted, (reply) => {
            if (this.watched !== wanted.join()) return;
            if (!reply.ok) {
                this.watched = null;
                return;
            }
            clearTimeout(this.forgetting);
            this.byUserId.set(new Map(reply.value.map(({ userId, status }) => [userId, status])));
        });
    }
}
