import { describe, expect, it } from "vitest";
import { batch, createSignal, createStore } from "./store";

describe("a batch", () => {
    it("tells of a store once, whose value is new at once", () => {
        const store = createStore(0);
        const seen: number[] = [];
        store.subscribe(() => seen.push(store.get()));
        batch(() => {
            store.set(1);
            store.update((value) => value + 1);
            expect(store.get()).toBe(2);
            expect(seen).toEqual([]);
        });
        expect(seen).toEqual([2]);
    });

    it("within another one ends with that", () => {
        const store = createStore(0);
        const seen: number[] = [];
        store.subscribe(() => seen.push(store.get()));
        batch(() => {
            batch(() => store.set(1));
            store.set(2);
        });
        expect(seen).toEqual([2]);
    });

    it("tells of what changed before it failed, and of later changes at once", () => {
        const store = createStore(0);
        const seen: number[] = [];
        store.subscribe(() => seen.push(store.get()));
        const fail = () => {
            store.set(1);
            throw new Error("no");
        };
        expect(() => batch(fail)).toThrow("no");
        store.set(2);
        expect(seen).toEqual([1, 2]);
    });

    it("leaves listeners free to change other stores", () => {
        const [one, other] = [createStore(0), createStore(0)];
        const seen: number[] = [];
        one.subscribe(() => other.set(one.get() * 10));
        other.subscribe(() => seen.push(other.get()));
        batch(() => one.set(1));
        expect(seen).toEqual([10]);
    });
});

describe("a signal", () => {
    it("tells all of its news, in a batch too, until the undo", () => {
        const signal = createSignal<number>();
        const heard: number[] = [];
        const undo = signal.subscribe((news) => heard.push(news));
        batch(() => {
            signal.tell(1);
            signal.tell(1);
        });
        undo();
        signal.tell(2);
        expect(heard).toEqual([1, 1]);
    });
});
