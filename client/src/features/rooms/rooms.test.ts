import { describe, expect, test } from "vitest";
import type { Membership, Message, Room } from "../../protocol/entities";
import { mira, sampleMembership, sampleMessage, sampleRoom, tomas } from "../../protocol/samples";
import { neighbourRoom } from "./order";
import {
    badgeOf,
    changeRooms,
    countsAll,
    isOutdated,
    noRooms,
    type Rooms,
    type RoomsChange,
    roomTitle,
} from "./rooms";

function changed(rooms: Rooms, ...changes: RoomsChange[]): Rooms {
    return changes.reduce(changeRooms, rooms);
}

const known = (...rooms: Room[]) => changed(noRooms, { type: "known", rooms });
const said = (message: Message): RoomsChange => ({ type: "message", message, me: mira, isNew: true });
const deleted = (seq: number, version: number, part: Partial<Message> = {}): RoomsChange => {
    const message = sampleMessage(seq, { version, deletedAt: "2026-06-12T09:40:07.123Z", ...part });
    return { type: "message", message, me: mira, isNew: false };
};
const read = (
    part: Partial<Membership>,
    countedTo: number | null = null,
    version: number | null = null,
): RoomsChange => ({
    type: "read",
    roomId: "r-1",
    position: { membership: sampleMembership(part), countedTo, version },
});
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

    test("shrink by a message that is deleted, once, unless it was read or is one's own", () => {
        const own = sampleMessage(3, { author: mira });
        const rooms = changed(known(sampleRoom()), said(sampleMessage(1)), said(sampleMessage(2)), said(own));
        const once = changed(rooms, deleted(1, 4), deleted(1, 4), deleted(3, 5, { author: mira }));
        expect(membershipOf(once)?.unreadCount).toBe(1);
        const wasRead = changed(rooms, read({ lastReadSeq: 2 }, 3), deleted(2, 4));
        expect(membershipOf(wasRead)?.unreadCount).toBe(0);
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

    test("that has not moved takes back nothing that was counted since", () => {
        const rooms = changed(known(sampleRoom()), said(sampleMessage(1)), read({ unreadCount: 0 }));
        expect(membershipOf(rooms)?.unreadCount).toBe(1);
    });

    test("changes neither role nor what one wants to be told: its answer may be older than their events", () => {
        const own = { role: "moderator", muted: true, notifications: "mentions" } as const;
        const rooms = changed(
            known(sampleRoom()),
            said(sampleMessage(1)),
            { type: "membership", roomId: "r-1", membership: own },
            read({ lastReadSeq: 1 }, 1, 1),
        );
        expect(membershipOf(rooms)).toMatchObject({ ...own, lastReadSeq: 1 });
    });

    test("counts a deletion once, whichever of the two comes first", () => {
        const two = changed(
            known(sampleRoom()),
            said(sampleMessage(1)),
            said(sampleMessage(2)),
            said(sampleMessage(3)),
        );
        const newer = changed(two, read({ lastReadSeq: 1, unreadCount: 1 }, 3, 4), deleted(2, 4));
        expect(membershipOf(newer)?.unreadCount).toBe(1);
        const older = changed(two, deleted(2, 4), read({ lastReadSeq: 0, unreadCount: 3 }, 3, 3));
        expect(membershipOf(older)?.unreadCount).toBe(2);
        expect(
            countsAll(
                { membership: sampleMembership(), countedTo: 3, version: 3 },
                sampleRoom({ lastSeq: 3, version: 4 }),
            ),
        ).toBe(false);
    });

    test("does not count twice what the server has counted before its event came", () => {
        const rooms = changed(
            known(sampleRoom()),
            said(sampleMessage(1)),
            read({ lastReadSeq: 1, unreadCount: 1 }, 2),
            said(sampleMessage(2)),
        );
        expect(membershipOf(rooms)?.unreadCount).toBe(1);
        expect(rooms.byId.get("r-1")?.lastMessageAt).toBe(sampleMessage(2).createdAt);
    });

    test("does not take back what has come since the server counted", () => {
        const rooms = changed(
            known(sampleRoom()),
            said(sampleMessage(1, { author: mira })),
            said(sampleMessage(2, { content: "@mira, look" })),
            read({ lastReadSeq: 1, unreadCount: 0 }, 1),
        );
        expect(membershipOf(rooms)).toMatchObject({ lastReadSeq: 1, unreadCount: 1, mentionCount: 1 });
    });

    test("that moves back takes what the server counted, and what has come since", () => {
        const rooms = changed(
            known(sampleRoom({ lastSeq: 4, membership: sampleMembership({ lastReadSeq: 4 }) })),
            said(sampleMessage(5)),
            { ...read({ lastReadSeq: 2, unreadCount: 2 }, 4), back: true } as RoomsChange,
        );
        expect(membershipOf(rooms)).toMatchObject({ lastReadSeq: 2, unreadCount: 3 });
    });
});

describe("room events", () => {
    test("that are older than what the server said of all rooms are known to be", () => {
        const rooms = changed(known(sampleRoom({ version: 7 })), said(sampleMessage(9, { version: 9 })));
        expect(isOutdated(rooms, "r-1", 6)).toBe(true);
        expect(isOutdated(rooms, "r-1", 7)).toBe(false);
        expect(isOutdated(rooms, "r-unknown", 1)).toBe(false);
    });

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

    test("that were read before the marker moved do not move it back", () => {
        const rooms = changed(
            known(sampleRoom()),
            said(sampleMessage(1)),
            read({ lastReadSeq: 1 }, 1),
            // As sync tells it, having read before the marker moved.
            {
                type: "put",
                room: sampleRoom({
                    lastSeq: 1,
                    version: 1,
                    membership: sampleMembership({ unreadCount: 1 }),
                }),
            },
        );
        expect(membershipOf(rooms)).toMatchObject({ lastReadSeq: 1, unreadCount: 0 });
    });

    test("that were counted before a deletion do not take it back", () => {
        const rooms = changed(
            known(sampleRoom()),
            said(sampleMessage(1)),
            said(sampleMessage(2)),
            deleted(1, 3),
            {
                type: "put",
                room: sampleRoom({
                    topic: "new",
                    lastSeq: 2,
                    version: 2,
                    membership: sampleMembership({ unreadCount: 2 }),
                }),
            },
        );
        expect(rooms.byId.get("r-1")).toMatchObject({ topic: "new", membership: { unreadCount: 1 } });
    });

    test("that overtake messages do not keep them from being counted", () => {
        const rooms = changed(
            known(sampleRoom()),
            { type: "put", room: sampleRoom({ lastSeq: 2, version: 2, membership: null }) },
            said(sampleMessage(1)),
            said(sampleMessage(2)),
        );
        expect(rooms.byId.get("r-1")).toMatchObject({ lastSeq: 2, membership: { unreadCount: 2 } });
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
        expect(badgeOf(sampleRoom({ membership: unread }))).toEqual({
            count: 3,
            urgent: false,
            named: false,
        });
        const named = { ...unread, mentionCount: 1 };
        expect(badgeOf(sampleRoom({ membership: named }))).toEqual({ count: 3, urgent: true, named: true });
        expect(badgeOf(sampleRoom({ kind: "direct", membership: unread }))).toEqual({
            count: 3,
            urgent: true,
            named: false,
        });
    });

    test("leave muted rooms out", () => {
        const muted = sampleMembership({ unreadCount: 9, mentionCount: 1, muted: true });
        expect(badgeOf(sampleRoom({ membership: muted })).count).toBe(0);
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

test("a direct room follows the names of its people, and keeps what it is otherwise", () => {
    const direct = sampleRoom({ id: "r-2", kind: "direct", members: [mira, tomas] });
    const rooms: Rooms = { ...noRooms, known: true, byId: new Map([[direct.id, direct]]) };
    const renamed = changeRooms(rooms, { type: "person", person: { ...tomas, displayName: "Tom" } });
    expect(roomTitle(renamed.byId.get("r-2") ?? direct, mira.id)).toBe("Tom");
    expect(changeRooms(rooms, { type: "person", person: { ...tomas, id: "u-other" } })).toBe(rooms);
});
