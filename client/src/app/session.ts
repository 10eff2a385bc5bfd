import { api, type HistoryPage, type HistoryRange } from "../connection/api";
import { Connection } from "../connection/connection";
import { forgetEarly } from "../connection/early";
import { Outbox, type OutboxDraft } from "../connection/outbox";
import { openOutboxStorage } from "../connection/outbox-storage";
import { openTabs } from "../connection/tabs";
import {
    changeRooms,
    isOutdated,
    noRooms,
    type Rooms,
    type RoomsChange,
    roomTitle,
} from "../features/rooms/rooms";
import { Editing } from "../features/timeline/editing";
import { Threads } from "../features/timeline/threads";
import { Timelines } from "../features/timeline/timelines";
import { TypingWatch } from "../features/timeline/typing";
import { inDraft } from "../protocol/drafts";
import {
    type Membership,
    type Message,
    type OwnUser,
    type Person,
    type Room,
    type RoomFace,
    readPosition,
} from "../protocol/entities";
import { readPresence, type ServerEvent, type SyncResult } from "../protocol/events";
import type { Reply } from "../protocol/reply";
import { afterFirstSight, firstSight } from "../shared/first-sight";
import type { Reader } from "../shared/markdown/markdown";
import { createSignal, createStore, type Signal, type Store } from "../shared/store";
import { Announcer } from "./announcer";
import { Blocks } from "./blocks";
import { askForMissed, askOnce } from "./catch-up";
import { Composers } from "./composers";
import { Idle } from "./idle";
import { recentRooms } from "./last-room";
import { MessageDeeds } from "./message-deeds";
import { inMessage, messageRequests } from "./message-requests";
import { likelyNext } from "./next-rooms";
import { routeTo } from "./open-message";
import { OpenedRoom } from "./opened-room";
import { OwnPresence } from "./own-presence";
import { People } from "./people";
import { PresenceWatch } from "./presence";
import { randomId } from "./random-id";
import { RoomCounts } from "./room-counts";
import { pathOf } from "./route";

const preparedMax = 8;

export type SessionEnd = { reason: "expired" | "revoked" | "otherUser" };

type MemberEvent = Extract<ServerEvent, { type: "member:joined" | "member:left" | "member:updated" }>;

/**
 * Everything that lives as long as one user is signed in on this page: the connection, and the
 * stores that its events move. Components read the stores and call the methods.
 */
export class ChatSession {
    readonly connection = new Connection();
    readonly rooms: Store<Rooms> = createStore(noRooms);
    readonly people = new People((userId) => api.user(userId));
    readonly presence = new PresenceWatch((userIds, take) =>
        this.connection.requestInOrder("presence:watch", { userIds }, readPresence, take),
    );
    readonly typing = new TypingWatch();
    readonly timelines = new Timelines(
        (roomId, range) => this.history(roomId, range),
        (roomId) => this.room(roomId),
    );
    readonly openedRoom = new OpenedRoom({
        room: (roomId) => this.room(roomId),
        open: (room, at) => this.timelines.open(room, at),
    });
    readonly outbox: Outbox;

    readonly counts: RoomCounts;
    /** Whether somebody is at this page. */
    readonly idle = new Idle();
    private readonly ownPresence = new OwnPresence((status) =>
        this.connection.request("presence:set", { status }, () => null),
    );
    readonly messages: MessageDeeds;
    readonly editing: Editing;
    /** For whom messages are drawn. */
    readonly reader: Reader;

    readonly threads = new Threads(api.thread);
    readonly composers: Composers;
    readonly announcer = new Announcer();
    /** What is said, in whichever room. */
    readonly newMessages: Signal<Message> = createSignal();
    /** Messages of whichever room, as they are changed or deleted. */
    readonly messageChanges: Signal<Message> = createSignal();
    /** People who change what is shown of them. */
    readonly personChanges: Signal<OwnUser> = createSignal();
    /** Who comes, goes or gets another role, in whichever room. */
    readonly memberChanges: Signal<MemberEvent> = createSignal();
    /** Oneself, as one is now. */
    readonly profile: Store<OwnUser>;
    /** Whose profile is open, if anybody's. */
    readonly shownPerson: Store<Person | null> = createStore<Person | null>(null);
    readonly blocks = new Blocks(api.blocked);

    /** The picture that fills the page, if one does. */
    readonly openPicture: Store<Message | null> = createStore<Message | null>(null);

    private readonly undo: (() => void)[] = [];
    private openRoomId: string | null = null;

    /** Prepares the session; nothing is sent before `start`. */
    constructor(
        me: OwnUser,
        private readonly onEnd: (end: SessionEnd) => void,
    ) {
        this.profile = createStore(me);
        this.people.learn(me);
        this.reader = { username: me.username, knows: this.people.knows };
        this.counts = new RoomCounts({
            me,
            held: (roomId) => this.room(roomId),
            change: (change) => this.change(change),
            mark: (payload) => this.connection.request("room:read", payload, readPosition),
            ask: api.room,
        });
        this.messages = new MessageDeeds({
            meId: me.id,
            requests: messageRequests(this.connection),
            changed: (message) => this.confirmed(message),
            markUnread: async (message) => {
                const reply = await this.counts.markUnread(message);
                if (reply.ok) this.timelines.moveNew(message.roomId, message.seq - 1);
                return reply;
            },
            linkTo: (message) => `${location.origin}${pathOf(routeTo(message))}`,
            copy: (text) => navigator.clipboard.writeText(text),
        });
        this.editing = new Editing(this.messages.edit);
        this.outbox = new Outbox({
            userId: me.id,
            storage: openOutboxStorage(),
            tabs: openTabs(),
            send: ({ roomId, content, clientId, replyTo, threadOf }) =>
                this.connection.request(
                    "message:send",
                    {
                        roomId,
                        content,
                        clientId,
                        ...(replyTo && { replyTo: replyTo.id }),
                        ...(threadOf && { threadOf }),
                    },
                    inMessage,
                ),
            // The room's counts wait for the message's own event, which comes in the order of seqs.
            onSent: (message) => this.confirmed(message),
            makeId: randomId,
            now: Date.now,
        });
        this.composers = new Composers({
            userId: me.id,
            send: (draft) => this.send(draft),
            saveDraft: (roomId, content, version) =>
                this.connection.request("draft:save", { roomId, content, version }, inDraft),
        });
        this.connection.onEvent = (event) => this.receive(event);
        this.connection.onDoubt = () => this.resume();
        this.connection.onUnauthorized = () => this.onEnd({ reason: "expired" });
    }

    /** Connects, once what is seen first is there; the undo leaves nothing running. */
    start(): () => void {
        this.undo.push(
            this.connection.start(firstSight()),
            this.connection.status.subscribe(() => this.connectionChanged()),
            this.idle.start(),
            this.idle.state.subscribe(() =>
                this.ownPresence.set(this.idle.state.get() === "idle" ? "away" : "online"),
            ),
            this.composers.start(),
        );
        void this.outbox.reload();
        return () => {
            for (const undo of this.undo.splice(0)) undo();
            this.counts.stop();
            this.ownPresence.lost();
            this.presence.stop();
            this.announcer.clear();
            this.outbox.stop();
            this.typing.clear();
        };
    }

    /** Oneself; draw with `profile` what must follow its changes. */
    get me(): OwnUser {
        return this.profile.get();
    }

    room(roomId: string): Room | undefined {
        return this.rooms.get().byId.get(roomId);
    }

    /** What a room is called for this user. */
    titleOf(room: RoomFace): string {
        return roomTitle(room, this.me.id);
    }

    /** Where a message was said, for lists of messages from several rooms. */
    placeOf(room: RoomFace): string {
        return `${room.kind === "direct" ? "" : "# "}${this.titleOf(room)}`;
    }

    /** Tells which room is in front of the user; null for none. */
    lookAt(roomId: string | null) {
        this.openRoomId = roomId;
        this.announcer.clear();
        this.counts.lookAt(roomId);
    }

    setTyping(roomId: string, typing: boolean) {
        this.connection.notify("typing", { roomId, typing });
    }

    /** What the user wants to be told of in a room, as an answer brought it. */
    notificationsChanged(roomId: string, { muted, notifications }: Membership) {
        this.change({ type: "membership", roomId, membership: { muted, notifications } });
    }

    roomJoined(room: Room) {
        this.people.learnFromRooms([room]);
        this.change({ type: "put", room });
        if (room.kind === "direct") this.watchPresence();
    }

    roomLeft(roomId: string) {
        this.change({ type: "removed", roomId });
        this.openedRoom.forget(roomId);
        this.timelines.forget(roomId);
        this.composers.forget(roomId);
    }

    private send(draft: OutboxDraft): Promise<void> {
        // One's own words are seen as they are said, also by somebody who was reading further up.
        if (draft.threadOf === null) void this.timelines.showNewest(draft.roomId);
        return this.outbox.add(draft);
    }

    private change(change: RoomsChange) {
        this.rooms.update((rooms) => changeRooms(rooms, change));
    }

    private connectionChanged() {
        const online = this.connection.status.get().phase === "online";
        this.outbox.setOnline(online);
        void this.composers.drafts.setOnline(online);
        if (online) {
            this.counts.flush();
            this.ownPresence.connected();
            return;
        }
        this.timelines.lost();
        this.typing.clear();
        this.presence.lost();
        this.ownPresence.lost();
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
                return this.roomJoined(event.room);
            case "room:updated":
                if (isOutdated(this.rooms.get(), event.room.id, event.room.version)) return;
                return this.roomJoined(event.room);
            case "room:removed":
                return this.roomLeft(event.roomId);
            case "member:joined":
            case "member:left":
            case "member:updated":
                return this.memberChanged(event);
            case "read:updated":
                return this.readElsewhere(event);
            case "typing":
                return this.typingChanged(event);
            case "presence":
                return this.presence.changed(event.changes);
            case "draft:updated":
                return this.composers.drafts.heard(event.draft.roomId, event.draft);
            case "user:updated":
                return this.personChanged(event.user);
            case "block:updated":
                return this.blocks.changed(event.userId, event.blocked);
            case "saved:updated":
                return this.messages.savedChanged(event.messageId, event.saved);
            case "session:revoked":
                return this.onEnd({ reason: "revoked" });
        }
    }

    /** Somebody is about to open this room; resolves once what it opens at is held, or cannot be had. */
    readonly prepareRoom = async (roomId: string) => {
        const room = this.room(roomId);
        if (room) await this.timelines.prepare(room);
    };

    /** Loads what is likely to be opened next, one room after the other, where nobody counts what is loaded. */
    private async prepareNext() {
        await afterFirstSight();
        const saves = "connection" in navigator && Object(navigator.connection).saveData === true;
        const next = saves
            ? []
            : likelyNext(this.rooms.get(), recentRooms(this.me.id), this.openRoomId, preparedMax);
        for (const { id } of next) {
            const room = this.room(id);
            if (this.connection.status.get().phase !== "online") return;
            if (room) await this.timelines.prepare(room);
        }
    }

    /** Draws the rooms as they were a moment ago; what has changed since comes with `ready`. */
    showRooms(rooms: readonly Room[]) {
        this.timelines.lost();
        this.people.learnFromRooms(rooms);
        this.change({ type: "known", rooms });
    }

    private ready(user: OwnUser, rooms: readonly Room[]) {
        if (user.id !== this.me.id) {
            // Another tab has signed in as somebody else; this page's stores are not theirs.
            this.onEnd({ reason: "otherUser" });
            return;
        }
        forgetEarly();
        this.profile.set(user);
        void this.blocks.load();
        this.people.learnFromRooms(rooms);
        this.change({ type: "known", rooms });
        this.counts.named();
        void this.catchUp().then(() => this.prepareNext());
        void this.threads.load();
        // What was saved before its latest can be saved again without harm.
        void this.saved();
        this.watchPresence();
    }

    /** A page of the saved messages, latest saved first: those in it are known to be saved from here on. */
    readonly saved = (before?: string) =>
        this.messages.learnSaved(() => api.saved(before), before === undefined);

    private watchPresence() {
        this.presence.watch(this.rooms.get().byId.values(), this.me.id);
    }

    private async catchUp() {
        const missed = await askForMissed(this.connection, this.timelines.cursors());
        if (missed !== null) this.takeMissed(missed);
    }

    /** Asks what a connection that may be dead has missed; false where it does not answer. */
    private async resume(): Promise<boolean> {
        const reply = await askOnce(this.connection, this.timelines.cursors());
        if (reply.ok) this.takeMissed(reply.value);
        return reply.ok || reply.problem.code !== "timeout";
    }

    private takeMissed(missed: SyncResult) {
        for (const { room } of missed.rooms.values()) this.change({ type: "put", room });
        for (const room of missed.joined) this.change({ type: "put", room });
        const shownSeq = this.openedRoom.current.get()?.timeline.get().messages.at(-1)?.seq;
        this.timelines.caughtUp(missed);
        for (const { messages } of missed.rooms.values()) {
            this.confirmOwn(messages);
            const newest = messages.at(-1);
            if (newest && shownSeq !== undefined && newest.seq > shownSeq) this.announce(newest);
        }
    }

    private async history(roomId: string, range: HistoryRange): Promise<Reply<HistoryPage>> {
        const reply = await api.history(roomId, range);
        if (reply.ok) this.people.learn(...reply.value.messages.map(({ author }) => author));
        return reply;
    }

    private messageNew(message: Message) {
        this.people.learnFromMessage(message);
        this.typing.stopped(message.roomId, message.author.id);
        this.timelines.live(message);
        this.threads.live(message);
        this.change({ type: "message", message, me: this.me, isNew: true });
        this.counts.heard(message);
        this.confirmOwn([message]);
        this.announce(message);
        this.newMessages.tell(message);
    }

    /** Reads a new message out, if its room is in front of the user. */
    private announce(message: Message) {
        const { author, deletedAt, roomId } = message;
        const heard = author.id !== this.me.id && deletedAt === null && !this.blocks.has(author.id);
        if (roomId === this.openRoomId && heard) this.announcer.announce(message);
    }

    private messageChanged(message: Message) {
        this.timelines.live(message);
        this.threads.live(message);
        this.change({ type: "message", message, me: this.me, isNew: false });
        this.counts.changed(message);
        this.messageChanges.tell(message);
    }

    /** A message as an answer brought it, which may overtake its event. */
    private confirmed(message: Message) {
        this.timelines.confirmed(message);
        this.threads.live(message);
    }

    private confirmOwn(messages: readonly Message[]) {
        for (const { author, clientId } of messages) {
            if (author.id === this.me.id && clientId !== null) void this.outbox.confirm(clientId);
        }
    }

    private memberChanged(event: MemberEvent) {
        if (event.type === "member:left") this.typing.stopped(event.roomId, event.userId);
        if (event.type === "member:updated") this.roleChanged(event);
        else this.counts.membersChanged(event.roomId);
        this.memberChanges.tell(event);
    }

    /** Another role of one's own changes what one may do in the room. */
    private roleChanged({ roomId, member }: Extract<ServerEvent, { type: "member:updated" }>) {
        if (member?.user.id === this.me.id)
            this.change({ type: "membership", roomId, membership: { role: member.role } });
    }

    /** One's own profile as an answer brought it, which may overtake its event. */
    changedProfile(me: OwnUser) {
        this.personChanged(me);
    }

    private personChanged(user: OwnUser) {
        if (user.id === this.me.id) this.profile.set(user);
        this.people.learn(user);
        this.personChanges.tell(user);
        this.timelines.personChanged(user);
        this.change({ type: "person", person: user });
    }

    /** The marker may move back, as where messages were marked unread. */
    private readElsewhere(event: Extract<ServerEvent, { type: "read:updated" }>) {
        const { roomId, version, lastSeq, membership } = event;
        // Where no version is said, it is news.
        if (version !== null && isOutdated(this.rooms.get(), roomId, version)) return;
        this.counts.heardElsewhere(roomId, { membership, countedTo: lastSeq, version });
    }

    private typingChanged(event: Extract<ServerEvent, { type: "typing" }>) {
        if (!event.typing) return this.typing.stopped(event.roomId, event.userId);
        void this.people.meet(event.userId);
        this.typing.started(event.roomId, event.userId);
    }
}
