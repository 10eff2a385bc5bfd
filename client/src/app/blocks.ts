import type { Person } from "../protocol/entities";
import type { Reply } from "../protocol/reply";
import { createStore, type Store } from "../shared/store";

/** Whom one has blocked. */
export class Blocks {
    readonly userIds: Store<ReadonlySet<string>> = createStore<ReadonlySet<string>>(new Set());

    constructor(private readonly read: () => Promise<Reply<Person[]>>) {}

    has(userId: string): boolean {
        return this.userIds.get().has(userId);
    }

    async load(): Promise<void> {
        const known = this.userIds.get();
        const reply = await this.read();
        if (!reply.ok) return;
        // Somebody was blocked meanwhile, or no longer: the answer may be older than that.
        if (this.userIds.get() !== known) return this.load();
        const ids = reply.value.map(({ id }) => id);
        if (ids.length !== known.size || ids.some((id) => !known.has(id))) this.userIds.set(new Set(ids));
    }

    changed(userId: string, blocked: boolean) {
        const ids = this.userIds.get();
        if (ids.has(userId) === blocked) return;
        const changed = new Set(ids);
        if (blocked) changed.add(userId);
        else changed.delete(userId);
        this.userIds.set(changed);
    }
}
