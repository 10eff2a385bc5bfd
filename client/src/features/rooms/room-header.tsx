import { ArrowLeft, Ellipsis, LogOut, Pin, Search } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Person, RoomFace } from "../../protocol/entities";
import type { PresenceStatus } from "../../protocol/events";
import type { Problem } from "../../protocol/reply";
import { useWords } from "../../shared/i18n/use-words";
import { Avatar } from "../../shared/ui/avatar";
import { IconButton } from "../../shared/ui/button";
import { Later, loadLater } from "../../shared/ui/later";
import { Menu, MenuItem, MenuLine } from "../../shared/ui/menu";
import { PresenceDot } from "../../shared/ui/presence-dot";
import { roomTitle } from "./rooms";

const LeaveRoom = loadLater(async () => (await import("./leave-room")).LeaveRoom);

/** The open room's name and state, and leaving it. */
export function RoomHeader({
    room,
    meId,
    other,
    leave,
    menu,
    onBack,
    onSearch,
    onPins,
    onMembers,
}: {
    room: RoomFace;
    meId: string;
    /** The other one in a direct room of two. */
    other: { person: Person; status: PresenceStatus | undefined; about: string } | null;
    leave: () => Promise<Problem | null>;
    /** What else the room's menu holds, above leaving it. */
    menu: ReactNode;
    onBack: () => void;
    onSearch: () => void;
    onPins: () => void;
    onMembers: () => void;
}) {
    const words = useWords();
    // The room that the user is about to leave: not the one that another link has led to meanwhile.
    const [leaving, setLeaving] = useState<string | null>(null);
    const mark = room.kind === "private" ? "◆" : "#";
    return (
        <header className="flex h-14 shrink-0 items-center gap-1 border-b border-line px-2 wide:gap-3 wide:px-[22px]">
            <IconButton label={words.common.back} onClick={onBack} className="wide:hidden">
                <ArrowLeft size={20} className="rtl:-scale-x-100" />
            </IconButton>
            {other && (
                <span className="relative inline-flex shrink-0">
                    <Avatar person={other.person} size="small" />
                    <PresenceDot status={other.status} />
                </span>
            )}
            <h1 className="min-w-0 truncate font-strong text-title wide:max-w-[50%] wide:shrink-0">
                {room.kind !== "direct" && <span aria-hidden>{mark} </span>}
                {roomTitle(room, meId)}
            </h1>
            <p className="hidden min-w-0 flex-1 truncate text-[14px] text-ink2 wide:block">
                {room.kind !== "direct" && (
                    <button type="button" onClick={onMembers} className="hover:text-ink hover:underline">
                        {words.common.members(room.memberCount)}
                    </button>
                )}
                {room.kind !== "direct" && room.topic && " · "}
                {other ? other.about : room.topic}
            </p>
            <span className="flex-1 wide:hidden" />
            <IconButton label={words.shell.searchInRoom} onClick={onSearch}>
                <Search size={18} />
            </IconButton>
            <IconButton label={words.thread.pins} onClick={onPins}>
                <Pin size={18} />
            </IconButton>
            <Menu
                key={room.id}
                trigger={
                    <IconButton label={words.rooms.menu}>
                        <Ellipsis size={18} />
                    </IconButton>
                }
            >
                {menu}
                {room.kind !== "direct" && (
                    <>
                        <MenuLine />
                        <MenuItem danger onSelect={() => setLeaving(room.id)}>
                            <LogOut size={16} /> {words.rooms.leave}
                        </MenuItem>
                    </>
                )}
            </Menu>
            {leaving === room.id && (
                <Later onFailed={() => setLeaving(null)}>
                    <LeaveRoom room={room} leave={leave} onClose={() => setLeaving(null)} />
                </Later>
            )}
        </header>
    );
}
