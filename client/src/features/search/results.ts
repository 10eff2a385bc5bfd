import type { Message, Room } from "../../protocol/entities";
import type { Problem, Reply } from "../../protocol/reply";
import type { Highlight } from "../../shared/excerpt";
import { createStore, type Store } from "../../shared/store";
import { boundsOf, emptyQuery, lowestIdAt, queryToAddress, type SearchQuery } from "./query";

export type Found = { message: Message; room: Room; highlights: readonly Highlight[] };

export type FoundPage = { items: Found[]; nextBefore: string | null };

/** One page of what the server finds. */
export type FindMessages = (
    query: { q: string; roomId?: string; authorId?: string; after?: string; limit: number },
    before?: string,
) => Promise<Reply<FoundPage>>;

export type Results = {
    /** `idle` while there is nothing to search for. */
    phase: "idle" | "loading" | "ready" | "failed";
    problem: Problem | null;
    items: readonly Found[];
    /** Where the next part begins; null at the end. */
    nextBefore: string | null;
    loadingMore: boolean;
    /** Why the next part could not be had. */
    moreProblem: Problem | null;
};

const nothing: Results = {
    phase: "idle",
    problem: null,
    items: [],
    nextBefore: null,
    loadingMore: false,
    moreProblem: null,
};

const pageSize = 30;
// The server may answer with next to nothing and still have more: so many pages are asked for at once.
const pagesAtOnce = 8;

/** A search through messages, part by part. A new one makes the answers to the former one void. */
export class MessageSearch {
    readonly state: Store<Results> = createStore(nothing);
    /** How far the results have been scrolled, for whoever comes back to them. */
    scrollTop = 0;

    private query: SearchQuery = emptyQuery;
    private run = 0;

    constructor(private readonly find: FindMessages) {}

    /** Searches, unless these are the results already. */
    async search(query: SearchQuery) {
        const same = queryToAddress(query) === queryToAddress(this.query);
        if (same && this.state.get().phase !== "idle" && this.state.get().phase !== "failed") return;
        this.query = query;
        await this.again();
    }

    /** Searches for the same once more. */
    async again() {
        this.run += 1;
        this.scrollTop = 0;
        if (this.query.text.trim() === "") return this.state.set(nothing);
        this.state.set({ ...nothing, phase: "loading" });
        const { until } = boundsOf(this.query);
        await this.load(until === null ? undefined : lowestIdAt(until));
    }

    /** The next part. */
    async more() {
        const { nextBefore, loadingMore } = this.state.get();
        if (nextBefore === null || loadingMore) return;
        this.state.update((state) => ({ ...state, loadingMore: true, moreProblem: null }));
        await this.load(nextBefore);
    }

    private async load(before: string | undefined) {
        const run = this.run;
        let next: string | null | undefined = before;
        for (let page = 0; page < pagesAtOnce && next !== null; page += 1) {
            const reply: Reply<FoundPage> = await this.find(this.asked(), next ?? undefined);
            if (run !== this.run) return;
            if (!reply.ok) return this.failed(reply.problem);
            const { items, ended } = withinDays(reply.value.items, this.query);
            next = ended ? null : reply.value.nextBefore;
            const done = items.length > 0 || next === null || page === pagesAtOnce - 1;
            this.state.update((state) => ({
                ...state,
                phase: done ? "ready" : state.phase,
                items: [...state.items, ...items],
                nextBefore: next ?? null,
                loadingMore: !done,
            }));
            if (done) return;
        }
    }

    private asked() {
        const { text, roomId, authorId } = this.query;
        const { from } = boundsOf(this.query);
        return {
            q: text.trim(),
            limit: pageSize,
            ...(roomId && { roomId }),
            ...(authorId && { authorId }),
            ...(from !== null && { after: lowestIdAt(from) }),
        };
    }

    private failed(problem: Problem) {
        this.state.update((state) =>
            state.phase === "ready"
                ? { ...state, loadingMore: false, moreProblem: problem }
                : { ...state, phase: "failed", problem },
        );
    }
}

/** Those of the days asked for, and whether all that follow, being older, are of none of them. */
function withinDays(found: readonly Found[], query: SearchQuery): { items: Found[]; ended: boolean } {
    const { from, until } = boundsOf(query);
    const sentAt = ({ message }: Found) => Date.parse(message.createdAt);
    const ended = from !== null && found.some((item) => sentAt(item) < from);
    const items = found.filter(
        (item) => (from === null || sentAt(item) >= from) && (until === null || sentAt(item) < until),
    );
    return { items, ended };
}
