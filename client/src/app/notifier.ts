import { notifies } from "../features/notifications/decision";
import { showNote } from "../features/notifications/desktop";
import { followPreferences, preferences } from "../features/notifications/preferences";
import { isQuiet } from "../features/notifications/quiet-hours";
import { playSound } from "../features/notifications/sound";
import { claim, isWatched } from "../features/notifications/watching";
import type { Message, Room } from "../protocol/entities";
import { words } from "../shared/i18n/language";
import { namesUser } from "../shared/mention";
import { isAttentive, onAttention } from "./attention";
import { openMessage } from "./open-message";
import type { Router } from "./route";
import type { ChatSession } from "./session";

const bodyMax = 240;

/** Tells of `waiting` and of new messages by a note of the system and a sound, until the undo is called. */
export function startNotifier(session: ChatSession, router: Router, waiting: readonly Message[]): () => void {
    const notes = new Map<string, () => void>();

    /** What is being read needs no note any more. */
    function look() {
        const route = router.route.get();
        if (isAttentive() && route.page === "room") takeAway(route.roomId);
    }

    function takeAway(roomId: string) {
        notes.get(roomId)?.();
        notes.delete(roomId);
    }

    async function tell(message: Message) {
        const room = session.room(message.roomId);
        if (!room || !(await isToBeTold(session, room, message))) return;
        const { desktop, sound } = preferences.get();
        if (!(await claim(message.id))) return;
        if (sound) playSound();
        if (!desktop) return;
        takeAway(room.id);
        const note = showNote(noteOf(session, room, message), () => openMessage(router, message));
        if (note) notes.set(room.id, note);
    }

    const undo = [
        session.newMessages.subscribe((message) => void tell(message)),
        router.route.subscribe(look),
        onAttention(look),
        followPreferences(),
    ];
    for (const message of waiting) void tell(message);
    return () => {
        for (const step of undo) step();
        for (const close of notes.values()) close();
    };
}

async function isToBeTold(session: ChatSession, room: Room, message: Message): Promise<boolean> {
    const { membership } = room;
    if (!membership) return false;
    const { level, quiet } = preferences.get();
    const situation = {
        own: message.author.id === session.me.id,
        blocked: session.blocks.has(message.author.id),
        watched: false,
        direct: room.kind === "direct",
        named: namesUser(message.content, session.me.username),
        muted: membership.muted,
        roomLevel: membership.notifications,
        deviceLevel: level,
        quiet: session.me.chosenPresence === "dnd" || isQuiet(quiet, new Date()),
    };
    // Other tabs are asked only where it matters.
    return notifies(situation) && notifies({ ...situation, watched: await isWatched(room.id) });
}

function noteOf(session: ChatSession, room: Room, { author, content, image, roomId }: Message) {
    const { displayName } = session.people.byId.get().get(author.id) ?? author;
    const alone = room.kind === "direct" && room.members.length <= 2;
    return {
        title: alone ? displayName : `${displayName} · ${session.placeOf(room)}`,
        body: image ? words().shell.sentPicture : content.slice(0, bodyMax),
        icon: author.avatarUrl,
        tag: `room:${roomId}`,
    };
}
