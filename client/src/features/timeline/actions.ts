import type { Membership, Message, RoomFace, User } from "../../protocol/entities";

/** What can be done to a message. */
export type MessageAction =
    | "react"
    | "reply"
    | "thread"
    | "edit"
    | "delete"
    | "copyText"
    | "copyLink"
    | "pin"
    | "save"
    | "markUnread"
    | "readEdits";

/** Who looks at the room's messages. */
export type Viewer = {
    me: User;
    /** Null for somebody who only reads a public room. */
    role: Membership["role"] | null;
    direct: boolean;
    archived: boolean;
    /** Whether they may say something, and so pin too: in an announcement room only those who keep it. */
    posts: boolean;
};

export function viewerOf(me: User, room: RoomFace): Viewer {
    return {
        me,
        role: room.membership?.role ?? null,
        direct: room.kind === "direct",
        archived: room.archived,
        posts: mayPost(room),
    };
}

/** Whether the viewer may say something in the room as it is. */
export function mayPost({ archived, posting, membership }: RoomFace): boolean {
    if (archived || membership === null) return false;
    return posting === "everyone" || membership.role !== "member";
}

/** What this viewer may do to a message; the server has the same rules, and the last word. */
export function actionsFor(message: Message, viewer: Viewer): ReadonlySet<MessageAction> {
    const member = viewer.role !== null;
    const own = message.author.id === viewer.me.id;
    const deleted = message.deletedAt !== null;
    const actions = new Set<MessageAction>();
    if (!deleted) {
        actions.add("copyLink").add("save");
        if (message.image === null) actions.add("copyText");
    }
    if (member) actions.add("markUnread");
    if (message.editedAt !== null && !deleted && member && (own || keepsOrder(viewer)))
        actions.add("readEdits");
    if (!member || viewer.archived || deleted) return actions;
    actions.add("react");
    if (viewer.posts) actions.add("reply").add("thread").add("pin");
    // Where nobody else may answer, what was answered can still be read.
    else if (message.thread !== null) actions.add("thread");
    if (own && message.image === null) actions.add("edit");
    if (own || keepsOrder(viewer)) actions.add("delete");
    return actions;
}

function keepsOrder({ me, role, direct }: Viewer): boolean {
    return !direct && (role === "owner" || role === "moderator" || me.role === "admin");
}

/** The user's last message that can still be changed: what the arrow up in an empty composer edits. */
export function lastEditable(messages: readonly Message[], viewer: Viewer): Message | null {
    return messages.findLast((message) => actionsFor(message, viewer).has("edit")) ?? null;
}
