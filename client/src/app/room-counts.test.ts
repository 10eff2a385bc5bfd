import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { changeRooms, noRooms, type Rooms, type RoomsChange } from "../features/rooms/rooms";
import type { Room } from "../protocol/entities";
import { failed, succeeded } from "../protocol/reply";
import { mira, sampleMembership, sampleMessage, sampleRoom, tomas } from "../protocol/samples";
import { RoomCounts } from "./room-counts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const roomAt = (lastSeq: number, lastReadSeq: number, unreadCount: number, version = lastSeq) =>
    sampleRoom({ lastSeq, version, membership: sampleMembership({ lastReadSeq, unreadCount }) });

/** Rooms as a page holds them, beside what the server says when it is asked. */
function setUp(held: Room, stated: Room) {
    let rooms: Rooms = changeRooms(noRooms, { type: "known", rooms: [held] });
    const change = (next: RoomsChange) => {
        rooms = changeRooms(rooms, next);
    };
    const server = { room: stated, asked: 0, online: true, answered: Promise.resolve() };
    const marks: { seq: number; unread?: true }[] = [];
    const counts = new RoomCounts({
        me: mira,
        held: (roomId) => rooms.byId.get(roomId),
        change,
        mark: async ({ seq, unread }) => {
            marks.push(unread ? { seq, unread } : { seq });
            if (!server.online) return failed({ code: "offline" });
            const { lastSeq, version } = server.room;
            const lastReadSeq = unread ? seq - 1 : seq;
            server.room = roomAt(lastSeq, lastReadSeq, lastSeq - lastReadSeq, version);
            const membership = sampleMembership({ lastReadSeq, unreadCount: lastSeq - lastReadSeq });
            await server.answered;
            return succeeded({ membership, countedTo: lastSeq, version });
        },
        ask: async () => {
            server.asked += 1;
            const { room } = server;
            await server.answered;
            return succeeded(room);
        },
    });
    /** Answers come only once the returned function is called. */
    const holdAnswers = () => {
        let release = () => {};
        server.answered = new Promise((resolve) => {
            release = resolve;
        });
        return release;
    };
    const say = (seq: number) =>
        change({ type: "message", message: sampleMessage(seq, { author: tomas }), me: mira, isNew: true });
    const remove = (seq: number, version: number) => {
        const message = sampleMessage(seq, { version, deletedAt: "2026-06-12T09:40:07.123Z", content: "" });
        change({ type: "message", message, me: mira, isNew: false });
        counts.changed(message);
    };
    const membership = () => rooms.byId.get(held.id)?.membership;
    const unread = () => membership()?.unreadCount;
    return { counts, marks, server, holdAnswers, say, remove, membership, unread };
}

test("a message that overtakes the answer about a marker stays unread, and the room is asked about", async () => {
    const { counts, server, say, unread } = setUp(roomAt(2, 0, 2), roomAt(2, 0, 2));
    counts.seen("r-1", 2);
    say(3);
    await vi.advanceTimersByTimeAsync(260);
    expect(unread()).toBe(1);
    expect(server.asked).toBe(0);
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

test("marking unread that fails leaves the open room to be read", async () => {
    const { counts, marks, server } = setUp(roomAt(4, 3, 1), roomAt(4, 3, 1));
    counts.lookAt("r-1");
    server.online = false;
    await counts.markUnread(sampleMessage(2));
    server.online = true;
    counts.seen("r-1", 4);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(marks.at(-1)).toEqual({ seq: 4 });
});

test("a message deleted while the marker is on its way is unread to nobody", async () => {
    const { counts, server, holdAnswers, remove, unread } = setUp(roomAt(4, 0, 4), roomAt(4, 0, 4));
    const release = holdAnswers();
    counts.seen("r-1", 1);
    await vi.advanceTimersByTimeAsync(260);
    remove(3, 5);
    server.room = roomAt(4, 1, 2, 5);
    release();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(unread()).toBe(2);
});

test("what was asked before the marker moved back does not move it up again", async () => {
    const { counts, server, holdAnswers, unread } = setUp(roomAt(4, 4, 0), roomAt(4, 4, 0));
    const release = holdAnswers();
    counts.heard(sampleMessage(4, { content: "@room" }));
    await vi.advanceTimersByTimeAsync(250);
    expect(server.asked).toBe(1);
    server.room = roomAt(4, 1, 3);
    counts.readTo(
        "r-1",
        { membership: sampleMembership({ lastReadSeq: 1, unreadCount: 3 }), countedTo: 4, version: 4 },
        true,
    );
    release();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(unread()).toBe(3);
});

test("what was asked before the server named all rooms is asked again", async () => {
    const { counts, server, holdAnswers, unread } = setUp(roomAt(4, 1, 3), roomAt(4, 4, 0));
    const release = holdAnswers();
    counts.heard(sampleMessage(4, { content: "@room" }));
    await vi.advanceTimersByTimeAsync(250);
    counts.named();
    server.room = roomAt(4, 1, 3);
    release();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([server.asked, unread()]).toEqual([2, 3]);
});

test("what two devices did, heard in the wrong order, ends as the server has it", async () => {
    const { counts, server, membership } = setUp(roomAt(4, 0, 4), roomAt(4, 4, 0));
    const heard = (lastReadSeq: number, muted: boolean) => {
        const own = sampleMembership({ lastReadSeq, unreadCount: 4 - lastReadSeq, muted });
        counts.heardElsewhere("r-1", { membership: own, countedTo: 4, version: 4 });
    };
    heard(4, false);
    heard(3, false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(membership()).toMatchObject({ lastReadSeq: 4, unreadCount: 0 });
    const muted = sampleMembership({ lastReadSeq: 4, muted: true });
    server.room = { ...server.room, membership: muted };
    heard(4, true);
    heard(4, false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(membership()).toEqual(muted);
});
