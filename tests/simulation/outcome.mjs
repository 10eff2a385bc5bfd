// What became of a batch of steps that were under way together: were they answered as they must be, and in which order
// did they happen? The order in a room is that of its versions: every version must be the work of one step, and every
// step that changes something must have its version. So the model moves on by what was asked, not by what was told.

import assert from "node:assert/strict";
import { statedMessage } from "./model.mjs";

const changesMessages = ["send", "edit", "remove", "react", "unreact", "pin", "unpin"];

/** Moves the model on. `taken` are {step, answer, isFirst}; `world.witness(room)` is a device of a member. */
export async function settleBatch(world, taken) {
    const { model } = world;
    for (const one of taken) assertAnswered(one, taken);
    const done = taken.filter(({ answer }) => answer.ok);
    const before = new Map([...model.rooms.values()].map((room) => [room, room.messages.length]));
    for (const one of done) if (one.step.kind === "create") roomMade(model, one);
    for (const one of done) if (one.step.kind === "join") joined(one, before);
    for (const one of done) if (one.step.kind === "put") await put(world, one, before);
    // Whoever is named in a message does not leave meanwhile (locks.mjs): no mention depends on when they left.
    for (const { step } of done) {
        if (step.kind === "leave") step.room.members.delete(step.userId);
        if (step.kind === "kick") step.room.members.delete(step.targetId);
    }
    for (const room of new Set(done.filter(({ step }) => changesMessages.includes(step.kind)).map(({ step }) => step.room)))
        await applyChanges(world, room, done.filter(({ step }) => step.room === room && changesMessages.includes(step.kind)));
    for (const one of done) if (["read", "unread"].includes(one.step.kind)) read(one, before);
    for (const one of done) if (one.step.kind === "readAll") await readAll(world, one.step, before);
    for (const { step } of done) if (step.kind === "change") Object.assign(step.room, step.settings);
    for (const room of model.rooms.values()) for (const member of room.members.values()) delete member.joinedNow;
}

/** What a step that was repeated, because no answer came to its first time, may find to be done already. */
const doneAlready = {
    leave: ["not_found"], // a private room is not there for who has left it
    put: ["forbidden"], // nor can one who has stepped down do so again
};

function assertAnswered(one, taken) {
    const { step, answer, isFirst } = one;
    const code = answer.ok ? undefined : (answer.code ?? answer.error.code);
    const what = `${describe(step)} is answered ${JSON.stringify(answer).slice(0, 1000)}`;
    if (code && !isFirst && !step.refusal && doneAlready[step.kind]?.includes(code)) {
        answer.ok = true;
        return;
    }
    const isDeletedMeanwhile =
        code === "message_deleted" &&
        taken.some(({ step: other }) => other.kind === "remove" && [step.messageId, step.threadRoot?.id].includes(other.messageId));
    if (!isDeletedMeanwhile) assert.equal(code, step.refusal, what);
}

/** A step in few words. */
export function describe({ kind, device, room, ...step }) {
    const more = ["content", "clientId", "messageId", "emoji", "seq", "targetId", "role", "settings", "userIds", "replyTo", "threadOf"];
    const told = more.filter((key) => step[key] !== undefined).map((key) => `${key} ${JSON.stringify(step[key]).slice(0, 80)}`);
    const how = step.isBySocket ? "socket" : "REST";
    return [device.name, how, kind, room && `in ${room.kind} ${room.id}`, ...told].filter(Boolean).join(" ");
}

function roomMade(model, { step, answer }) {
    const { room, status } = answer;
    const people = [step.userId, ...step.userIds].sort();
    const same = [...model.rooms.values()].find(
        ({ kind, members }) => kind === "direct" && step.roomKind === "direct" && isSame([...members.keys()].sort(), people),
    );
    assert.equal(status, same ? 200 : 201, `${describe(step)}: direct rooms are made once`);
    if (same) assert.equal(room.id, same.id);
    else model.addRoom(room, step.userId, step.userIds);
}

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function joined({ step, answer }, before) {
    const { room, userId } = step;
    const { lastReadSeq, role } = answer.room.membership;
    if (room.members.has(userId)) return;
    assert.equal(role, "member");
    assert.ok(lastReadSeq >= before.get(room), `${describe(step)} begins with nothing unread`);
    room.members.set(userId, { role, lastReadSeq, joinedNow: lastReadSeq });
}

async function put(world, { step }, before) {
    const { room, targetId, role } = step;
    const member = room.members.get(targetId);
    if (member) {
        member.role = role ?? member.role;
        return;
    }
    const { lastReadSeq } = (await world.statedRoom(targetId, room.id)).membership;
    assert.ok(lastReadSeq >= before.get(room), `${describe(step)} begins with nothing unread`);
    room.members.set(targetId, { role: role ?? "member", lastReadSeq, joinedNow: lastReadSeq });
}

function read({ step, answer }, before) {
    const member = step.room.members.get(step.userId);
    const { lastReadSeq } = answer.membership;
    if (step.kind === "unread") member.lastReadSeq = step.seq - 1;
    else if (step.isToEnd) member.lastReadSeq = markerAtEnd(step.room, lastReadSeq, before, describe(step));
    else member.lastReadSeq = Math.max(member.lastReadSeq, step.seq);
}

/** Where the end was when the marker moved there, only the server can say. */
function markerAtEnd(room, stated, before, what) {
    assert.ok(stated >= (before.get(room) ?? 0) && stated <= room.messages.length, `${what}: the marker is at the end, not ${stated}`);
    return stated;
}

async function readAll(world, step, before) {
    for (const room of world.model.roomsOf(step.userId)) {
        const { lastReadSeq } = (await world.statedRoom(step.userId, room.id)).membership;
        room.members.get(step.userId).lastReadSeq = markerAtEnd(room, lastReadSeq, before, describe(step));
    }
}

async function applyChanges(world, room, done) {
    const { model } = world;
    const known = room.version;
    const { version, messages } = await world.witness(room).changesSince(room.id, known);
    const final = new Map(messages.map((message) => [message.id, message]));
    const byVersion = new Map();
    for (const one of done) {
        const claimed = versionOf(one, final) ?? known;
        byVersion.set(claimed, [...(byVersion.get(claimed) ?? []), one]);
    }
    for (const [claimed, claimants] of byVersion) {
        assert.ok(claimed <= version, `${describe(claimants[0].step)} has version ${claimed}, the room ${version}`);
        if (claimed <= known) for (const one of claimants) assertNothingDone(model, room, one);
    }
    while (room.version < version) {
        const next = room.version + 1;
        const claimants = pinnerFirst(byVersion.get(next) ?? deletionMovedOn(room, done, final), final);
        const worked = claimants.filter((one) => model.apply(room, changeOf(one)));
        const what = `version ${next} of ${room.id} is the work of one step, not of: ${claimants.map(({ step }) => describe(step)).join("; ") || "nobody"}`;
        assert.equal(worked.length, 1, what);
        for (const one of claimants) assertAcked(model, room, one, one === worked[0]);
        // The first message of a thread has moved along.
        if (room.version > next) for (const one of byVersion.get(room.version) ?? []) assertNothingDone(model, room, one);
    }
    assertFinal(model, room, known, messages);
}

/**
 * The deletion that made a version which nobody claims: one that was answered without its version, and whose message has
 * moved along since, as a reply to it was deleted too. Of several it may be any, for what they come to is the same.
 */
function deletionMovedOn(room, done, final) {
    const isMoved = ({ seq, version } = {}) =>
        [...final.values()].some((reply) => reply.threadSeq === seq && reply.deletedAt && reply.version === version - 1);
    const isWaiting = ({ step, answer }) =>
        step.kind === "remove" && !answer.message && !room.messages.find(({ id }) => id === step.messageId).deleted;
    return done.filter((one) => isWaiting(one) && isMoved(final.get(one.step.messageId))).slice(0, 1);
}

/** Of those who pinned one message at once, the message names the first; to the others it was pinned already. */
function pinnerFirst(claimants, final) {
    const isPinner = ({ step, answer }) => step.kind === "pin" && (answer.message ?? final.get(step.messageId))?.pinned?.by === step.userId;
    return claimants.toSorted((left, right) => isPinner(right) - isPinner(left));
}

/** Which version the step made, or found when it changed nothing. */
function versionOf({ step, answer, isFirst }, final) {
    const id = step.messageId ?? answer.message.id;
    if (step.repeats) {
        assert.equal(answer.message.id, step.repeats.id, `${describe(step)} gives back the first message`);
        return undefined;
    }
    // The first answer was lost: then, and to a DELETE, the message's version tells; it was changed by nobody else since,
    // but by its own thread.
    if (!isFirst || !answer.message) return final.get(id)?.version;
    return answer.message.version;
}

function changeOf({ step, answer }) {
    const { kind, userId, content, clientId, messageId, emoji } = step;
    const change = { kind, userId, content, clientId, messageId, emoji };
    if (kind !== "send") return change;
    const { id, createdAt } = answer.message;
    const replyTo = step.room.messages.find((message) => message.id === step.replyTo)?.seq;
    return { ...change, id, createdAt, replyTo, threadSeq: step.threadRoot?.seq };
}

function assertNothingDone(model, room, one) {
    const { version } = room;
    if (one.step.repeats) return;
    assert.equal(model.apply(room, changeOf(one)), false, `${describe(one.step)} has changed something, and no version says so`);
    assert.equal(room.version, version);
    assertAcked(model, room, one, false);
}

/** What was acked is what is stored. Of a message that the step did not change, the excerpt may be newer. */
function assertAcked(model, room, { step, answer, isFirst }, isExact) {
    if (!answer.message || !isFirst || step.repeats) return;
    const stored = model.messageAsSeen(room, room.messages.find(({ id }) => id === answer.message.id));
    assert.deepEqual(comparable(answer.message, isExact), comparable(stored, isExact), `the ack of ${describe(step)}`);
}

export function comparable(message, withExcerpt) {
    const stated = "editedAt" in message ? statedMessage(message) : message;
    if (withExcerpt || !stated.replyTo) return stated;
    return { ...stated, replyTo: { ...stated.replyTo, excerpt: undefined } };
}

function assertFinal(model, room, known, messages) {
    const changed = room.messages.filter(({ version }) => version > known);
    assert.deepEqual(messages.map(statedMessage), changed.map((message) => model.messageAsSeen(room, message)), `sync of ${room.id} since ${known}`);
}
