// Whether devices and the server's answers show what the model says.

import assert from "node:assert/strict";
import { inspect, isDeepStrictEqual } from "node:util";
import { statedMessage, statedRoom } from "./model.mjs";
import { comparable } from "./outcome.mjs";

/** The picture of a device at rest, and those of its messages that are `chosen` by the room. */
export function assertPicture(model, device, chosen) {
    const { picture, name, person } = device;
    const me = person.user.id;
    const rooms = model.roomsOf(me);
    const heardOf = (roomId) => `It heard: ${device.heardOf(roomId)}`;
    assertRooms(model, me, [...picture.rooms.values()], `the rooms on ${name}`, heardOf);
    for (const room of rooms) {
        const members = picture.members.get(room.id);
        if (members) {
            const roles = new Map([...room.members].map(([id, { role }]) => [id, role]));
            assert.deepEqual(new Map([...members].sort()), new Map([...roles].sort()), `the members of ${room.id} on ${name}`);
        }
        const timeline = picture.timelines.get(room.id);
        if (timeline?.isRead && chosen(room)) assertTimeline(model, room, timeline, name);
    }
}

function assertTimeline(model, room, timeline, name) {
    const held = [...timeline.messages.values()].sort((one, other) => one.seq - other.seq);
    const stored = room.messages.slice(room.messages.length - held.length);
    const seqs = (messages) => messages.map(({ seq }) => seq);
    assert.deepEqual(seqs(held), seqs(stored), `an unbroken run of ${room.id} on ${name}`);
    // An excerpt shows its original as it was when the reply came, but for one that was deleted.
    const shown = (message) => {
        const stated = comparable(message, true);
        const original = stated.replyTo && room.messages[stated.replyTo.seq - 1];
        return original && !original.deleted ? comparable(message, false) : stated;
    };
    const expected = stored.map((message) => shown(model.messageAsSeen(room, message)));
    assert.deepEqual(held.map(shown), expected, `the messages of ${room.id} on ${name}`);
    assert.equal(timeline.cursor, room.version, `the cursor of ${room.id} on ${name}`);
}

/**
 * Whether these devices show who is there: whoever has a device that is in use is online. It is told in its own time, and
 * of who has gone a moment later: complains of what is wrong now, undefined when nothing is.
 */
export function presenceComplaint(devices) {
    const expected = new Map();
    for (const { person, isLive, isIdle } of devices) {
        const status = isLive ? (isIdle ? "away" : "online") : "offline";
        const known = expected.get(person.user.id) ?? "offline";
        expected.set(person.user.id, [status, known].sort((one, other) => order.indexOf(one) - order.indexOf(other))[0]);
    }
    for (const { picture, name, person, isLive } of devices) {
        for (const [userId, status] of isLive ? expected : []) {
            const shown = picture.presence.get(userId);
            if (userId !== person.user.id && shown !== status) return `${name} shows ${userId} as ${shown} instead of ${status}`;
        }
    }
    return undefined;
}

const order = ["online", "away", "offline"];

/** A list of rooms, as this user sees them; `heardOf(roomId)` tells what led to it. */
export function assertRooms(model, userId, rooms, what, heardOf = () => "") {
    const expected = model.roomsOf(userId);
    assert.deepEqual(rooms.map(({ id }) => id).sort(), expected.map(({ id }) => id).sort(), what);
    for (const room of rooms) {
        const asSeen = model.roomAsSeen(model.rooms.get(room.id), userId);
        const told = () => `${what}: room ${room.id}: ${inspect(statedRoom(room))} instead of ${inspect(asSeen)}\n${heardOf(room.id)}`;
        if (!isDeepStrictEqual(statedRoom(room), asSeen)) assert.fail(told());
    }
}

/** The server's own answers to a user: the list of rooms, latest first, and the history of some. */
export async function assertAnswers(model, device, rooms) {
    const me = device.person.user.id;
    const { answer } = await device.call("GET", "/api/rooms");
    assertRooms(model, me, answer.rooms, `GET /api/rooms of ${device.name}`);
    for (const room of rooms) {
        const history = await wholeHistory(device, room.id);
        const expected = room.messages.map((message) => model.messageAsSeen(room, message));
        assert.deepEqual(history.map(statedMessage), expected, `the history of ${room.id}`);
        const pins = (await device.call("GET", `/api/rooms/${room.id}/pins`)).answer.messages.map(({ id }) => id).sort();
        const pinned = room.messages.filter(({ pinnedBy }) => pinnedBy).map(({ id }) => id).sort();
        assert.deepEqual(pins, pinned, `the pins of ${room.id}`);
    }
}

async function wholeHistory(device, roomId) {
    const messages = [];
    for (;;) {
        const after = messages.at(-1)?.seq ?? 0;
        const { answer } = await device.call("GET", `/api/rooms/${roomId}/messages?after=${after}&limit=200`);
        messages.push(...answer.messages);
        if (!answer.hasAfter) return messages;
    }
}
