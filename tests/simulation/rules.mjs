// Who may do what, as docs/permissions.md has it, for the steps that a simulation takes.

const rank = { member: 1, moderator: 2, owner: 3 };

/** The code with which the server must refuse a step; undefined when it must not. */
export function refusalOf(model, step) {
    const { room, userId, kind } = step;
    if (!room || kind === "open" || kind === "idle") return undefined;
    const role = room.members.get(userId)?.role;
    const isDirect = room.kind === "direct";
    const isAdmin = model.users.get(userId).role === "admin";
    if (room.kind !== "public" && !role) return "not_found";
    /** Whether the role is reached; admins are as owners where the table says so. */
    const reaches = (needed, adminsToo = false) => rank[role] >= rank[needed] || (adminsToo && isAdmin);
    const message = step.messageId && room.messages.find(({ id }) => id === step.messageId);

    switch (kind) {
        case "send":
            if (!reaches(room.posting === "moderators" ? "moderator" : "member")) return "forbidden";
            if (room.archived) return "room_archived";
            return step.threadRoot?.deleted ? "message_deleted" : undefined;
        case "pin":
        case "unpin":
            if (!reaches(room.posting === "moderators" ? "moderator" : "member")) return "forbidden";
            return refusalOfChange(room, message);
        case "edit":
            if (!role || message.authorId !== userId) return "forbidden";
            return refusalOfChange(room, message);
        case "react":
        case "unreact":
            return role ? refusalOfChange(room, message) : "forbidden";
        case "remove":
            if (role && message.authorId === userId) return undefined;
            return !isDirect && reaches("moderator", true) ? undefined : "forbidden";
        case "read":
        case "unread":
            return role ? undefined : "forbidden";
        case "join":
            return !role && room.archived ? "room_archived" : undefined;
        case "leave":
            if (isDirect) return "direct_room_closed";
            return role ? refusalOfLast(room, role) : undefined;
        case "change":
            return refusalOfSettings(step, { isDirect, reaches });
        case "put":
            return isDirect ? "direct_room_closed" : refusalOfPut(step, { reaches });
        case "kick":
            return isDirect ? "direct_room_closed" : refusalOfKick(step, { reaches });
    }
    return undefined;
}

function refusalOfChange(room, message) {
    if (room.archived) return "room_archived";
    return message.deleted ? "message_deleted" : undefined;
}

function refusalOfLast(room, role) {
    const owners = [...room.members.values()].filter((member) => member.role === "owner").length;
    return role === "owner" && room.members.size > 1 && owners === 1 ? "last_owner" : undefined;
}

function refusalOfSettings({ room, settings }, { isDirect, reaches }) {
    const needed = settings.archived !== undefined || settings.posting !== undefined ? "owner" : "moderator";
    if (isDirect || !reaches(needed, true)) return "forbidden";
    return room.archived && settings.archived === undefined ? "room_archived" : undefined;
}

/** Of giving `targetId` the `role`, or of adding them as a plain member when there is none. */
function refusalOfPut({ room, userId, targetId, role }, { reaches }) {
    const target = room.members.get(targetId);
    if (target && role && role !== target.role) {
        const stepsDown = targetId === userId && rank[role] < rank[target.role];
        if (!stepsDown && !reaches("owner", true)) return "forbidden";
        return refusalOfLast(room, target.role);
    }
    const plain = target || (role ?? "member") === "member";
    if (!reaches(plain ? (room.kind === "public" ? "member" : "moderator") : "owner", true)) return "forbidden";
    return !target && room.archived ? "room_archived" : undefined;
}

function refusalOfKick({ room, targetId }, { reaches }) {
    const role = room.members.get(targetId)?.role;
    if (!reaches((role ?? "member") === "member" ? "moderator" : "owner", true)) return "forbidden";
    return role ? refusalOfLast(room, role) : undefined;
}
