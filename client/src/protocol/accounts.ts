import { type Person, readPerson } from "./entities";
import { boolean, nullable, object, oneOf, type Reader, string, time } from "./read";

/** Where somebody is signed in. */
export type Session = {
    id: string;
    /** Whether it is the one that asks. */
    current: boolean;
    createdAt: string;
    lastUsedAt: string;
    userAgent: string;
    address: string;
};

export type AuditEntry = {
    id: string;
    happenedAt: string;
    /** Null for the operator's command line, and for whoever is not signed in. */
    actor: Person | null;
    /** `noun.verb` */
    action: string;
    targetKind: "user" | "room" | "message" | "invite";
    targetId: string;
    /** More of it, by action; only what is plain text or a number is kept. */
    detail: Record<string, string>;
    address: string;
};

export const readSession: Reader<Session> = object<Session>({
    id: string,
    current: boolean,
    createdAt: time,
    lastUsedAt: time,
    userAgent: string,
    address: string,
});

export const readAuditEntry: Reader<AuditEntry> = object<AuditEntry>({
    id: string,
    happenedAt: time,
    actor: nullable(readPerson),
    action: string,
    targetKind: oneOf("user", "room", "message", "invite"),
    targetId: string,
    detail: readDetail,
    address: string,
});

function readDetail(value: unknown): Record<string, string> {
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(
        Object.entries(value).flatMap(([key, part]) =>
            typeof part === "string" || typeof part === "number" ? [[key, String(part)]] : [],
        ),
    );
}
