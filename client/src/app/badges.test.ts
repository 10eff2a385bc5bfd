import { expect, test } from "vitest";
import { noRooms, type Rooms } from "../features/rooms/rooms";
import type { Membership, Room } from "../protocol/entities";
import { sampleMembership, sampleRoom } from "../protocol/samples";
import { badgesOf, iconFor, titleFor } from "./badges";

let made = 0;

function room(part: Partial<Membership>, kind: Room["kind"] = "public"): Room {
    made += 1;
    return sampleRoom({ id: `r-${made}`, kind, membership: sampleMembership(part) });
}

function shown(...rooms: Room[]) {
    const all: Rooms = { ...noRooms, known: true, byId: new Map(rooms.map((each) => [each.id, each])) };
    const badges = badgesOf(all);
    return [badges.concerning, badges.others, titleFor(badges, "harbour"), iconFor(badges)];
}

test("nothing unread leaves all as it is", () => {
    expect(shown(room({}))).toEqual([0, false, "harbour · Chatter", "/favicon.svg"]);
});

test("unread messages that do not concern one are a dot", () => {
    expect(shown(room({ unreadCount: 7 }))).toEqual([0, true, "• harbour · Chatter", "/favicon-unread.svg"]);
});

test("mentions and direct messages are counted, beside whatever else is unread", () => {
    const rooms = [room({ unreadCount: 7, mentionCount: 2 }), room({ unreadCount: 3 }, "direct")];
    expect(shown(...rooms)).toEqual([5, true, "(5) harbour · Chatter", "/favicon-mention.svg"]);
    expect(shown(room({ unreadCount: 1, mentionCount: 1 }))[1]).toBe(false);
});

test("muted rooms say nothing", () => {
    const muted = room({ unreadCount: 9, mentionCount: 9, muted: true });
    expect(shown(muted)).toEqual([0, false, "harbour · Chatter", "/favicon.svg"]);
});

test("many are 99+", () => {
    expect(titleFor({ concerning: 100, others: false }, null)).toBe("(99+) Chatter");
});
