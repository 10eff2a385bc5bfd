import { useEffect, useMemo, useState } from "react";
import { api } from "../connection/api";
import { queryToAddress, type SearchQuery } from "../features/search/query";
import { type Found, MessageSearch } from "../features/search/results";
import { SearchView } from "../features/search/search-view";
import { useStore } from "../shared/use-store";
import { routeTo } from "./open-message";
import { pathOf, type Route, type Router } from "./route";
import type { ChatSession } from "./session";

// Whoever comes back from a message finds the results as they left them.
const searches = new WeakMap<ChatSession, MessageSearch>();

function searchOf(session: ChatSession): MessageSearch {
    const search = searches.get(session) ?? new MessageSearch(api.search);
    searches.set(session, search);
    return search;
}

/** The search of the session, on a page of its own or beside a room. */
export function SearchPanel({
    session,
    router,
    query,
    onQuery,
}: {
    session: ChatSession;
    router: Router;
    query: SearchQuery;
    onQuery: (query: SearchQuery) => void;
}) {
    const route = useStore(router.route);
    const online = useStore(session.connection.status).phase === "online";
    const search = searchOf(session);
    const sources = useSources(session, query);
    const asked = queryToAddress(query);
    // biome-ignore lint/correctness/useExhaustiveDependencies: a query is what it asks for.
    useEffect(() => void search.search(query), [search, asked]);

    const target = (found: Found) => besideResults(routeTo(found.message), query);
    return (
        <SearchView
            query={query}
            onQuery={onQuery}
            search={search}
            sources={sources}
            online={online}
            placeOf={({ room }) => (query.roomId === null ? session.placeOf(room) : null)}
            addressOf={(found) => pathOf(target(found))}
            isOpen={({ message }) =>
                route.page === "room" && route.roomId === message.roomId && route.at === message.seq
            }
            onOpen={(found) => router.go(target(found))}
        />
    );
}

/** Where there is room for both, the results stay beside the room that a hit leads to. */
function besideResults(route: Route, query: SearchQuery): Route {
    const broad = matchMedia("(min-width: 1100px)").matches;
    return broad && route.page === "room" && !route.side
        ? { ...route, side: { kind: "search", query } }
        : route;
}

const marks = { public: "#", private: "◆", direct: "@" } as const;

/** What filters can name, and what those of the query are called. */
function useSources(session: ChatSession, { roomId, authorId }: SearchQuery) {
    const rooms = useStore(session.rooms);
    const people = useStore(session.people.byId);
    const [elsewhere, setElsewhere] = useState<ReadonlyMap<string, string>>(new Map());

    useEffect(() => {
        if (authorId) void session.people.meet(authorId);
    }, [session, authorId]);
    const joined = roomId !== null && rooms.byId.has(roomId);
    useEffect(() => {
        if (roomId === null || joined) return;
        void api.room(roomId).then((reply) => {
            if (reply.ok) setElsewhere((known) => new Map(known).set(roomId, reply.value.name));
        });
    }, [roomId, joined]);

    return useMemo(
        () => ({
            meId: session.me.id,
            rooms: [...rooms.byId.values()].map((room) => ({
                id: room.id,
                title: session.titleOf(room),
                mark: marks[room.kind],
            })),
            people: [...people.values()],
            findPeople: api.findUsers,
            roomName: (id: string) => {
                const room = rooms.byId.get(id);
                return room ? session.titleOf(room) : (elsewhere.get(id) ?? "…");
            },
            personName: (id: string) => people.get(id)?.displayName ?? "…",
        }),
        [session, rooms, people, elsewhere],
    );
}
