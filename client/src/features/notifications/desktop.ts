export type Permission = "granted" | "denied" | "default" | "missing";

/** Whether the system may show what this page tells. */
export function permission(): Permission {
    return typeof Notification === "undefined" ? "missing" : Notification.permission;
}

/** Asks for it, which browsers allow only as something is pressed. */
export async function askPermission(): Promise<Permission> {
    if (typeof Notification === "undefined") return "missing";
    return await Notification.requestPermission();
}

export type Note = {
    title: string;
    body: string;
    icon: string | null;
    /** Of several with the same tag, from whichever tab, the last one stays. */
    tag: string;
};

/** Shows a note of the system's; the undo takes it away. Null where that cannot be. */
export function showNote({ title, body, icon, tag }: Note, onPress: () => void): (() => void) | null {
    if (permission() !== "granted") return null;
    try {
        const note = new Notification(title, { body, tag, icon: icon ?? "/favicon.svg", silent: true });
        note.onclick = () => {
            window.focus();
            note.close();
            onPress();
        };
        return () => note.close();
    } catch {
        // Some browsers of phones have notes only for installed pages.
        return null;
    }
}
