import { createStore, type Store } from "../../shared/store";

/** Who is typing where: user ids by room, in the order in which they began. */
export type Typing = ReadonlyMap<string, readonly string[]>;

const expiryMs = 5_000;

/** Keeps who is typing; a start that is not renewed runs out after 5 s. */
export class TypingWatch {
    readonly typing: Store<Typing> = createStore<Typing>(new Map());

    private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

    started(roomId: string, userId: string) {
        this.renew(roomId, userId);
        const names = this.typing.get().get(roomId) ?? [];
        if (!names.includes(userId)) this.put(roomId, [...names, userId]);
    }

    stopped(roomId: string, userId: string) {
        clearTimeout(this.timers.get(timerKey(roomId, userId)));
        this.timers.delete(timerKey(roomId, userId));
        const names = this.typing.get().get(roomId) ?? [];
        if (names.includes(userId)) {
            this.put(
                roomId,
                names.filter((other) => other !== userId),
            );
        }
    }

    /** Forgets everybody, as when the connection is lost. */
    clear() {
        for (const timer of this.timers.values()) clearTimeout(timer);
        this.timers.clear();
        this.typing.set(new Map());
    }

    private renew(roomId: string, userId: string) {
        const key = timerKey(roomId, userId);
        clearTimeout(this.timers.get(key));
        this.timers.set(
            key,
            setTimeout(() => this.stopped(roomId, userId), expiryMs),
        );
    }

    private put(roomId: string, names: readonly string[]) {
        this.typing.update((typing) => new Map(typing).set(roomId, names));
    }
}

function timerKey(roomId: string, userId: string): string {
    return `${roomId} ${userId}`;
}
