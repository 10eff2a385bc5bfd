import type { RoomsChange } from "../features/rooms/rooms";
import type { Message, ReadPosition, Room } from "../protocol/entities";
import type { Reply } from "../protocol/reply";
import { MemberCounts } from "./member-counts";
import { ReadMarker } from "./read-marker";
import { countsAll, Recounts } from "./recounts";

type Ports = {
    meId: string;
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
        (roomId, read) => this.readTo(roomId, read),
    );
    private readonly memberCounts = new MemberCounts((roomId) => this.recountMembers(roomId));
    private readonly recounts = new Recounts((roomId) => this.recountUnread(roomId));
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
        if (roomId === this.openRoomId) this.readMarker.hold(roomId);
        const reply = await this.ports.mark({ roomId, seq, unread: true });
        if (reply.ok) this.readTo(roomId, reply.value, true);
        return reply;
    }

    /** Where the user has read to, as the server says; `back` where the marker may have moved back. */
    readTo(roomId: string, { membership, countedTo }: ReadPosition, back = false) {
        const overtaken = countedTo !== null && countedTo < (this.ports.held(roomId)?.lastSeq ?? 0);
        this.ports.change({ type: "membership", roomId, membership, countedTo, back });
        if (overtaken) this.recounts.askSoon(roomId);
    }

    /** A new message, once it is counted in its room. */
    heard(message: Message) {
        this.recounts.heard(message, this.ports.meId);
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
        const reply = await this.ports.ask(roomId);
        const room = this.ports.held(roomId);
        if (!reply.ok || !room) return true;
        if (!countsAll(reply.value, room)) return false;
        this.ports.change({ type: "put", room: reply.value });
        return true;
    }
}
