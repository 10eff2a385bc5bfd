import type { NotificationLevel } from "../../protocol/entities";
import { boolean, object, oneOf, string, withDefault } from "../../protocol/read";
import { readReply } from "../../protocol/reply";
import { createStore, type Store } from "../../shared/store";
import { type QuietHours, usualHours } from "./quiet-hours";

/** How this browser tells of new messages. */
export type Preferences = {
    desktop: boolean;
    sound: boolean;
    level: NotificationLevel;
    quiet: QuietHours;
};

const storageKey = "chatter.notifications";

const usual: Preferences = { desktop: false, sound: true, level: "mentions", quiet: usualHours };

const readPreferences = object<Preferences>({
    desktop: withDefault(boolean, usual.desktop),
    sound: withDefault(boolean, usual.sound),
    level: withDefault(oneOf("all", "mentions", "nothing"), usual.level),
    quiet: withDefault(object<QuietHours>({ on: boolean, from: string, to: string }), usual.quiet),
});

/** What was chosen, kept in this browser, and the same in all its tabs. */
export const preferences: Store<Preferences> = createStore<Preferences>(stored());

export function choosePreferences(part: Partial<Preferences>) {
    preferences.update((held) => ({ ...held, ...part }));
    try {
        localStorage.setItem(storageKey, JSON.stringify(preferences.get()));
    } catch {
        // The choice then lasts until the page goes.
    }
}

/** Takes over what another tab chose, until the undo is called. */
export function followPreferences(): () => void {
    const follow = (event: StorageEvent) => event.key === storageKey && preferences.set(stored());
    window.addEventListener("storage", follow);
    return () => window.removeEventListener("storage", follow);
}

function stored(): Preferences {
    try {
        const read = readReply(JSON.parse(localStorage.getItem(storageKey) ?? "{}"), readPreferences);
        return read.ok ? read.value : usual;
    } catch {
        return usual;
    }
}
