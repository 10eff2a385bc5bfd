import { describe, expect, test } from "vitest";
import { emptyTimeline } from "../features/timeline/timeline";
import { sampleRoom } from "../protocol/samples";
import { createStore } from "../shared/store";
import { OpenedRoom } from "./opened-room";

function setUp(known = ["a", "b"]) {
    const asked: [string, number | null][] = [];
    const opened = new OpenedRoom({
        room: (roomId) => (known.includes(roomId) ? sampleRoom({ id: roomId }) : undefined),
        open(room, at) {
            asked.push([room.id, at]);
            return createStore(emptyTimeline(room.id, 0, null, at));
        },
    });
    return { opened, asked, known };
}

describe("OpenedRoom", () => {
    test("opens a room once, however often the address is looked at", () => {
        const { opened, asked } = setUp();
        opened.show("a");
        opened.show("a");
        expect(asked).toEqual([["a", null]]);
        expect(opened.current.get()?.roomId).toBe("a");
    });

    test("follows another link in the open room, and stays where it is as the link is left", () => {
        const { opened, asked } = setUp();
        opened.show("a");
        opened.show("a", 5);
        opened.show("a", 5);
        opened.show("a");
        opened.show("a", 5);
        expect(asked).toEqual([
            ["a", null],
            ["a", 5],
            ["a", 5],
        ]);
    });

    test("opens a room anew after another one, or a page, was there", () => {
        const { opened, asked } = setUp();
        for (const roomId of ["a", "b", "a", null, "a"]) opened.show(roomId);
        expect(asked.map(([roomId]) => roomId)).toEqual(["a", "b", "a", "a"]);
    });

    test("a room that is not known yet is opened once it is, and one that is gone is let go of", () => {
        const { opened, known } = setUp([]);
        opened.show("a");
        expect(opened.current.get()).toBeNull();
        known.push("a");
        opened.show("a");
        expect(opened.current.get()?.roomId).toBe("a");
        opened.forget("b");
        expect(opened.current.get()?.roomId).toBe("a");
        opened.forget("a");
        expect(opened.current.get()).toBeNull();
    });
});
