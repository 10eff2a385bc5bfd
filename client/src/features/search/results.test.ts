import { expect, test } from "vitest";
import { failed, type Reply, succeeded } from "../../protocol/reply";
import { sampleMessage, sampleRoom } from "../../protocol/samples";
import { emptyQuery, lowestIdAt } from "./query";
import { type Found, type FoundPage, MessageSearch } from "./results";

const found = (seq: number, createdAt?: string): Found => ({
    message: sampleMessage(seq, createdAt ? { createdAt } : {}),
    room: sampleRoom(),
    highlights: [],
});

/** A search over pages that are given one by one; each question is noted. */
function over(...pages: (FoundPage | Reply<FoundPage>)[]) {
    const asked: unknown[] = [];
    const search = new MessageSearch(async (query, before) => {
        asked.push([query.q, before]);
        const page = pages.shift() ?? { items: [], nextBefore: null };
        return "ok" in page ? page : succeeded(page);
    });
    const seqs = () => search.state.get().items.map(({ message }) => message.seq);
    return { asked, search, seqs };
}

const epoxy = { ...emptyQuery, text: " epoxy " };

test("pages follow one another until there are no more", async () => {
    const { asked, search, seqs } = over(
        { items: [found(9)], nextBefore: "m-9" },
        { items: [found(4)], nextBefore: null },
    );
    await search.search(epoxy);
    await search.more();
    await search.more();
    expect(seqs()).toEqual([9, 4]);
    expect(asked).toEqual([
        ["epoxy", undefined],
        ["epoxy", "m-9"],
    ]);
});

test("a page without a hit is no end", async () => {
    const { search, seqs } = over(
        { items: [], nextBefore: "a" },
        { items: [], nextBefore: "b" },
        { items: [found(1)], nextBefore: null },
    );
    await search.search(epoxy);
    expect(search.state.get()).toMatchObject({ phase: "ready", loadingMore: false, nextBefore: null });
    expect(seqs()).toEqual([1]);
});

test("however long nothing is found, one call asks only so often and can be followed by another", async () => {
    const { asked, search } = over(
        ...Array.from({ length: 20 }, (_, page) => ({ items: [], nextBefore: `m-${page}` })),
    );
    await search.search(epoxy);
    expect(asked).toHaveLength(8);
    expect(search.state.get()).toMatchObject({ phase: "ready", nextBefore: "m-7", loadingMore: false });
});

test("what is older than the days asked for ends the search", async () => {
    const { asked, search, seqs } = over({
        items: [found(3, "2026-06-10T12:00:00Z"), found(2, "2026-06-04T12:00:00Z")],
        nextBefore: "m-2",
    });
    await search.search({ ...epoxy, after: "2026-06-05" });
    expect([seqs(), search.state.get().nextBefore, asked.length]).toEqual([[3], null, 1]);
});

test("the day to begin after is told to the server", async () => {
    const asked: (string | undefined)[] = [];
    const search = new MessageSearch(async ({ after }) => {
        asked.push(after);
        return succeeded({ items: [], nextBefore: null });
    });
    await search.search({ ...epoxy, after: "2026-06-05" });
    await search.search(epoxy);
    expect(asked).toEqual([lowestIdAt(new Date(2026, 5, 6).getTime()), undefined]);
});

test("a day to end with is where the search begins", async () => {
    const { asked, search } = over({ items: [], nextBefore: null });
    await search.search({ ...epoxy, before: "2026-06-05" });
    expect(asked).toEqual([["epoxy", expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7000-8000-0{12}$/)]]);
});

test("the same search keeps its results, another one starts anew, and no words mean nothing", async () => {
    const { asked, search, seqs } = over(
        { items: [found(1)], nextBefore: null },
        { items: [found(2)], nextBefore: null },
    );
    await search.search(epoxy);
    await search.search({ ...epoxy });
    expect([seqs(), asked.length]).toEqual([[1], 1]);
    await search.search({ ...epoxy, text: "resin" });
    expect(seqs()).toEqual([2]);
    await search.search(emptyQuery);
    expect(search.state.get()).toMatchObject({ phase: "idle", items: [] });
});

test("an answer that comes too late is passed over", async () => {
    const answers: ((page: Reply<FoundPage>) => void)[] = [];
    const search = new MessageSearch(() => new Promise((resolve) => answers.push(resolve)));
    const first = search.search(epoxy);
    const second = search.search({ ...epoxy, text: "resin" });
    answers[1]?.(succeeded({ items: [found(2)], nextBefore: null }));
    answers[0]?.(succeeded({ items: [found(1)], nextBefore: null }));
    await Promise.all([first, second]);
    expect(search.state.get().items.map(({ message }) => message.seq)).toEqual([2]);
});

test("what fails says so and can be tried again; a later part that fails keeps what is there", async () => {
    const offline = failed<FoundPage>({ code: "offline" });
    const { search, seqs } = over(offline, { items: [found(1)], nextBefore: "m-1" }, offline);
    await search.search(epoxy);
    expect(search.state.get()).toMatchObject({ phase: "failed", problem: { code: "offline" } });
    await search.again();
    await search.more();
    expect(seqs()).toEqual([1]);
    expect(search.state.get()).toMatchObject({ phase: "ready", moreProblem: { code: "offline" } });
});
