import { expect, test } from "vitest";
import { mira, sampleMessage, sampleRoom, tomas } from "../../protocol/samples";
import { listOrder } from "./order";
import { changeRooms, noRooms, type RoomsChange } from "./rooms";

const rooms = [
    sampleRoom({ id: "r-1", name: "Masts" }),
    sampleRoom({ id: "r-2", name: "boats" }),
    sampleRoom({ id: "r-3", kind: "direct", name: "", members: [mira, tomas] }),
];

/** The order at first and after each of the changes. */
function ordersOver(...changes: RoomsChange[]) {
    const select = listOrder(mira.id);
    let now = changeRooms(noRooms, { type: "known", rooms });
    return [
        select(now),
        ...changes.map((change) => {
            now = changeRooms(now, change);
            return select(now);
        }),
    ];
}

test("the list is in the order of names, direct rooms apart", () => {
    expect(ordersOver()).toEqual([{ grouped: ["r-2", "r-1"], direct: ["r-3"] }]);
});

test("the list stays the very same while people talk", () => {
    const message = sampleMessage(1, { roomId: "r-1" });
    const [before, after] = ordersOver({ type: "message", message, me: mira, isNew: true });
    expect(after).toBe(before);
});

test("the list follows what rooms and people are called, and who comes and goes", () => {
    const [, renamed, more, fewer] = ordersOver(
        { type: "put", room: sampleRoom({ id: "r-1", name: "Anchors" }) },
        { type: "put", room: sampleRoom({ id: "r-4", name: "Buoys" }) },
        { type: "removed", roomId: "r-2" },
    );
    expect(renamed?.grouped).toEqual(["r-1", "r-2"]);
    expect(more?.grouped).toEqual(["r-1", "r-2", "r-4"]);
    expect(fewer?.grouped).toEqual(["r-1", "r-4"]);
});
