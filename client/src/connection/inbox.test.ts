import { describe, expect, it } from "vitest";
import { Inbox, unseenMs, waitingMax } from "./inbox";

/** An inbox of numbers on a page whose frames come when `frame` is called. */
function made({ hidden = false } = {}) {
    const batches: (readonly number[])[] = [];
    const page = { hidden, now: 1_000, waiting: new Set<() => void>() };
    const inbox = new Inbox<number>((all) => batches.push(all), {
        isHidden: () => page.hidden,
        now: () => page.now,
        soon(take) {
            page.waiting.add(take);
            return () => page.waiting.delete(take);
        },
    });
    const frame = () => {
        for (const take of [...page.waiting]) take();
    };
    return { inbox, batches, page, frame };
}

describe("the inbox", () => {
    it("hands over all that came before a frame together, in its order", () => {
        const { inbox, batches, frame } = made();
        for (const item of [1, 2, 3]) inbox.add(item);
        expect(batches).toEqual([]);
        frame();
        expect(batches).toEqual([[1, 2, 3]]);
    });

    it("waits for one frame at a time, and for none while nothing waits", () => {
        const { inbox, page, batches, frame } = made();
        inbox.add(1);
        inbox.add(2);
        expect(page.waiting.size).toBe(1);
        frame();
        expect(page.waiting.size).toBe(0);
        frame();
        inbox.add(3);
        frame();
        expect(batches).toEqual([[1, 2], [3]]);
    });

    it("hands over at once what something else must not overtake, and not again with the frame", () => {
        const { inbox, page, batches, frame } = made();
        inbox.add(1);
        inbox.flush();
        inbox.flush();
        expect(batches).toEqual([[1]]);
        expect(page.waiting.size).toBe(0);
        inbox.add(2);
        frame();
        expect(batches).toEqual([[1], [2]]);
    });

    it("keeps what comes while it hands over for the next time", () => {
        const { page, frame } = made();
        const heard: number[] = [];
        const inbox: Inbox<number> = new Inbox<number>(
            (all) => {
                heard.push(...all);
                if (all.includes(1)) inbox.add(2);
            },
            {
                isHidden: () => false,
                now: () => 0,
                soon: (take) => {
                    page.waiting.add(take);
                    return () => page.waiting.delete(take);
                },
            },
        );
        inbox.add(1);
        frame();
        expect(heard).toEqual([1]);
        frame();
        expect(heard).toEqual([1, 2]);
    });

    it("lets no more than a bounded number wait, though no frame comes", () => {
        const { inbox, batches } = made();
        for (let item = 0; item < waitingMax + 1; item += 1) inbox.add(item);
        expect(batches.map(({ length }) => length)).toEqual([waitingMax]);
        expect(batches[0]?.at(-1)).toBe(waitingMax - 1);
    });

    it("hands over at once on a hidden page, and gathers what follows within a moment", () => {
        const { inbox, batches, page } = made({ hidden: true });
        inbox.add(1);
        expect(batches).toEqual([[1]]);
        inbox.add(2);
        inbox.add(3);
        expect(batches).toHaveLength(1);
        page.now += unseenMs;
        inbox.add(4);
        expect(batches).toEqual([[1], [2, 3, 4]]);
        expect(page.waiting.size).toBe(0);
    });

    it("hands over the last of a hidden page's burst by the timer", () => {
        const { inbox, batches, frame } = made({ hidden: true });
        inbox.add(1);
        inbox.add(2);
        frame();
        expect(batches).toEqual([[1], [2]]);
    });
});
