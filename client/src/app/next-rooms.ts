import { badgeOf, type Rooms } from "../features/rooms/rooms";
import type { Room } from "../protocol/entities";

/**
 * The rooms that somebody is likely to go to from the open one, likeliest first: those where something waits that
 * concerns them, those with anything unread, those they were in last, those where something was said last.
 */
export function likelyNext(
    rooms: Rooms,
    recent: readonly string[],
    openRoomId: string | null,
    count: number,
): Room[] {
    const visited = new Map(recent.map((id, place) => [id, place]));
    const weigh = (room: Room) => {
        const badge = badgeOf(room);
        return {
            room,
            waits: badge.count === 0 ? 0 : badge.urgent ? 2 : 1,
            place: visited.get(room.id) ?? recent.length,
            said: room.lastMessageAt ?? "",
        };
    };
    return [...rooms.byId.values()]
        .filter((room) => room.id !== openRoomId && !room.archived && room.lastSeq > 0)
        .map(weigh)
        .sort((a, b) => b.waits - a.waits || a.place - b.place || (a.said < b.said ? 1 : -1))
        .slice(0, count)
        .map(({ room }) => room);
}
