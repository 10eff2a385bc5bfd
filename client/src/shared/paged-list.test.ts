import { expect, test } from "vitest";
import { failed, type Reply, succeeded } from "../protocol/reply";
import { PagedList } from "./paged-list";

type Part = Reply<{ items: number[]; nextBefore: string | null }>;

function listOf(...parts: Part[]) {
    const asked: (string | undefined)[] = [];
    const list = new PagedList<number>(async (before) => {
        asked.push(before);
        return parts.shift() ?? failed({ code: "offline" });
    });
    return { asked, list };
}

test("parts follow each other to the end", async () => {
    const { asked, list } = listOf(
        succeeded({ items: [3, 2], nextBefore: "2" }),
        succeeded({ items: [1], nextBefore: null }),
    );
    await list.load();
    await Promise.all([list.more(), list.more()]);
    await list.more();
    expect(list.state.get()).toMatchObject({ phase: "ready", items: [3, 2, 1], nextBefore: null });
    expect(asked).toEqual([undefined, "2"]);
});

test("a failure says why, and a later one keeps what is there", async () => {
    const { list } = listOf(failed({ code: "offline" }), succeeded({ items: [3], nextBefore: "3" }));
    await list.load();
    expect(list.state.get()).toMatchObject({ phase: "failed", problem: { code: "offline" } });
    await list.load();
    await list.more();
    await list.load();
    expect(list.state.get()).toMatchObject({
        phase: "ready",
        items: [3],
        nextBefore: "3",
        loadingMore: false,
    });
});

test("what is gone leaves the list", async () => {
    const { list } = listOf(succeeded({ items: [3, 2], nextBefore: null }));
    await list.load();
    list.drop((item) => item === 3);
    expect(list.state.get().items).toEqual([2]);
});
