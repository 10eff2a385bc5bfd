import { namingApi } from "../connection/naming-api";
import type { Members, SuggestionSources } from "../features/composer/suggestions";
import type { RoomFace } from "../protocol/entities";
import type { ChatSession } from "./session";

const freshMs = 60_000;

/** Whom and what a room's composer may name, as the client knows or asks. */
export function suggestionSources(session: ChatSession, room: RoomFace): SuggestionSources {
    let held: { askedAt: number; members: Promise<Members> } | null = null;

    /** The room's people, asked anew after a while; without an answer those heard of so far. */
    async function ask(): Promise<Members> {
        const reply = await namingApi.members(room.id);
        if (reply.ok) return reply.value;
        held = null;
        return { people: [...session.people.byId.get().values()], areAll: false };
    }

    return {
        me: session.me,
        mayNameEverybody:
            room.kind === "direct" ? room.members.length > 2 : room.membership?.role !== "member",
        open: room.kind !== "direct",
        async members() {
            if (room.kind === "direct") return { people: room.members, areAll: true };
            if (held === null || Date.now() - held.askedAt > freshMs) {
                held = { askedAt: Date.now(), members: ask() };
            }
            return held.members;
        },
        findUsers: namingApi.findUsers,
        rooms: () => [...session.rooms.get().byId.values()],
        findRooms: namingApi.findRooms,
    };
}
