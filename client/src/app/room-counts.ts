import { countsAll, type RoomsChange } from "../features/rooms/rooms";
import type { Message, Person, ReadPosition, Room } from "../protocol/entities";
import type { Reply } from "../protocol/reply";
import { MemberCounts } from "./member-counts";
import { ReadMarker } from "./read-marker";
import { Recounts } from "./recounts";

type Ports = {
    me: Person;
    /** The room as it is held. */
    held(roomId: string): Room | undefined;
    change(change: RoomsChange): void;
    /** Has the server move the marker: up, or with `unread` to just before the message. */
    mark(payload: { roomId: string; seq: number; unread?: true }): Promise<Reply<ReadPosition>>;
    /** Asks for the room as the server counts it. */
    ask(roomId: string): Promise<Reply<Room>>;
};

/** How far the rooms are read, and what of them is counted: unread, mentions, members. */
export class RoomCounts {
    private readonly readMarker = new ReadMarker(
        (roomId, seq) => this.ports.mark({ roomId, seq }),
        (roomId, position) => this.readTo(roomId, position),
    );
    private readonly memberCounts = new MemberCounts((roomId) => this.recountMembers(roomId));
    private readonly recounts = new Recounts((roomId) => this.recountUnread(roomId));
    /** How often the server has said where the user has read to, by room; and how often it has named all rooms. */
    private readonly said = new Map<string, number>();
    private namings = 0;
    private openRoomId: string | null = null;

    constructor(private readonly ports: Ports) {}

    /** Tells which room is in front of the user; null for none. */
    lookAt(roomId: string | null) {
        this.openRoomId = roomId;
        this.readMarker.hold(null);
        this.memberCounts.lookAt(roomId);
    }

    /** The newest message of the room has been on screen. */
    seen(roomId: string, seq: number) {
        const membership = this.ports.held(roomId)?.membership;
        if (membership && membership.lastReadSeq < seq) this.readMarker.seen(roomId, seq);
    }

    /** The user says that the room is read, whatever was marked before. */
    markRead(room: Room) {
        this.readMarker.hold(null);
        this.seen(room.id, room.lastSeq);
    }

    /** The message and what follows it is unread again. */
    async markUnread({ roomId, seq }: Message): Promise<Reply<ReadPosition>> {
        const holds = roomId === this.openRoomId;
        if (holds) this.readMarker.hold(roomId);
        const reply = await this.ports.mark({ roomId, seq, unread: true });
        if (reply.ok) this.readTo(roomId, reply.value, true);
        else if (holds) this.readMarker.release(roomId);
        return reply;
    }

    /** Where the user has read to, as the server says; `back` where the marker may have moved back. */
    readTo(roomId: string, position: ReadPosition, back = false) {
        const room = this.ports.held(roomId);
        if (!room?.membership) return;
        this.said.set(roomId, this.saidOf(roomId) + 1);
        this.ports.change({ type: "read", roomId, position, back });
        const { lastReadSeq } = position.membership;
        const isOvertaken = lastReadSeq < room.lastSeq && !countsAll(position, room);
        // Who moves it forward meanwhile, at another node, may be heard before or after.
        const movesBack = back && lastReadSeq < room.membership.lastReadSeq;
        if (isOvertaken || movesBack) this.recounts.askSoon(roomId);
    }

    /** Another device moved the marker, or changed of what one is told. What several did comes in no order. */
    heardElsewhere(roomId: string, position: ReadPosition) {
        const held = this.ports.held(roomId)?.membership;
        const { muted, notifications } = position.membership;
        this.ports.change({ type: "membership", roomId, membership: { muted, notifications } });
        this.readTo(roomId, position, true);
        if (held && (held.muted !== muted || held.notifications !== notifications))
            this.recounts.askSoon(roomId);
    }

    /** The server has named all rooms; what was asked before counts no more. */
    named() {
        this.namings += 1;
    }

    /** A new message, once it is counted in its room. */
    heard(message: Message) {
        this.recounts.heard(message, this.ports.me);
    }

    /** A message that was changed or deleted, once its room knows. */
    changed(message: Message) {
        const membership = this.ports.held(message.roomId)?.membership;
        if (membership) this.recounts.changed(message, membership, this.ports.me);
    }

    /** Somebody came or went. */
    membersChanged(roomId: string) {
        this.memberCounts.changed(roomId);
    }

    /** Sends what could not be sent; call it when the connection is back. */
    flush() {
        void this.readMarker.flush();
    }

    stop() {
        this.memberCounts.stop();
        this.recounts.stop();
        this.readMarker.stop();
    }

    private async recountMembers(roomId: string) {
        const reply = await this.ports.ask(roomId);
        const room = this.ports.held(roomId);
        if (!reply.ok || !room) return;
        this.ports.change({ type: "put", room: { ...room, memberCount: reply.value.memberCount } });
    }

    private async recountUnread(roomId: string): Promise<boolean> {
        const before = [this.namings, this.saidOf(roomId)].join();
        const reply = await this.ports.ask(roomId);
        const room = this.ports.held(roomId);
        if (!reply.ok || !reply.value.membership || !room) return true;
        const { membership, lastSeq, version } = reply.value;
        const position = { membership, countedTo: lastSeq, version };
        const isOlder = before !== [this.namings, this.saidOf(roomId)].join();
        if (isOlder || !countsAll(position, room)) return false;
        const { muted, notifications } = membership;
        this.ports.change({ type: "membership", roomId, membership: { muted, notifications } });
        this.ports.change({ type: "read", roomId, position, back: true });
        return true;
    }

    private saidOf(roomId: string): number {
        return this.said.get(roomId) ?? 0;
    }
}
