import { describe, expect, test } from "vitest";
import type { Message, Room } from "../../protocol/entities";
import { mira, sampleMembership, sampleMessage, sampleRoom, tomas } from "../../protocol/samples";
import { neighbourRoom } from "./order";
import { badgeOf, changeRooms, noRooms, type Rooms, type RoomsChange, roomTitle, unreadTotal } from "./rooms";

function changed(rooms: Rooms, ...changes: RoomsChange[]): Rooms {
    return changes.reduce(changeRooms, rooms);
}

const known = (...rooms: Room[]) => changed(noRooms, { type: "known", rooms });
const said = (message: Message): RoomsChange => ({ type: "message", message, me: mira, isNew: true });
const membershipOf = (rooms: Rooms, roomId = "r-1") => rooms.byId.get(roomId)?.membership;

describe("unread counts", () => {
    test("grow with each message of others", () => {
        const rooms = changed(known(sampleRoom()), said(sampleMessage(1)), said(sampleMessage(2)));
        expect(membershipOf(rooms)?.unreadCount).toBe(2);
        expect(rooms.byId.get("r-1")).toMatchObject({ lastSeq: 2, version: 2 });
    });

    test("count a message once, however often it comes", () => {
        const rooms = changed(known(sampleRoom()), said(sampleMessage(1)), said(sampleMessage(1)));
        expect(membershipOf(rooms)?.unreadCount).toBe(1);
    });

    test("leave one's own messages out", () => {
        const rooms = changed(known(sampleRoom()), said(sampleMessage(1, { author: mira })));
        expect(membershipOf(rooms)?.unreadCount).toBe(0);
        expect(rooms.byId.get("r-1")?.lastSeq).toBe(1);
    });

    test("do not grow by edits", () => {
        const edit = sampleMessage(1, { version: 2 });
        const change: RoomsChange = { type: "message", message: edit, me: mira, isNew: false };
        const rooms = changed(known(sampleRoom()), said(sampleMessage(1)), change);
        expect(membershipOf(rooms)?.unreadCount).toBe(1);
        expect(rooms.byId.get("r-1")?.version).toBe(2);
    });

    test("count who is named", () => {
        const content = "@mira, look";
        const rooms = changed(
            known(sampleRoom()),
            said(sampleMessage(1, { content })),
            said(sampleMessage(2)),
        );
        expect(membershipOf(rooms)).toMatchObject({ unreadCount: 2, mentionCount: 1 });
    });
});

describe("a read marker", () => {
    const read = (part: Parameters<typeof sampleMembership>[0]): RoomsChange => ({
        type: "membership",
        roomId: "r-1",
        membership: sampleMembership(part),
    });

    test("takes the unread away", () => {
        const rooms = changed(known(sampleRoom()), said(sampleMessage(1)), read({ lastReadSeq: 1 }));
        expect(membershipOf(rooms)).toMatchObject({ lastReadSeq: 1, unreadCount: 0 });
    });

    test("never moves back", () => {
        const rooms = changed(
            known(sampleRoom()),
            said(sampleMessage(1)),
            read({ lastReadSeq: 1 }),
            read({ unreadCount: 1 }),
        );
        expect(membershipOf(rooms)?.unreadCount).toBe(0);
    });

    test("does not count twice what the server has counted before its event came", () => {
        const rooms = changed(
            known(sampleRoom()),
            said(sampleMessage(1)),
            read({ lastReadSeq: 1, unreadCount: 1 }),
            said(sampleMessage(2)),
        );
        expect(membershipOf(rooms)?.unreadCount).toBe(1);
    });
});

describe("room events", () => {
    test("keep the membership where an event leaves it out", () => {
        const rooms = changed(known(sampleRoom()), {
            type: "put",
            room: sampleRoom({ topic: "new", membership: null }),
        });
        expect(rooms.byId.get("r-1")).toMatchObject({ topic: "new", membership: { role: "member" } });
    });

    test("that were counted before a message do not take it back", () => {
        const rooms = changed(known(sampleRoom()), said(sampleMessage(1)), {
            type: "put",
            room: sampleRoom({ topic: "new" }),
        });
        expect(rooms.byId.get("r-1")).toMatchObject({
            topic: "new",
            lastSeq: 1,
            membership: { unreadCount: 1 },
        });
    });

    test("remove a room, and pass over one that is not there", () => {
        const rooms = known(sampleRoom());
        expect(changed(rooms, { type: "removed", roomId: "r-1" }).byId.size).toBe(0);
        expect(changed(rooms, { type: "removed", roomId: "r-9" })).toBe(rooms);
        expect(changed(rooms, said(sampleMessage(1, { roomId: "r-9" })))).toBe(rooms);
    });
});

describe("badges", () => {
    test("are urgent for mentions and direct rooms", () => {
        const unread = sampleMembership({ unreadCount: 3 });
        expect(badgeOf(sampleRoom({ membership: unread }))).toEqual({ count: 3, urgent: false });
        expect(badgeOf(sampleRoom({ membership: { ...unread, mentionCount: 1 } })).urgent).toBe(true);
        expect(badgeOf(sampleRoom({ kind: "direct", membership: unread })).urgent).toBe(true);
    });

    test("and the total leave muted rooms out", () => {
        const loud = sampleRoom({ membership: sampleMembership({ unreadCount: 2 }) });
        const muted = sampleRoom({
            id: "r-2",
            membership: sampleMembership({ unreadCount: 9, muted: true }),
        });
        expect(unreadTotal(known(loud, muted))).toBe(2);
    });
});

test("a direct room is called by the others in it", () => {
    const direct = sampleRoom({ kind: "direct", name: "", members: [mira, tomas] });
    expect(roomTitle(direct, mira.id)).toBe("Tomás Vidal");
    expect(roomTitle({ ...direct, members: [mira] }, mira.id)).toBe("Mira Okafor");
});

describe("neighbourRoom", () => {
    const rooms = known(
        sampleRoom({ id: "b", name: "boats" }),
        sampleRoom({ id: "a", name: "Announcements" }),
        sampleRoom({
            id: "d",
            kind: "direct",
            members: [mira, tomas],
            membership: sampleMembership({ unreadCount: 1 }),
        }),
    );
    const step = (open: string | null, by: 1 | -1, unread = false) =>
        neighbourRoom(rooms, mira.id, open, by, unread)?.id;

    test("goes through the list as it is drawn, and round", () => {
        expect([step("a", 1), step("b", 1), step("d", 1)]).toEqual(["b", "d", "a"]);
        expect([step("a", -1), step("d", -1)]).toEqual(["d", "b"]);
    });

    test("begins at either end when no room is open", () => {
        expect([step(null, 1), step(null, -1)]).toEqual(["a", "d"]);
    });

    test("finds the unread ones", () => {
        expect([step("a", 1, true), step("d", 1, true)]).toEqual(["d", undefined]);
    });
});
