import { type AuditEntry, readAuditEntry } from "../protocol/accounts";
import { type OwnUser, readOwnUser } from "../protocol/entities";
import type { InviteDraft } from "../protocol/members";
import { list, nullable, object, string } from "../protocol/read";
import { inSessions } from "./account-api";
import { inOwnUser, params } from "./api";
import { requestJson, requestNothing } from "./rest";
import { inInvite, inInvites } from "./room-api";

export type UserPage = { users: OwnUser[]; nextCursor: string | null };

/** Which entries of the audit log to read; what is empty chooses nothing. */
export type AuditFilter = { action: string; actorId: string };

export type AuditPage = { entries: AuditEntry[]; nextBefore: string | null };

/** The requests that only admins may make. */
export const adminApi = {
    users: (query: string, cursor?: string) =>
        requestJson(
            "GET",
            `/admin/users?${params({ query: query || undefined, cursor })}`,
            object<UserPage>({ users: list(readOwnUser), nextCursor: nullable(string) }),
        ),
    changeUser: (userId: string, change: { role?: OwnUser["role"]; deactivated?: boolean }) =>
        requestJson("PATCH", userPath(userId), inOwnUser, change),
    resetPassword: (userId: string) => requestJson("POST", `${userPath(userId)}/password`, inPassword, {}),
    sessions: (userId: string) => requestJson("GET", `${userPath(userId)}/sessions`, inSessions),
    endSessions: (userId: string) => requestNothing("DELETE", `${userPath(userId)}/sessions`),

    invites: () => requestJson("GET", "/invites", inInvites),
    invite: (draft: InviteDraft) => requestJson("POST", "/invites", inInvite, draft),
    revokeInvite: (inviteId: string) => requestNothing("DELETE", `/invites/${encodeURIComponent(inviteId)}`),

    audit: ({ action, actorId }: AuditFilter, before?: string) =>
        requestJson(
            "GET",
            `/admin/audit?${params({ action: action || undefined, actorId: actorId || undefined, before })}`,
            object<AuditPage>({ entries: list(readAuditEntry), nextBefore: nullable(string) }),
        ),
};

function inPassword(value: unknown): string {
    return object<{ password: string }>({ password: string })(value).password;
}

function userPath(userId: string): string {
    return `/admin/users/${encodeURIComponent(userId)}`;
}
