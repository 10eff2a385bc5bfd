// People and rooms, made through the public API.

import assert from "node:assert/strict";
import { request } from "./http.mjs";

let made = 0;

/** A name no other person of this run has. */
export function newName(prefix = "person") {
    made += 1;
    return `${prefix}-${process.pid}-${made}`;
}

export const password = "correct horse battery";

/** Registers somebody. Resolves to {user, token, cookie, call}. */
export async function register(server, username = newName()) {
    const answer = await request(server, "POST", "/api/auth/register", { json: { username, password } });
    assert.equal(answer.status, 201, answer.text);
    return person(server, answer);
}

export async function login(server, username) {
    const answer = await request(server, "POST", "/api/auth/login", { json: { username, password } });
    assert.equal(answer.status, 200, answer.text);
    return person(server, answer);
}

function person(server, answer) {
    const { user, token } = answer.json;
    return {
        user,
        token,
        cookie: cookieOf(answer),
        call: (method, path, options) => request(server, method, path, { token, ...options }),
    };
}

/** The value of the sign-in cookie that an answer sets. */
export function cookieOf(answer) {
    const line = answer.headers["set-cookie"]?.find((header) => header.startsWith("token="));
    return line && /^token=([^;]*)/.exec(line)[1];
}

/** A room of `owner` with `others` in it: they join a public one, and begin in a private one. */
export async function makeRoom(owner, others = [], { kind = "public", name = newName("room") } = {}) {
    const userIds = kind === "public" ? [] : others.map((other) => other.user.id);
    const answer = await owner.call("POST", "/api/rooms", { json: { kind, name, userIds } });
    assert.equal(answer.status, 201, answer.text);
    const { room } = answer.json;
    if (kind === "public") {
        for (const other of others) await join(other, room.id);
    }
    return room;
}

export async function join(person, roomId) {
    const answer = await person.call("POST", `/api/rooms/${roomId}/join`);
    assert.equal(answer.status, 200, answer.text);
    return answer.json.room;
}

export async function post(author, roomId, content, more = {}) {
    const answer = await author.call("POST", `/api/rooms/${roomId}/messages`, { json: { content, ...more } });
    assert.equal(answer.status, 201, answer.text);
    return answer.json.message;
}

/** Every message of a room, oldest first, read page by page. */
export async function wholeHistory(reader, roomId) {
    const messages = [];
    for (let after = 0; ; ) {
        const answer = await reader.call("GET", `/api/rooms/${roomId}/messages?after=${after}&limit=200`);
        assert.equal(answer.status, 200, answer.text);
        messages.push(...answer.json.messages);
        if (!answer.json.hasAfter) return messages;
        after = messages.at(-1).seq;
    }
}

/** 1, 2, … count. */
export const oneTo = (count) => Array.from({ length: count }, (_, index) => index + 1);
