import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { changeRooms, noRooms, type Rooms, type RoomsChange } from "../features/rooms/rooms";
import type { Room } from "../protocol/entities";
import { succeeded } from "../protocol/reply";
import { mira, sampleMembership, sampleMessage, sampleRoom, tomas } from "../protocol/samples";
import { RoomCounts } from "./room-counts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const roomAt = (lastSeq: number, lastReadSeq: number, unreadCount: number) =>
    sampleRoom({ lastSeq, membership: sampleMembership({ lastReadSeq, unreadCount }) });

/** Rooms as a page holds them, beside what the server says when it is asked. */
function setUp(held: Room, stated: Room) {
    let rooms: Rooms = changeRooms(noRooms, { type: "known", rooms: [held] });
    const change = (next: RoomsChange) => {
        rooms = changeRooms(rooms, next);
    };
    const server = { room: stated, asked: 0 };
    const marks: { seq: number; unread?: true }[] = [];
    const counts = new RoomCounts({
        meId: mira.id,
        held: (roomId) => rooms.byId.get(roomId),
        change,
        mark: async ({ seq, unread }) => {
            marks.push(unread ? { seq, unread } : { seq });
            const lastReadSeq = unread ? seq - 1 : seq;
            const unreadCount = stated.lastSeq - lastReadSeq;
            return succeeded({
                membership: sampleMembership({ lastReadSeq, unreadCount }),
                countedTo: stated.lastSeq,
            });
        },
        ask: async () => {
            server.asked += 1;
            return succeeded(server.room);
        },
    });
    const say = (seq: number) =>
        change({ type: "message", message: sampleMessage(seq, { author: tomas }), me: mira, isNew: true });
    const unread = () => rooms.byId.get(held.id)?.membership?.unreadCount;
    return { counts, marks, server, say, unread };
}

test("a message that overtakes the answer about a marker stays unread, and the room is asked about", async () => {
    const { counts, server, say, unread } = setUp(roomAt(2, 0, 2), roomAt(2, 0, 2));
    counts.seen("r-1", 2);
    say(3);
    await vi.advanceTimersByTimeAsync(260);
    expect(unread()).toBe(1);
    expect(server.asked).toBe(0);
    server.room = roomAt(2, 2, 0);
    await vi.advanceTimersByTimeAsync(250);
    expect([server.asked, unread()]).toEqual([1, 1]);
    server.room = roomAt(3, 2, 1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([server.asked, unread()]).toEqual([2, 1]);
});

test("nothing is asked about where the answer counts all that is known", async () => {
    const { counts, server, unread } = setUp(roomAt(2, 0, 2), roomAt(3, 0, 3));
    counts.seen("r-1", 2);
    await vi.advanceTimersByTimeAsync(2_000);
    expect([server.asked, unread()]).toEqual([0, 1]);
});

test("what is marked unread in the open room is not read by looking at it, until that is asked for", async () => {
    const { counts, marks, unread } = setUp(roomAt(4, 4, 0), roomAt(4, 4, 0));
    counts.lookAt("r-1");
    await counts.markUnread(sampleMessage(3));
    expect(unread()).toBe(2);
    counts.seen("r-1", 4);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(marks).toEqual([{ seq: 3, unread: true }]);
    counts.markRead(roomAt(4, 2, 2));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(marks.at(-1)).toEqual({ seq: 4 });
    expect(unread()).toBe(0);
});
