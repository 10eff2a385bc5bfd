import type { Role } from "../../protocol/members";

export type MemberAction = "makeOwner" | "makeModerator" | "makeMember" | "remove";

/** Who looks at a room's members or settings. */
export type Keeper = {
    role: Role | null;
    /** An admin of the server, who may do what owners may. */
    admin: boolean;
};

const rank: Record<Role, number> = { member: 0, moderator: 1, owner: 2 };

/** What the keeper counts as in the room. */
function standing({ role, admin }: Keeper): number {
    return admin ? rank.owner : role === null ? -1 : rank[role];
}

/** What the keeper may do to a member; the server has the same rules, and the last word. */
export function memberActions(keeper: Keeper, member: { role: Role; self: boolean }): MemberAction[] {
    const actions: MemberAction[] = [];
    const owns = standing(keeper) === rank.owner;
    const theirs = rank[member.role];
    if (owns && member.role !== "owner") actions.push("makeOwner");
    if (member.role !== "moderator" && (owns || (member.self && theirs > rank.moderator)))
        actions.push("makeModerator");
    if (member.role !== "member" && (owns || member.self)) actions.push("makeMember");
    // Taking oneself out is leaving, which has its own place.
    const mayRemove = theirs === rank.member ? standing(keeper) >= rank.moderator : owns;
    if (!member.self && mayRemove) actions.push("remove");
    return actions;
}

/** Who may change a room's name and topic. */
export function mayEdit(keeper: Keeper): boolean {
    return standing(keeper) >= rank.moderator;
}

/** Who may archive and delete a room, and say who posts in it. */
export function mayRule(keeper: Keeper): boolean {
    return standing(keeper) === rank.owner;
}
