import {
    type Message,
    type Person,
    type Room,
    readMessage,
    readPerson,
    readRoom,
    readUser,
    type User,
} from "../protocol/entities";
import { boolean, list, object, type Reader } from "../protocol/read";
import type { Reply } from "../protocol/reply";
import { requestJson, requestNothing } from "./rest";

export type NewAccount = { username: string; password: string; displayName?: string };

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

/** The REST API as functions; each answers with a value or a problem and never throws. */
export const api = {
    register: (account: NewAccount) => requestJson("POST", "/auth/register", inUser, account),
    login: (username: string, password: string) =>
        requestJson("POST", "/auth/login", inUser, { username, password }),
    logout: () => requestNothing("POST", "/auth/logout"),
    me: () => requestJson("GET", "/auth/me", inUser),

    findUsers: (query: string) => requestJson("GET", `/users?${params({ query })}`, inUsers),
    user: (userId: string) => requestJson("GET", `/users/${encodeURIComponent(userId)}`, inPerson),

    publicRooms: (query: string) =>
        requestJson("GET", `/rooms?${params({ scope: "public", query: query || undefined })}`, inRooms),
    room: (roomId: string) => requestJson("GET", roomPath(roomId), inRoom),
    createRoom: (room: NewRoom) => requestJson("POST", "/rooms", inRoom, room),
    joinRoom: (roomId: string) => requestJson("POST", `${roomPath(roomId)}/join`, inRoom),
    leaveRoom: (roomId: string) => requestNothing("POST", `${roomPath(roomId)}/leave`),

    history: (roomId: string, range: HistoryRange): Promise<Reply<HistoryPage>> =>
        requestJson("GET", `${roomPath(roomId)}/messages?${params(range)}`, readPage),
};

export type Api = typeof api;

function inUser(value: unknown): User {
    return object<{ user: User }>({ user: readUser })(value).user;
}

function inPerson(value: unknown): Person {
    return object<{ user: Person }>({ user: readPerson })(value).user;
}

function inUsers(value: unknown): Person[] {
    return object<{ users: Person[] }>({ users: list(readPerson) })(value).users;
}

function inRoom(value: unknown): Room {
    return object<{ room: Room }>({ room: readRoom })(value).room;
}

function inRooms(value: unknown): Room[] {
    return object<{ rooms: Room[] }>({ rooms: list(readRoom) })(value).rooms;
}

function roomPath(roomId: string): string {
    return `/rooms/${encodeURIComponent(roomId)}`;
}

function params(values: Record<string, string | number | undefined>): URLSearchParams {
    const given = Object.entries(values).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, String(value)] as [string, string]],
    );
    return new URLSearchParams(given);
}
