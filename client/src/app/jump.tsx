import { useMemo } from "react";
import { api } from "../connection/api";
import { emptyQuery } from "../features/search/query";
import { type Page, type Place, weightOf } from "../features/switcher/ranking";
import { Switcher } from "../features/switcher/switcher";
import type { Lookup } from "../features/switcher/use-lookup";
import type { Room } from "../protocol/entities";
import type { Problem } from "../protocol/reply";
import { succeeded } from "../protocol/reply";
import { usePageWords } from "../shared/i18n/page-words";
import { useStore } from "../shared/use-store";
import { recentRooms } from "./last-room";
import { routeTo } from "./open-message";
import type { Router } from "./route";
import type { ChatSession } from "./session";

const messagesMax = 5;

const lookup: Lookup = {
    rooms: api.publicRooms,
    people: api.findUsers,
    messages: async (text) => {
        const reply = await api.search({ q: text, limit: messagesMax });
        return reply.ok ? succeeded(reply.value.items) : reply;
    },
};

/** The quick switcher over all that the client knows. */
export function Jump({
    session,
    router,
    onEntered,
    onClose,
}: {
    session: ChatSession;
    router: Router;
    /** A room was made or joined on the way, and is to be opened. */
    onEntered: (room: Room) => void;
    onClose: () => void;
}) {
    const places = usePlaces(session, router);
    const presence = useStore(session.presence.byUserId);

    async function goTo(place: Place): Promise<Problem | null> {
        if (place.kind === "person") {
            const reply = await api.createRoom({ kind: "direct", userIds: [place.person.id] });
            if (!reply.ok) return reply.problem;
            onEntered(reply.value);
            return null;
        }
        onClose();
        if (place.kind === "page") router.go(pageRoute(place.page));
        else router.go({ page: "room", roomId: place.room.id });
        return null;
    }

    return (
        <Switcher
            places={places}
            meId={session.me.id}
            lookup={lookup}
            presence={presence}
            showPresence={session.presence.show}
            placeOf={(room) => session.placeOf(room)}
            onPlace={goTo}
            onMessage={({ message }) => {
                onClose();
                router.go(routeTo(message));
            }}
            onSearch={(text) => {
                onClose();
                router.go({ page: "search", query: { ...emptyQuery, text } });
            }}
            onClose={onClose}
        />
    );
}

function pageRoute(page: Page) {
    return page === "search" ? { page, query: emptyQuery } : { page };
}

/** The user's rooms, whom the page has heard of, and the pages. */
function usePlaces(session: ChatSession, router: Router): Place[] {
    const { thread, shell, search } = usePageWords();
    const rooms = useStore(session.rooms);
    const people = useStore(session.people.byId);
    return useMemo(() => {
        const route = router.route.get();
        const openId = route.page === "room" ? route.roomId : null;
        const recent = recentRooms(session.me.id).filter((id) => id !== openId);
        const all = [...rooms.byId.values()];
        const talkedTo = new Set([
            session.me.id,
            ...all.flatMap(({ kind, members }) =>
                kind === "direct" && members.length <= 2 ? members.map(({ id }) => id) : [],
            ),
        ]);
        const pages: Record<Page, string> = {
            browse: shell.browseRooms,
            threads: thread.threads,
            saved: thread.saved,
            search: search.messages,
        };
        return [
            ...all.map((room): Place => {
                const ago = recent.indexOf(room.id);
                // Nobody jumps to where they are.
                const weight = room.id === openId ? 0 : weightOf(room, ago === -1 ? null : ago);
                const also = room.members.map(({ username }) => username);
                return { kind: "room", key: room.id, title: session.titleOf(room), also, weight, room };
            }),
            ...[...people.values()]
                .filter(({ id }) => !talkedTo.has(id))
                .map(
                    (person): Place => ({
                        kind: "person",
                        key: person.id,
                        title: person.displayName,
                        also: [person.username],
                        weight: 0,
                        person,
                    }),
                ),
            ...(Object.keys(pages) as Page[]).map(
                (page): Place => ({ kind: "page", key: page, title: pages[page], also: [], weight: 0, page }),
            ),
        ];
    }, [session, router, rooms, people, thread, shell, search]);
}
