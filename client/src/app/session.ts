import { api } from "../connection/api";
import { Backoff } from "../connection/backoff";
import { Connection } from "../connection/connection";
import { Outbox } from "../connection/outbox";
import { openOutboxStorage } from "../connection/outbox-storage";
import { openTabs } from "../connection/tabs";
import { uploadImage } from "../connection/upload";
import { Composer, type Outgoing } from "../features/composer/composer";
import { changeRooms, noRooms, type Rooms, type RoomsChange, roomTitle } from "../features/rooms/rooms";
import { Timelines } from "../features/timeline/timelines";
import { TypingWatch } from "../features/timeline/typing";
import {
    type Membership,
    type Message,
    type Room,
    readMembership,
    readMessage,
    type User,
} from "../protocol/entities";
import { readPresence, readSyncResult, type ServerEvent } from "../protocol/events";
import { object } from "../protocol/read";
import { createStore, type Store } from "../shared/store";
import { MemberCounts } from "./member-counts";
import { People } from "./people";
import { PresenceWatch } from "./presence";
import { ReadMarker } from "./read-marker";

export type SessionEnd = { reason: "expired" | "revoked" | "otherUser" };

/**
 * Everything that lives as long as one user is signed in on this page: the connection, and the
 * stores that its events move. Components read the stores and call the methods.
 */
export class ChatSession {
    readonly connection = new Connection();
    readonly rooms: Store<Rooms> = createStore(noRooms);
    readonly people = new People((userId) => api.user(userId));
    readonly presence = new PresenceWatch((userIds) =>
        this.connection.request("presence:watch", { userIds }, readPresence),
    );
    readonly typing = new TypingWatch();
    readonly timelines = new Timelines(api.history, (roomId) => this.room(roomId));
    /** The newest message of the open room in words, for screen readers. */
    readonly announcement: Store<string> = createStore("");
    readonly outbox: Outbox;

    private readonly readMarker = new ReadMarker(
        (roomId, seq) => this.connection.request("room:read", { roomId, seq }, inMembership),
        (roomId, membership) => this.change({ type: "membership", roomId, membership }),
    );
    private readonly memberCounts = new MemberCounts((roomId) => this.recount(roomId));
    private readonly composers = new Map<string, Composer>();
    private readonly undo: (() => void)[] = [];
    private openRoomId: string | null = null;
    private announcementTimer: ReturnType<typeof setTimeout> | undefined;

    /** Prepares the session; nothing is sent before `start`. */
    static async open(me: User, onEnd: (end: SessionEnd) => void): Promise<ChatSession> {
        return new ChatSession(me, await openOutboxStorage(), onEnd);
    }

    private constructor(
        readonly me: User,
        storage: Awaited<ReturnType<typeof openOutboxStorage>>,
        private readonly onEnd: (end: SessionEnd) => void,
    ) {
        this.people.learn(me);
        this.outbox = new Outbox({
            userId: me.id,
            storage,
            tabs: openTabs(),
            send: ({ roomId, content, clientId }) =>
                this.connection.request("message:send", { roomId, content, clientId }, inMessage),
            // The room's counts wait for the message's own event, which comes in the order of seqs.
            onSent: (message) => this.timelines.confirmed(message),
            makeId: () => crypto.randomUUID?.() ?? randomId(),
            now: Date.now,
        });
        this.connection.onEvent = (event) => this.receive(event);
        this.connection.onUnauthorized = () => this.onEnd({ reason: "expired" });
    }

    /** Connects; the undo leaves nothing running. */
    start(): () => void {
        this.undo.push(
            this.connection.start(),
            this.connection.status.subscribe(() => this.connectionChanged()),
        );
        void this.outbox.reload();
        return () => {
            for (const undo of this.undo.splice(0)) undo();
            this.memberCounts.stop();
            clearTimeout(this.announcementTimer);
            this.outbox.stop();
            this.readMarker.stop();
            this.typing.clear();
            for (const composer of this.composers.values()) composer.dispose();
        };
    }

    room(roomId: string): Room | undefined {
        return this.rooms.get().byId.get(roomId);
    }

    /** What a room is called for this user. */
    titleOf(room: Room): string {
        return roomTitle(room, this.me.id);
    }

    /** Tells which room is in front of the user; null for none. */
    lookAt(roomId: string | null) {
        this.openRoomId = roomId;
        this.announcement.set("");
        this.memberCounts.lookAt(roomId);
    }

    composer(roomId: string): Composer {
        let composer = this.composers.get(roomId);
        if (!composer) {
            composer = new Composer(uploadImage, (messages) => this.send(roomId, messages));
            this.composers.set(roomId, composer);
        }
        return composer;
    }

    setTyping(roomId: string, typing: boolean) {
        this.connection.notify("typing", { roomId, typing });
    }

    /** The newest message of the room has been on screen. */
    seen(roomId: string, seq: number) {
        const membership = this.room(roomId)?.membership;
        if (membership && membership.lastReadSeq < seq) this.readMarker.seen(roomId, seq);
    }

    roomJoined(room: Room) {
        this.people.learnFromRooms([room]);
        this.change({ type: "put", room });
        if (room.kind === "direct") this.watchPresence();
    }

    roomLeft(roomId: string) {
        this.change({ type: "removed", roomId });
        this.timelines.forget(roomId);
        this.composers.get(roomId)?.dispose();
        this.composers.delete(roomId);
    }

    private send(roomId: string, messages: Outgoing[]) {
        // One's own words are seen as they are said, also by somebody who was reading further up.
        void this.timelines.showNewest(roomId);
        for (const message of messages) void this.outbox.add({ roomId, ...message });
    }

    private change(change: RoomsChange) {
        this.rooms.update((rooms) => changeRooms(rooms, change));
    }

    private connectionChanged() {
        const online = this.connection.status.get().phase === "online";
        this.outbox.setOnline(online);
        if (online) {
            void this.readMarker.flush();
            return;
        }
        this.timelines.lost();
        this.typing.clear();
        this.presence.lost();
    }

    private receive(event: ServerEvent) {
        switch (event.type) {
            case "ready":
                return this.ready(event.user, event.rooms);
            case "message:new":
                return this.messageNew(event.message);
            case "message:updated":
            case "message:deleted":
                return this.messageChanged(event.message);
            case "room:added":
            case "room:updated":
                return this.roomJoined(event.room);
            case "room:removed":
                return this.roomLeft(event.roomId);
            case "member:joined":
            case "member:left":
                return this.memberChanged(event);
            case "read:updated":
                return this.change({
                    type: "membership",
                    roomId: event.roomId,
                    membership: event.membership,
                });
            case "typing":
                return this.typingChanged(event);
            case "presence":
                return this.presence.changed(event.changes);
            case "session:revoked":
                return this.onEnd({ reason: "revoked" });
        }
    }

    private ready(user: User, rooms: readonly Room[]) {
        if (user.id !== this.me.id) {
            // Another tab has signed in as somebody else; this page's stores are not theirs.
            this.onEnd({ reason: "otherUser" });
            return;
        }
        this.people.learnFromRooms(rooms);
        this.change({ type: "known", rooms });
        void this.catchUp();
        this.watchPresence();
    }

    private watchPresence() {
        void this.presence.watch(this.rooms.get().byId.values(), this.me.id);
    }

    /** Asks for what was missed, until it is answered or the connection is lost again. */
    private async catchUp() {
        const cursors = this.timelines.cursors();
        if (Object.keys(cursors).length === 0) {
            this.timelines.caughtUp({ rooms: new Map(), joined: [], left: [] });
            return;
        }
        const backoff = new Backoff(500, 8_000);
        for (;;) {
            const reply = await this.connection.request("sync", { rooms: cursors }, readSyncResult);
            if (reply.ok) {
                for (const { room } of reply.value.rooms.values()) this.change({ type: "put", room });
                for (const room of reply.value.joined) this.change({ type: "put", room });
                this.timelines.caughtUp(reply.value);
                for (const { messages } of reply.value.rooms.values()) this.confirmOwn(messages);
                return;
            }
            if (reply.problem.code === "offline") return;
            await new Promise((resolve) => setTimeout(resolve, backoff.next()));
        }
    }

    private messageNew(message: Message) {
        this.people.learnFromMessage(message);
        this.typing.stopped(message.roomId, message.author.id);
        this.timelines.live(message);
        this.change({ type: "message", message, me: this.me, isNew: true });
        this.confirmOwn([message]);
        if (message.roomId === this.openRoomId && message.author.id !== this.me.id) this.announce(message);
    }

    private announce(message: Message) {
        const words = message.image ? "sent a picture" : message.content.slice(0, 300);
        this.announcement.set(`${message.author.displayName}: ${words}`);
        clearTimeout(this.announcementTimer);
        // Once read out, the text would only be a second copy in the way of whoever explores the page.
        this.announcementTimer = setTimeout(() => this.announcement.set(""), 3_000);
    }

    private messageChanged(message: Message) {
        this.timelines.live(message);
        this.change({ type: "message", message, me: this.me, isNew: false });
    }

    private confirmOwn(messages: readonly Message[]) {
        for (const { author, clientId } of messages) {
            if (author.id === this.me.id && clientId !== null) void this.outbox.confirm(clientId);
        }
    }

    private memberChanged(event: Extract<ServerEvent, { type: "member:joined" | "member:left" }>) {
        if (event.type === "member:left") this.typing.stopped(event.roomId, event.userId);
        this.memberCounts.changed(event.roomId);
    }

    private async recount(roomId: string) {
        const reply = await api.room(roomId);
        const room = this.room(roomId);
        if (!reply.ok || !room) return;
        this.change({ type: "put", room: { ...room, memberCount: reply.value.memberCount } });
    }

    private typingChanged(event: Extract<ServerEvent, { type: "typing" }>) {
        if (!event.typing) return this.typing.stopped(event.roomId, event.userId);
        void this.people.meet(event.userId);
        this.typing.started(event.roomId, event.userId);
    }
}

function inMessage(value: unknown): Message {
    return object<{ message: Message }>({ message: readMessage })(value).message;
}

function inMembership(value: unknown): Membership {
    return object<{ membership: Membership }>({ membership: readMembership })(value).membership;
}

/** Plain http on another host than localhost has no crypto.randomUUID. */
function randomId(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
