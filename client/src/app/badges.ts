import { useEffect } from "react";
import { badgeOf, type Rooms } from "../features/rooms/rooms";
import { useSelected } from "../shared/use-store";
import { badgeText } from "../shared/words";
import type { Route } from "./route";
import type { ChatSession } from "./session";

/** What waits in all rooms that are not muted: messages that concern the user, and whether there are any others. */
export type Waiting = { concerning: number; others: boolean };

/** Direct messages concern one, and messages that name one. */
export function badgesOf(rooms: Rooms): Waiting {
    let concerning = 0;
    let unread = 0;
    for (const room of rooms.byId.values()) {
        const { count } = badgeOf(room);
        unread += count;
        if (count > 0) concerning += room.kind === "direct" ? count : (room.membership?.mentionCount ?? 0);
    }
    return { concerning, others: unread > concerning };
}

/** The page's title: how many messages concern one, else a dot for others, and where one is. */
export function titleFor({ concerning, others }: Waiting, place: string | null): string {
    const name = place ? `${place} · Chatter` : "Chatter";
    if (concerning > 0) return `(${badgeText(concerning)}) ${name}`;
    return others ? `• ${name}` : name;
}

const icons = { none: "/favicon.svg", others: "/favicon-unread.svg", concerning: "/favicon-mention.svg" };

export function iconFor({ concerning, others }: Waiting): string {
    return concerning > 0 ? icons.concerning : others ? icons.others : icons.none;
}

/** Shows in the title, the tab's icon and the app's badge what is unread, for as long as somebody is signed in. */
export function Badges({ session, route }: { session: ChatSession; route: Route }) {
    const openRoomId = route.page === "room" ? route.roomId : null;
    const concerning = useSelected(session.rooms, (rooms) => badgesOf(rooms).concerning);
    const others = useSelected(session.rooms, (rooms) => badgesOf(rooms).others);
    const place = useSelected(session.rooms, ({ byId }) => {
        const room = openRoomId === null ? undefined : byId.get(openRoomId);
        return room ? session.titleOf(room) : null;
    });
    useEffect(() => {
        document.title = titleFor({ concerning, others }, place);
    }, [concerning, others, place]);
    useEffect(() => {
        showIcon(iconFor({ concerning, others }));
        showAppBadge({ concerning, others });
    }, [concerning, others]);
    useEffect(
        () => () => {
            showIcon(icons.none);
            showAppBadge({ concerning: 0, others: false });
        },
        [],
    );
    return null;
}

function showIcon(href: string) {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (link && link.getAttribute("href") !== href) link.setAttribute("href", href);
}

/** On the icon of an installed app: a number, or a dot for what does not concern one. */
function showAppBadge({ concerning, others }: Waiting) {
    if (!("setAppBadge" in navigator)) return;
    const shown =
        concerning > 0
            ? navigator.setAppBadge(concerning)
            : others
              ? navigator.setAppBadge()
              : navigator.clearAppBadge();
    // Not every system that has the call has badges.
    shown.catch(() => {});
}
