import { readSession, type Session } from "../protocol/accounts";
import type { ChosenPresence } from "../protocol/entities";
import { list, object } from "../protocol/read";
import { inOwnUser } from "./api";
import { requestJson, requestNothing } from "./rest";

/** What one may change about oneself; what is left out stays. */
export type ProfileChange = {
    displayName?: string;
    /** The address of an uploaded image, or null for none. */
    avatarUrl?: string | null;
    statusText?: string;
    chosenPresence?: ChosenPresence;
};

/** The requests about one's own account that only the settings make. */
export const accountApi = {
    changeProfile: (change: ProfileChange) => requestJson("PATCH", "/users/me", inOwnUser, change),
    changePassword: (currentPassword: string, newPassword: string) =>
        requestNothing("POST", "/auth/password", { currentPassword, newPassword }),

    sessions: () => requestJson("GET", "/auth/sessions", inSessions),
    endSession: (id: string) => requestNothing("DELETE", `/auth/sessions/${encodeURIComponent(id)}`),
    endOtherSessions: () => requestNothing("DELETE", "/auth/sessions"),

    block: (userId: string) => requestNothing("PUT", `/users/${encodeURIComponent(userId)}/block`),
    unblock: (userId: string) => requestNothing("DELETE", `/users/${encodeURIComponent(userId)}/block`),
};

export function inSessions(value: unknown): Session[] {
    return object<{ sessions: Session[] }>({ sessions: list(readSession) })(value).sessions;
}
