import { Bell, BellOff } from "lucide-react";
import type { MembershipFace, NotificationLevel } from "../../protocol/entities";
import { useWords } from "../../shared/i18n/use-words";
import { MenuChoice, MenuItem, MenuLine } from "../../shared/ui/menu";

/** In a room's menu: of what in it one wants to be told. */
export function RoomNotificationChoices({
    membership,
    onLevel,
    onMuted,
}: {
    membership: MembershipFace;
    onLevel: (level: NotificationLevel) => void;
    onMuted: (muted: boolean) => void;
}) {
    const { people: words } = useWords();
    const { notifications, muted } = membership;
    const levels = (["all", "mentions", "nothing"] as const).map((value) => ({ value, label: words[value] }));
    return (
        <>
            <MenuChoice
                label={words.notifications}
                value={notifications}
                options={levels}
                onChoose={onLevel}
            />
            <MenuLine />
            <MenuItem onSelect={() => onMuted(!muted)}>
                {muted ? <Bell size={16} /> : <BellOff size={16} />} {muted ? words.unmute : words.mute}
            </MenuItem>
        </>
    );
}
