import { type KeptDraft, readKeptDraft } from "./drafts";
import {
    type Membership,
    type Message,
    type OwnUser,
    type Room,
    readMembership,
    readMessage,
    readOwnUser,
    readRoom,
} from "./entities";
import { type Member, readMember } from "./members";
import {
    boolean,
    count,
    list,
    mapOf,
    nullable,
    object,
    oneOf,
    type Reader,
    string,
    withDefault,
} from "./read";
import { type Reply, readReply } from "./reply";

export type PresenceStatus = "online" | "away" | "dnd" | "offline";

export type PresenceChange = { userId: string; status: PresenceStatus };

/** Everything the server says unasked. */
export type ServerEvent =
    | { type: "ready"; user: OwnUser; rooms: Room[] }
    | { type: "message:new"; message: Message }
    | { type: "message:updated"; message: Message }
    | { type: "message:deleted"; message: Message }
    | { type: "room:added"; room: Room }
    | { type: "room:updated"; room: Room }
    | { type: "room:removed"; roomId: string }
    | { type: "member:joined"; roomId: string; member: Member | null }
    | { type: "member:left"; roomId: string; userId: string }
    | { type: "member:updated"; roomId: string; member: Member | null }
    /** With what only they see where it is oneself. */
    | { type: "user:updated"; user: OwnUser }
    | { type: "block:updated"; userId: string; blocked: boolean }
    /** The counts are those of the room at `version`, up to the message `lastSeq`; null where the server does not say. */
    | {
          type: "read:updated";
          roomId: string;
          version: number | null;
          lastSeq: number | null;
          membership: Membership;
      }
    | { type: "typing"; roomId: string; userId: string; typing: boolean }
    | { type: "presence"; changes: PresenceChange[] }
    | { type: "draft:updated"; draft: KeptDraft }
    | { type: "saved:updated"; messageId: string; saved: boolean }
    | { type: "session:revoked" };

/** What changed in the rooms that were asked about, and which rooms came and went. */
export type SyncResult = {
    rooms: Map<string, { room: Room; messages: Message[]; truncated: boolean }>;
    joined: Room[];
    left: string[];
};

const readPresenceChange = object<PresenceChange>({
    userId: string,
    status: oneOf("online", "away", "dnd", "offline"),
});

export const readPresence: Reader<PresenceChange[]> = (value) =>
    object<{ presence: PresenceChange[] }>({ presence: list(readPresenceChange) })(value).presence;

export const readSyncResult: Reader<SyncResult> = object<SyncResult>({
    rooms: mapOf(
        object<{ room: Room; messages: Message[]; truncated: boolean }>({
            room: readRoom,
            messages: list(readMessage),
            truncated: withDefault(boolean, false),
        }),
    ),
    joined: withDefault(list(readRoom), []),
    left: withDefault(list(string), []),
});

type Payload<Type extends ServerEvent["type"]> = Omit<Extract<ServerEvent, { type: Type }>, "type">;

const withMessage = object<{ message: Message }>({ message: readMessage });
const withRoom = object<{ room: Room }>({ room: readRoom });

const payloadReaders: { [Type in ServerEvent["type"]]: Reader<Payload<Type>> } = {
    ready: object<Payload<"ready">>({ user: readOwnUser, rooms: list(readRoom) }),
    "message:new": withMessage,
    "message:updated": withMessage,
    "message:deleted": withMessage,
    "room:added": withRoom,
    "room:updated": withRoom,
    "room:removed": object<Payload<"room:removed">>({ roomId: string }),
    "member:joined": object<Payload<"member:joined">>({ roomId: string, member: nullable(readMember) }),
    "member:left": object<Payload<"member:left">>({ roomId: string, userId: string }),
    "member:updated": object<Payload<"member:updated">>({ roomId: string, member: nullable(readMember) }),
    "user:updated": object<Payload<"user:updated">>({ user: readOwnUser }),
    "block:updated": object<Payload<"block:updated">>({ userId: string, blocked: boolean }),
    "read:updated": object<Payload<"read:updated">>({
        roomId: string,
        version: withDefault(nullable(count), null),
        lastSeq: withDefault(nullable(count), null),
        membership: readMembership,
    }),
    typing: object<Payload<"typing">>({ roomId: string, userId: string, typing: boolean }),
    presence: object<Payload<"presence">>({ changes: list(readPresenceChange) }),
    "draft:updated": object<Payload<"draft:updated">>({ draft: readKeptDraft }),
    "saved:updated": object<Payload<"saved:updated">>({ messageId: string, saved: boolean }),
    "session:revoked": () => ({}),
};

/**
 * Reads one event as the socket delivers it. Null for a name this client does not know, which a
 * newer server may send; a problem for a known name with a wrong payload.
 */
export function readServerEvent(name: string, payload: unknown): Reply<ServerEvent> | null {
    if (!isEventName(name)) return null;
    return readReply(payload, (value) => ({ type: name, ...payloadReaders[name](value) }) as ServerEvent);
}

function isEventName(name: string): name is ServerEvent["type"] {
    return Object.hasOwn(payloadReaders, name);
}
