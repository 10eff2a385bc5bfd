import { expect, test } from "vitest";
import type { Room } from "../../protocol/entities";
import { mira, sampleMembership, sampleMessage, sampleRoom, tomas } from "../../protocol/samples";
import { faceOf } from "./face";
import { changeRooms, noRooms, type RoomsChange } from "./rooms";

const boats = sampleRoom({ id: "r-1", name: "Boats" });

/** The face of the room before and after each of the changes. */
function facesOver(room: Room, ...changes: RoomsChange[]) {
    const select = faceOf(room.id);
    let rooms = changeRooms(noRooms, { type: "known", rooms: [room] });
    return [
        select(rooms),
        ...changes.map((change) => {
            rooms = changeRooms(rooms, change);
            return select(rooms);
        }),
    ];
}

test("a room's face is the same while people talk in it and read, there and elsewhere", () => {
    const [before, ...after] = facesOver(
        boats,
        { type: "message", message: sampleMessage(1, { roomId: "r-1" }), me: mira, isNew: true },
        {
            type: "read",
            roomId: "r-1",
            position: { membership: sampleMembership({ lastReadSeq: 1 }), countedTo: null, version: null },
        },
        { type: "put", room: sampleRoom({ id: "r-2", name: "Elsewhere" }) },
    );
    expect(before?.name).toBe("Boats");
    for (const face of after) expect(face).toBe(before);
});

test("a room's face changes with its name, one's role in it, and joining or leaving it", () => {
    const faces = facesOver(
        boats,
        { type: "put", room: { ...boats, name: "Ships" } },
        { type: "membership", roomId: "r-1", membership: { role: "moderator" } },
        { type: "removed", roomId: "r-1" },
    );
    expect(new Set(faces).size).toBe(4);
    expect(faces.map((face) => [face?.name, face?.membership?.role])).toEqual([
        ["Boats", "member"],
        ["Ships", "member"],
        ["Ships", "moderator"],
        [undefined, undefined],
    ]);
});

test("a direct room's face changes with its people", () => {
    const direct = sampleRoom({ id: "r-1", kind: "direct", name: "", members: [mira, tomas] });
    const person = { ...tomas, displayName: "Tom" };
    const [before, after] = facesOver(direct, { type: "person", person });
    expect(after).not.toBe(before);
    expect(after?.members[1]?.displayName).toBe("Tom");
});
