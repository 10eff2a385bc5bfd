import { expect, test } from "vitest";
import { changeRooms, noRooms } from "../features/rooms/rooms";
import type { Room } from "../protocol/entities";
import { sampleMembership, sampleRoom } from "../protocol/samples";
import { likelyNext } from "./next-rooms";

function namesOf(rooms: Room[], recent: string[], openRoomId: string | null, count = 9): string {
    const known = changeRooms(noRooms, { type: "known", rooms });
    return likelyNext(known, recent, openRoomId, count)
        .map(({ id }) => id)
        .join(" ");
}

const room = (id: string, change: Partial<Room> = {}) =>
    sampleRoom({ id, lastSeq: 3, lastMessageAt: `2026-06-0${id.length}T08:00:00.000Z`, ...change });
const unread = (mentionCount: number) => ({
    membership: sampleMembership({ lastReadSeq: 1, unreadCount: 2, mentionCount }),
});

test("what waits for somebody goes before where they were, and that before where something was said", () => {
    const rooms = [room("a"), room("bb"), room("c", unread(0)), room("d", unread(1)), room("e")];
    expect(namesOf(rooms, ["e"], null)).toBe("d c e bb a");
    expect(namesOf(rooms, ["a", "e"], "c", 3)).toBe("d a e");
});

test("nobody is likely to go to a room where nothing was said, nor into the archive", () => {
    expect(namesOf([room("a"), room("b", { lastSeq: 0 }), room("c", { archived: true })], [], null)).toBe(
        "a",
    );
});
