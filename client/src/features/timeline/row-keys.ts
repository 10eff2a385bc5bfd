import type { MessageAction } from "./actions";

/** A pressed key, as much of it as matters here. */
export type Pressed = { key: string; altKey: boolean; ctrlKey: boolean; metaKey: boolean };

/** What a key means while a message has the focus; null for nothing. */
export function actionOfKey({ key, altKey, ctrlKey, metaKey }: Pressed): MessageAction | null {
    if (altKey || ctrlKey || metaKey) return null;
    return actions.get(key.length === 1 ? key.toLowerCase() : key) ?? null;
}

const actions = new Map<string, MessageAction>([
    ["r", "reply"],
    ["e", "edit"],
    ["+", "react"],
    ["t", "thread"],
    ["p", "pin"],
    ["s", "save"],
    ["u", "markUnread"],
    ["c", "copyText"],
    ["l", "copyLink"],
    ["h", "readEdits"],
    ["Delete", "delete"],
    ["Backspace", "delete"],
]);
