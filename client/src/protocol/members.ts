import { type Membership, readUser, type User } from "./entities";
import { boolean, count, nullable, object, oneOf, type Reader, string, time } from "./read";

export type Role = Membership["role"];

/** Somebody in a room. */
export type Member = { user: User; role: Role; joinedAt: string };

/** A link into a room, or, without one, to register by. */
export type Invite = {
    id: string;
    url: string;
    roomId: string | null;
    createdBy: string;
    createdAt: string;
    /** Null for one that never expires. */
    expiresAt: string | null;
    /** Null for any number. */
    maxUses: number | null;
    uses: number;
    revoked: boolean;
};

/** What a link is to be; what is left out has no bound. */
export type InviteDraft = { expiresInSeconds?: number; maxUses?: number };

export const readMember: Reader<Member> = object<Member>({
    user: readUser,
    role: oneOf("owner", "moderator", "member"),
    joinedAt: time,
});

export const readInvite: Reader<Invite> = object<Invite>({
    id: string,
    url: string,
    roomId: nullable(string),
    createdBy: string,
    createdAt: time,
    expiresAt: nullable(time),
    maxUses: nullable(count),
    uses: count,
    revoked: boolean,
});

/** Whether a link still leads somewhere. */
export function works(invite: Invite, now: number): boolean {
    if (invite.revoked || (invite.maxUses !== null && invite.uses >= invite.maxUses)) return false;
    return invite.expiresAt === null || Date.parse(invite.expiresAt) > now;
}
