import { api } from "../connection/api";
import type { Room } from "../protocol/entities";
import { useWords } from "../shared/i18n/use-words";
import { Button } from "../shared/ui/button";
import { Later, loadLater } from "../shared/ui/later";
import { Logo } from "../shared/ui/logo";
import { Notice } from "../shared/ui/notice";
import { useSelected } from "../shared/use-store";
import { RoomPane } from "./room-pane";
import type { Route, Router } from "./route";
import type { ChatSession } from "./session";

const ThreadsPage = loadLater(async () => (await import("./threads-page")).ThreadsPage);
const SavedPage = loadLater(async () => (await import("./saved-page")).SavedPage);
const SearchPage = loadLater(async () => (await import("./search-page")).SearchPage);
const SettingsPage = loadLater(async () => (await import("./settings-page")).SettingsPage);
const AdminPage = loadLater(async () => (await import("./admin-page")).AdminPage);
const InvitePage = loadLater(async () => (await import("./invite-page")).InvitePage);
const BrowseRooms = loadLater(async () => (await import("../features/rooms/browse-rooms")).BrowseRooms);

/** What stands beside the sidebar: a room, a list, or a word of welcome. */
export function Pane({
    session,
    router,
    route,
    join,
    onOpen,
}: {
    session: ChatSession;
    router: Router;
    route: Route;
    join: typeof api.joinRoom;
    onOpen: (room: Room) => void;
}) {
    const words = useWords();
    const known = useSelected(session.rooms, (rooms) => rooms.known);
    const hasRooms = useSelected(session.rooms, (rooms) => rooms.byId.size > 0);
    if (route.page === "room") {
        return (
            <RoomPane
                roomId={route.roomId}
                at={route.at ?? null}
                side={route.side ?? null}
                session={session}
                router={router}
                join={join}
            />
        );
    }
    if (route.page === "browse") {
        return (
            <Later>
                <BrowseRooms
                    rooms={session.rooms}
                    find={api.publicRooms}
                    join={join}
                    onOpen={onOpen}
                    onBack={() => router.up()}
                />
            </Later>
        );
    }
    if (route.page === "threads" || route.page === "saved") {
        const Page = route.page === "threads" ? ThreadsPage : SavedPage;
        return (
            <Later key={route.page}>
                <Page session={session} router={router} />
            </Later>
        );
    }
    if (route.page === "search") {
        return (
            <Later>
                <SearchPage session={session} router={router} query={route.query} />
            </Later>
        );
    }
    if (route.page === "settings") {
        return (
            <Later>
                <SettingsPage session={session} router={router} section={route.section} />
            </Later>
        );
    }
    if (route.page === "admin") {
        return (
            <Later>
                <AdminPage session={session} router={router} section={route.section} />
            </Later>
        );
    }
    if (route.page === "invite") {
        return (
            <Later>
                <InvitePage session={session} router={router} code={route.code} />
            </Later>
        );
    }
    if (!known) return null;
    if (hasRooms) {
        return <Notice title={words.shell.pickRoom}>{words.shell.pickRoomHint}</Notice>;
    }
    return (
        <Notice
            icon={<Logo className="size-12" />}
            title={words.shell.welcome(session.me.displayName)}
            action={
                <Button look="primary" onClick={() => router.go({ page: "browse" })}>
                    {words.shell.seeOpenRooms}
                </Button>
            }
        >
            {words.shell.welcomeHint}
        </Notice>
    );
}
