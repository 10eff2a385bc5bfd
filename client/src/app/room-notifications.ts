import type { NotificationLevel } from "../protocol/entities";
import { words } from "../shared/i18n/language";
import { say } from "../shared/toast";
import { sentenceFor } from "../shared/words";
import type { ChatSession } from "./session";

/** Changes of what in a room the user is told, and says when that did not work. */
export async function changeRoomNotifications(
    session: ChatSession,
    roomId: string,
    change: { level?: NotificationLevel; muted?: boolean },
) {
    const { roomApi } = await import("../connection/room-api");
    const reply = await roomApi.notify(roomId, change);
    if (!reply.ok) return say(sentenceFor(reply.problem), "failed");
    session.notificationsChanged(roomId, reply.value);
    const { people } = words();
    if (change.muted !== undefined) say(change.muted ? people.muted : people.unmuted);
}
