import type { Room } from "../../protocol/entities";
import { badgeOf, noRooms, type Rooms, roomTitle } from "./rooms";

const collator = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });

/**
 * The sidebar's order: by name, and so the same whatever is said where; a list ordered by the
 * latest message would move under the pointer.
 */
export function inListOrder(rooms: Rooms, meId: string): { grouped: Room[]; direct: Room[] } {
    const all = [...rooms.byId.values()].sort(
        (a, b) => collator.compare(roomTitle(a, meId), roomTitle(b, meId)) || (a.id < b.id ? -1 : 1),
    );
    return {
        grouped: all.filter((room) => room.kind !== "direct"),
        direct: all.filter((room) => room.kind === "direct"),
    };
}

/** The sidebar's rooms by their ids. */
export type ListOrder = { grouped: readonly string[]; direct: readonly string[] };

/**
 * Gives the sidebar's order: the same one for as long as no room comes, goes or is called something else. Sorting
 * hundreds of names for every message would be felt.
 */
export function listOrder(meId: string): (rooms: Rooms) => ListOrder {
    let listed: Rooms = noRooms;
    let order: ListOrder = { grouped: [], direct: [] };
    return (rooms) => {
        if (!areListedAlike(listed, rooms)) {
            const { grouped, direct } = inListOrder(rooms, meId);
            order = { grouped: grouped.map(({ id }) => id), direct: direct.map(({ id }) => id) };
        }
        listed = rooms;
        return order;
    };
}

function areListedAlike(before: Rooms, now: Rooms): boolean {
    if (before.byId.size !== now.byId.size) return false;
    for (const room of now.byId.values()) {
        const known = before.byId.get(room.id);
        if (known === room) continue;
        if (known?.name !== room.name || known.members !== room.members || known.kind !== room.kind)
            return false;
    }
    return true;
}

/** The room above or below the open one in the sidebar, going round at its ends. */
export function neighbourRoom(
    rooms: Rooms,
    meId: string,
    openRoomId: string | null,
    step: 1 | -1,
    unreadOnly: boolean,
): Room | undefined {
    const { grouped, direct } = inListOrder(rooms, meId);
    const list = [...grouped, ...direct];
    const open = list.findIndex((room) => room.id === openRoomId);
    const start = open === -1 && step === -1 ? list.length : open;
    for (let distance = 1; distance <= list.length; distance += 1) {
        const room = list[(start + step * distance + 2 * list.length) % list.length];
        if (room && room.id !== openRoomId && (!unreadOnly || badgeOf(room).count > 0)) return room;
    }
    return undefined;
}
