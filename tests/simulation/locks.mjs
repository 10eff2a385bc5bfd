// Which steps may be under way at once: those whose outcome is the same whatever their order, or tells their order.

export class Locks {
    constructor() {
        this.held = new Map();
    }

    /** Takes all of `keys` (a key that ends in "!" alone, others shared), or none. */
    take(keys) {
        const wanted = new Map();
        for (const key of keys) {
            const name = key.replace(/!$/, "");
            wanted.set(name, wanted.get(name) === "alone" || key.endsWith("!") ? "alone" : "shared");
        }
        for (const [name, how] of wanted) {
            const held = this.held.get(name);
            if (held && (held === "alone" || how === "alone")) return false;
        }
        for (const [name, how] of wanted) this.held.set(name, how);
        return true;
    }
}

/** The keys of a step. Where things are `rough`, an answer may be lost: then a message has one change at a time. */
export function keysOf(model, step, isRough) {
    const { kind, userId, targetId, room } = step;
    const keys = [];
    if (kind === "idle") return [`idle ${step.device.name}!`];
    if (kind === "create") return ["names!", ...step.userIds.map((id) => `everything of ${id}`)];
    if (kind === "readAll")
        return [`everything of ${userId}!`, ...model.roomsOf(userId).flatMap(({ id }) => [`room ${id}`, `marker ${id} ${userId}!`])];

    const actor = `member ${room.id} ${userId}`;
    const isAlone = kind === "change" || (kind === "leave" && room.members.size === 1);
    keys.push(`room ${room.id}${isAlone ? "!" : ""}`, actor);
    if (kind === "change" && step.settings.name) keys.push("names!");
    for (const { id } of changed(room, step)) keys.push(`message ${id}${isRough ? "!" : ""}`);
    if (kind === "edit") for (const { id } of named(model, step)) keys.push(`member ${room.id} ${id}`);
    if (kind === "send") for (const { id } of named(model, step)) keys.push(`leaving ${room.id} ${id}`);
    if (kind === "read") keys.push(`marker ${room.id} ${userId}${step.isToEnd ? "!" : ""}`);
    if (kind === "unread") keys.push(`marker ${room.id} ${userId}!`);
    if (kind === "join") keys.push(`${actor}!`, `owners ${room.id}`, `everything of ${userId}`);
    if (kind === "leave") {
        const isOwner = room.members.get(userId)?.role === "owner";
        keys.push(`${actor}!`, `leaving ${room.id} ${userId}!`, `owners ${room.id}${isOwner ? "!" : ""}`, `everything of ${userId}`);
    }
    // Somebody stays, who can be asked what was done.
    if (kind === "leave" || kind === "kick") keys.push(`departure from ${room.id}${room.members.size < 5 ? "!" : ""}`);
    if (kind === "put" || kind === "kick")
        keys.push(`member ${room.id} ${targetId}!`, `leaving ${room.id} ${targetId}!`, `owners ${room.id}!`, `everything of ${targetId}`);
    return keys;
}

/** The message that a step is about, and the first one of the thread that it moves. */
function changed(room, { kind, messageId, threadRoot }) {
    const message = room.messages.find(({ id }) => id === messageId);
    const root = threadRoot ?? (kind === "remove" && message?.threadSeq ? room.messages[message.threadSeq - 1] : undefined);
    return [message, root].filter(Boolean);
}

const named = (model, { content }) => [...model.users.values()].filter(({ username }) => content.includes(`@${username}`));
