import type { Member, Role } from "../../protocol/members";
import type { Problem, Reply } from "../../protocol/reply";
import { createStore, type Store } from "../../shared/store";

type Page = { members: Member[]; nextCursor: string | null };

/** A room's members as far as they have come, in the server's order. */
export type Members = {
    phase: "loading" | "ready" | "failed";
    problem: Problem | null;
    list: readonly Member[];
    /** Null once all of them are there. */
    nextCursor: string | null;
    loadingMore: boolean;
};

// So many are read at once, and then sorted; of larger rooms more come as one scrolls.
const atOnceMax = 1_000;

type Change = (list: readonly Member[]) => readonly Member[];

/** Reads a room's members page by page, and follows who comes, goes and gets another role. */
export class MemberList {
    readonly state: Store<Members> = createStore<Members>({
        phase: "loading",
        problem: null,
        list: [],
        nextCursor: null,
        loadingMore: false,
    });

    /** What was heard since each page was asked for that is still on its way: it may have been read before. */
    private readonly heard = new Set<Change[]>();

    constructor(private readonly read: (cursor?: string) => Promise<Reply<Page>>) {}

    /** Reads the list from its beginning; what is shown stays until the answer is here. */
    async load() {
        const { reply, heard } = await this.ask();
        if (!reply.ok) {
            this.state.update((state) =>
                state.phase === "ready" ? state : { ...state, phase: "failed", problem: reply.problem },
            );
            return;
        }
        const { members, nextCursor } = reply.value;
        this.state.update((state) => ({
            ...state,
            phase: "ready",
            problem: null,
            list: heard.reduce(changedBy, members),
            nextCursor,
            loadingMore: false,
        }));
        await this.loadWhile(({ list }) => list.length < atOnceMax);
    }

    async more() {
        const { nextCursor, loadingMore } = this.state.get();
        if (nextCursor === null || loadingMore) return false;
        this.state.update((state) => ({ ...state, loadingMore: true }));
        const { reply, heard } = await this.ask(nextCursor);
        this.state.update((state) => {
            // The list was read anew meanwhile: this page no longer follows on it.
            if (state.nextCursor !== nextCursor) return state;
            if (!reply.ok) return { ...state, loadingMore: false };
            const held = new Set(state.list.map(({ user }) => user.id));
            const news = reply.value.members.filter(({ user }) => !held.has(user.id));
            return {
                ...state,
                list: heard.reduce(changedBy, [...state.list, ...news]),
                nextCursor: reply.value.nextCursor,
                loadingMore: false,
            };
        });
        return reply.ok;
    }

    /** Reads on as long as `wanted` says, as while one searches. */
    async loadWhile(wanted: (members: Members) => boolean) {
        while (wanted(this.state.get()) && (await this.more()));
    }

    /** Somebody is in the room, with this role. */
    put(member: Member) {
        this.change((list) => {
            const held = list.some(({ user }) => user.id === member.user.id);
            if (!held) return [...list, member];
            return list.map((other) => (other.user.id === member.user.id ? member : other));
        });
    }

    removed(userId: string) {
        this.change((list) => list.filter(({ user }) => user.id !== userId));
    }

    private change(change: Change) {
        for (const heard of this.heard) heard.push(change);
        this.state.update((state) => ({ ...state, list: change(state.list) }));
    }

    private async ask(cursor?: string) {
        const heard: Change[] = [];
        this.heard.add(heard);
        const reply = await this.read(cursor);
        this.heard.delete(heard);
        return { reply, heard };
    }
}

const changedBy = (list: readonly Member[], change: Change) => change(list);

const rank: Record<Role, number> = { owner: 0, moderator: 1, member: 2 };

/** The members to show: whom the query names; owners and moderators first where all of them are known. */
export function shownMembers({ list, nextCursor }: Members, query: string): readonly Member[] {
    const wanted = query.trim().toLocaleLowerCase();
    const found =
        wanted === ""
            ? list
            : list.filter(({ user }) =>
                  `${user.displayName} ${user.username}`.toLocaleLowerCase().includes(wanted),
              );
    // Sorting what is not whole would move rows under the pointer with each page.
    if (nextCursor !== null) return found;
    return [...found].sort(
        (a, b) => rank[a.role] - rank[b.role] || a.user.displayName.localeCompare(b.user.displayName),
    );
}
