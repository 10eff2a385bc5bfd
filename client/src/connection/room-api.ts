import type { User } from "../protocol/entities";
import { inMembership, type NotificationLevel, type Room, readUser } from "../protocol/entities";
import {
    type Invite,
    type InviteDraft,
    type Member,
    type Role,
    readInvite,
    readMember,
} from "../protocol/members";
import { list, nullable, object, string } from "../protocol/read";
import { inRoom, params, roomPath } from "./api";
import { requestJson, requestNothing } from "./rest";

/** Part of a room's members, and where the next part begins. */
export type MemberPage = { members: Member[]; nextCursor: string | null };

export type RoomChange = {
    name?: string;
    topic?: string;
    archived?: boolean;
    posting?: Room["posting"];
};

const memberPageSize = 200;

/** The requests of those who look after a room, and of its members about themselves. */
export const roomApi = {
    members: (roomId: string, cursor?: string) =>
        requestJson(
            "GET",
            `${roomPath(roomId)}/members?${params({ cursor, limit: memberPageSize })}`,
            object<MemberPage>({ members: list(readMember), nextCursor: nullable(string) }),
        ),
    putMember: (roomId: string, userId: string, role?: Role) =>
        requestJson("PUT", memberPath(roomId, userId), inMember, role ? { role } : {}),
    removeMember: (roomId: string, userId: string) => requestNothing("DELETE", memberPath(roomId, userId)),

    change: (roomId: string, change: RoomChange) => requestJson("PATCH", roomPath(roomId), inRoom, change),
    remove: (roomId: string) => requestNothing("DELETE", roomPath(roomId)),
    notify: (roomId: string, change: { level?: NotificationLevel; muted?: boolean }) =>
        requestJson("PUT", `${roomPath(roomId)}/notifications`, inMembership, change),

    invites: (roomId: string) => requestJson("GET", `${roomPath(roomId)}/invites`, inInvites),
    invite: (roomId: string, draft: InviteDraft) =>
        requestJson("POST", `${roomPath(roomId)}/invites`, inInvite, draft),
    revokeInvite: (inviteId: string) => requestNothing("DELETE", invitePath(inviteId)),

    /** The room that a link's code leads to; null for one to register by. */
    findInvite: (code: string) => requestJson("GET", invitePath(code), inFoundInvite),
    joinByInvite: (code: string) => requestJson("POST", `${invitePath(code)}/join`, inRoom),

    user: (userId: string) => requestJson("GET", `/users/${encodeURIComponent(userId)}`, inUser),
};

export function inInvites(value: unknown): Invite[] {
    return object<{ invites: Invite[] }>({ invites: list(readInvite) })(value).invites;
}

export function inInvite(value: unknown): Invite {
    return object<{ invite: Invite }>({ invite: readInvite })(value).invite;
}

function inFoundInvite(value: unknown): Room | null {
    return object<{ room: Room | null }>({ room: (room) => (room === null ? null : inRoom({ room })) })(value)
        .room;
}

function inUser(value: unknown): User {
    return object<{ user: User }>({ user: readUser })(value).user;
}

function inMember(value: unknown): Member {
    return object<{ member: Member }>({ member: readMember })(value).member;
}

function memberPath(roomId: string, userId: string): string {
    return `${roomPath(roomId)}/members/${encodeURIComponent(userId)}`;
}

function invitePath(invite: string): string {
    return `/invites/${encodeURIComponent(invite)}`;
}
