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

    async load() {
        const reply = await this.read();
        if (!reply.ok) return;
        const ids = reply.value.map(({ id }) => id);
        const known = this.userIds.get();
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
