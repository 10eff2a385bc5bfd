import {
    type FormerText,
    type Message,
    type OwnUser,
    type Person,
    type Room,
    readFormerText,
    readMessage,
    readOwnUser,
    readPerson,
    readRoom,
} from "../protocol/entities";
import { boolean, count, list, nullable, object, type Reader, string, withDefault } from "../protocol/read";
import type { Reply } from "../protocol/reply";
import { requestJson, requestNothing } from "./rest";

export type NewAccount = { username: string; password: string; displayName?: string; inviteCode?: string };

export type NewRoom =
    | { kind: "public" | "private"; name: string; topic?: string }
    | { kind: "direct"; userIds: string[] };

export type HistoryPage = { messages: Message[]; hasBefore: boolean; hasAfter: boolean };

/** Which part of a room's history to read; bounds are seqs, exclusive but for `around`. */
export type HistoryRange = { before?: number; after?: number; around?: number; limit: number };

const readPage: Reader<HistoryPage> = object<HistoryPage>({
    messages: list(readMessage),
    hasBefore: boolean,
    hasAfter: boolean,
});

/** A message with the room that it was said in. */
export type FoundMessage = { message: Message; room: Room };

/** A message that was searched for, and which parts of its text were meant, in code points. */
export type SearchHit = FoundMessage & { highlights: { start: number; end: number }[] };

/** Part of a list, and where the next part of it begins; null at its end. */
export type Listed<T> = { items: T[]; nextBefore: string | null };

const readThreadPage = object<{ root: Message; messages: Message[]; hasBefore: boolean }>({
    root: readMessage,
    messages: list(readMessage),
    hasBefore: boolean,
});

const readFound = object<FoundMessage>({ message: readMessage, room: readRoom });

/** Where a list goes on is the server's affair: it is given back as it came. */
const readCursor: Reader<string | null> = (value, path) =>
    typeof value === "number" ? String(value) : nullable(string)(value, path);

function readThreads(value: unknown): Listed<FoundMessage> {
    const read = object<{ threads: FoundMessage[]; nextBefore: string | null }>({
        threads: list(readFound),
        nextBefore: readCursor,
    })(value);
    return { items: read.threads, nextBefore: read.nextBefore };
}

function readSaved(value: unknown): Listed<FoundMessage> {
    const read = object<{ results: FoundMessage[]; nextBefore: string | null }>({
        results: list(readFound),
        nextBefore: readCursor,
    })(value);
    return { items: read.results, nextBefore: read.nextBefore };
}

function readHits(value: unknown): Listed<SearchHit> {
    const read = object<{ results: SearchHit[]; nextBefore: string | null }>({
        results: list(
            object<SearchHit>({
                message: readMessage,
                room: readRoom,
                highlights: withDefault(
                    list(object<{ start: number; end: number }>({ start: count, end: count })),
                    [],
                ),
            }),
        ),
        nextBefore: readCursor,
    })(value);
    return { items: read.results, nextBefore: read.nextBefore };
}

/** The REST API as functions; each answers with a value or a problem and never throws. */
export const api = {
    register: (account: NewAccount) => requestJson("POST", "/auth/register", inOwnUser, account),
    login: (username: string, password: string) =>
        requestJson("POST", "/auth/login", inOwnUser, { username, password }),
    logout: () => requestNothing("POST", "/auth/logout"),
    me: () => requestJson("GET", "/auth/me", inOwnUser),

    findUsers: (query: string) => requestJson("GET", `/users?${params({ query })}`, inUsers),
    user: (userId: string) => requestJson("GET", `/users/${encodeURIComponent(userId)}`, inPerson),
    blocked: () => requestJson("GET", "/users/me/blocks", inUsers),

    /** What somebody says of themselves; empty for nothing. */
    statusText: (userId: string) => requestJson("GET", `/users/${encodeURIComponent(userId)}`, inStatusText),

    /** One's own, in any order. */
    rooms: () => requestJson("GET", "/rooms", inRooms),
    publicRooms: (query: string) =>
        requestJson("GET", `/rooms?${params({ scope: "public", query: query || undefined })}`, inRooms),
    room: (roomId: string) => requestJson("GET", roomPath(roomId), inRoom),
    createRoom: (room: NewRoom) => requestJson("POST", "/rooms", inRoom, room),
    joinRoom: (roomId: string) => requestJson("POST", `${roomPath(roomId)}/join`, inRoom),
    leaveRoom: (roomId: string) => requestNothing("POST", `${roomPath(roomId)}/leave`),

    history: (roomId: string, range: HistoryRange): Promise<Reply<HistoryPage>> =>
        requestJson("GET", `${roomPath(roomId)}/messages?${params(range)}`, readPage),

    thread: (roomId: string, messageId: string, range: { before?: number; limit: number }) =>
        requestJson("GET", `${messagePath(roomId, messageId)}/thread?${params(range)}`, readThreadPage),
    edits: (roomId: string, messageId: string) =>
        requestJson("GET", `${messagePath(roomId, messageId)}/edits`, inEdits),
    search: (
        query: { q: string; roomId?: string; authorId?: string; after?: string; limit: number },
        before?: string,
    ): Promise<Reply<Listed<SearchHit>>> =>
        requestJson("GET", `/search?${params({ ...query, before })}`, readHits),
    threads: (before?: string) => requestJson("GET", `/threads?${params({ before })}`, readThreads),
    pins: (roomId: string) => requestJson("GET", `${roomPath(roomId)}/pins`, inMessages),
    saved: (before?: string) => requestJson("GET", `/saved?${params({ before })}`, readSaved),
    save: (roomId: string, messageId: string) => requestNothing("PUT", savedPath(roomId, messageId)),
    unsave: (roomId: string, messageId: string) => requestNothing("DELETE", savedPath(roomId, messageId)),
};

export type Api = typeof api;

/** Oneself, or for admins anybody, in an answer. */
export function inOwnUser(value: unknown): OwnUser {
    return object<{ user: OwnUser }>({ user: readOwnUser })(value).user;
}

function inPerson(value: unknown): Person {
    return object<{ user: Person }>({ user: readPerson })(value).user;
}

function inStatusText(value: unknown): string {
    const readStatus = object<{ statusText: string }>({ statusText: withDefault(string, "") });
    return object<{ user: { statusText: string } }>({ user: readStatus })(value).user.statusText;
}

export function inUsers(value: unknown): Person[] {
    return object<{ users: Person[] }>({ users: list(readPerson) })(value).users;
}

function inMessages(value: unknown): Message[] {
    return object<{ messages: Message[] }>({ messages: list(readMessage) })(value).messages;
}

function inEdits(value: unknown): FormerText[] {
    return object<{ edits: FormerText[] }>({ edits: list(readFormerText) })(value).edits;
}

export function inRoom(value: unknown): Room {
    return object<{ room: Room }>({ room: readRoom })(value).room;
}

function inRooms(value: unknown): Room[] {
    return object<{ rooms: Room[] }>({ rooms: list(readRoom) })(value).rooms;
}

export function roomPath(roomId: string): string {
    return `/rooms/${encodeURIComponent(roomId)}`;
}

function savedPath(roomId: string, messageId: string): string {
    return `${messagePath(roomId, messageId)}/saved`;
}

function messagePath(roomId: string, messageId: string): string {
    return `${roomPath(roomId)}/messages/${encodeURIComponent(messageId)}`;
}

export function params(values: Record<string, string | number | undefined>): URLSearchParams {
    const given = Object.entries(values).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, String(value)] as [string, string]],
    );
    return new URLSearchParams(given);
}
