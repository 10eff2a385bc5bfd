import { Settings, Users } from "lucide-react";
import { RoomNotificationChoices } from "../features/notifications/room-choices";
import type { RoomFace } from "../protocol/entities";
import { useWords } from "../shared/i18n/use-words";
import { MenuItem, MenuLine } from "../shared/ui/menu";
import { changeRoomNotifications } from "./room-notifications";
import type { Router } from "./route";
import type { ChatSession } from "./session";

/** What a room's menu holds about the user and the room. */
export function RoomMenu({
    session,
    router,
    room,
    onSettings,
}: {
    session: ChatSession;
    router: Router;
    room: RoomFace;
    onSettings: () => void;
}) {
    const { people: words } = useWords();
    const members = () => router.go({ page: "room", roomId: room.id, side: { kind: "members" } });
    return (
        <>
            <MenuItem onSelect={members}>
                <Users size={16} /> {words.members}
            </MenuItem>
            {room.kind !== "direct" && (
                <MenuItem onSelect={onSettings}>
                    <Settings size={16} /> {words.roomSettings}
                </MenuItem>
            )}
            {room.membership && (
                <>
                    <MenuLine />
                    <RoomNotificationChoices
                        membership={room.membership}
                        onLevel={(level) => void changeRoomNotifications(session, room.id, { level })}
                        onMuted={(muted) => void changeRoomNotifications(session, room.id, { muted })}
                    />
                </>
            )}
        </>
    );
}
