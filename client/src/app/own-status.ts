import type { PresenceStatus } from "../protocol/events";
import { useSelected, useStore } from "../shared/use-store";
import type { ChatSession } from "./session";

/** How others see the user, as far as this page can tell; undefined while it has no connection. */
export function useOwnStatus(session: ChatSession): PresenceStatus | undefined {
    const online = useSelected(session.connection.status, ({ phase }) => phase === "online");
    const idle = useStore(session.idle.state) === "idle";
    const { chosenPresence } = useStore(session.profile);
    if (!online) return undefined;
    if (chosenPresence !== "automatic") return chosenPresence;
    return idle ? "away" : "online";
}
