import type { NotificationLevel } from "../../protocol/entities";

/** All that matters for whether a new message notifies. */
export type Situation = {
    /** One said it oneself. */
    own: boolean;
    /** Somebody said it whom one has blocked. */
    blocked: boolean;
    /** It is in front of one's eyes: here, or in another tab. */
    watched: boolean;
    /** Its room is one of direct messages. */
    direct: boolean;
    /** It names one. */
    named: boolean;
    muted: boolean;
    roomLevel: NotificationLevel;
    /** What this device tells of at most. */
    deviceLevel: NotificationLevel;
    /** One has asked not to be disturbed, or it is so by the clock. */
    quiet: boolean;
};

/** Whether a new message notifies. Of a device's and a room's level the quieter one counts. */
export function notifies(situation: Situation): boolean {
    const { own, blocked, watched, muted, quiet, direct, named, roomLevel, deviceLevel } = situation;
    if (own || blocked || watched || muted || quiet) return false;
    return allows(deviceLevel, named || direct) && allows(roomLevel, named);
}

function allows(level: NotificationLevel, meant: boolean): boolean {
    return level === "all" || (level === "mentions" && meant);
}
