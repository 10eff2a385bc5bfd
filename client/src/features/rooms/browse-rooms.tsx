import { ArrowLeft, Search as SearchIcon } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Room } from "../../protocol/entities";
import type { Reply } from "../../protocol/reply";
import { useWords } from "../../shared/i18n/use-words";
import type { Store } from "../../shared/store";
import { Button, IconButton } from "../../shared/ui/button";
import { Bone, Notice, ProblemNotice } from "../../shared/ui/notice";
import { useSelected } from "../../shared/use-store";
import { sentenceFor } from "../../shared/words";
import type { Rooms } from "./rooms";
import { useSearch } from "./search";

type Props = {
    /** Those that the user is in already. */
    rooms: Store<Rooms>;
    find: (query: string) => Promise<Reply<Room[]>>;
    join: (roomId: string) => Promise<Reply<Room>>;
    onOpen: (room: Room) => void;
    onBack: () => void;
};

/** The public rooms, to search, to join or to open. */
export function BrowseRooms({ rooms, find, join, onOpen, onBack }: Props) {
    const words = useWords();
    const [query, setQuery] = useState("");
    const search = useSearch(find, query.trim());
    return (
        <div className="flex min-h-0 flex-1 flex-col">
            <header className="flex h-14 shrink-0 items-center gap-2 border-b border-line px-3 wide:px-6">
                <IconButton label={words.common.back} onClick={onBack} className="wide:hidden">
                    <ArrowLeft size={20} className="rtl:-scale-x-100" />
                </IconButton>
                <h1 className="font-strong text-title">{words.rooms.publicRooms}</h1>
            </header>
            <div className="mx-auto flex min-h-0 w-full max-w-[720px] flex-1 flex-col px-4 pt-5 wide:px-6">
                <label className="flex h-10 shrink-0 items-center gap-2 rounded-control border border-line bg-raised px-3 focus-within:border-accent focus-within:shadow-[0_0_0_3px_var(--soft)]">
                    <SearchIcon size={17} className="text-ink3" aria-hidden />
                    <input
                        type="search"
                        value={query}
                        onChange={(event) => setQuery(event.target.value)}
                        aria-label={words.rooms.search}
                        maxLength={100}
                        placeholder={words.rooms.searchHint}
                        className="min-w-0 flex-1 bg-transparent outline-none"
                    />
                </label>
                <Results query={query} search={search}>
                    {search.results?.map((room) => (
                        <RoomCard key={room.id} room={room} rooms={rooms} join={join} onOpen={onOpen} />
                    ))}
                </Results>
            </div>
        </div>
    );
}

function Results({
    query,
    search,
    children,
}: {
    query: string;
    search: ReturnType<typeof useSearch<Room>>;
    children: ReactNode;
}) {
    const words = useWords();
    if (search.problem) {
        return (
            <ProblemNotice title={words.rooms.listFailed} problem={search.problem} onRetry={search.retry} />
        );
    }
    if (search.results === null) return <LoadingCards />;
    if (search.results.length === 0) {
        return query.trim() ? (
            <Notice title={words.rooms.noneFound}>{words.rooms.noneFoundHint(query.trim())}</Notice>
        ) : (
            <Notice title={words.rooms.nonePublic}>{words.rooms.nonePublicHint}</Notice>
        );
    }
    return <ul className="-mx-2 mt-3 min-h-0 flex-1 overflow-y-auto pb-6">{children}</ul>;
}

function RoomCard({
    room,
    rooms,
    join,
    onOpen,
}: {
    room: Room;
    rooms: Store<Rooms>;
    join: Props["join"];
    onOpen: Props["onOpen"];
}) {
    const words = useWords();
    const joined = useSelected(rooms, ({ byId }) => byId.has(room.id));
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState<string | null>(null);

    async function joinAndOpen() {
        setBusy(true);
        const reply = await join(room.id);
        setBusy(false);
        if (reply.ok) onOpen(reply.value);
        else setError(sentenceFor(reply.problem));
    }

    const nameId = `room-${room.id}`;
    return (
        <li className="flex items-center gap-3 rounded-xl px-3 py-3 hover:bg-hover">
            <span aria-hidden className="w-4 text-center text-ink3">
                #
            </span>
            <div className="min-w-0 flex-1">
                <p id={nameId} className="truncate font-strong">
                    {room.name}
                </p>
                <p className="truncate text-ink2">
                    {words.common.members(room.memberCount)}
                    {room.topic && ` · ${room.topic}`}
                </p>
                {error && (
                    <p role="alert" className="text-meta text-error">
                        {error}
                    </p>
                )}
            </div>
            {joined ? (
                <Button aria-describedby={nameId} onClick={() => onOpen(room)}>
                    {words.rooms.open}
                </Button>
            ) : (
                <Button
                    look="primary"
                    aria-describedby={nameId}
                    busy={busy}
                    onClick={() => void joinAndOpen()}
                >
                    {words.rooms.join}
                </Button>
            )}
        </li>
    );
}

function LoadingCards() {
    return (
        <div className="mt-3 animate-appear-late" aria-hidden>
            {[0, 1, 2, 3].map((row) => (
                <div key={row} className="flex h-[68px] items-center gap-4 px-3">
                    <div className="flex-1 space-y-2">
                        <Bone className="h-3.5 w-40" />
                        <Bone className="h-3 w-64" />
                    </div>
                    <Bone className="h-9 w-16" />
                </div>
            ))}
        </div>
    );
}
