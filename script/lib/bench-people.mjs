// People with rooms in a Chatter data folder, made through its API, as the generator's `--people` wants them.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder, startServer } from "./bench-servers.mjs";

const peopleCount = 64;
const roomsEach = 10;
const registeringAtOnce = 4;

/**
 * Every person is in `roomsEach` rooms: one of everybody, one of their own, and others of everybody in which nobody
 * speaks. Resolves to {dataDir, together, alone}: two files of people, who speak in the common room or in their own.
 */
export async function makePeople() {
    const dataDir = join(folder, "chatter");
    const server = await startServer("serve", { dataDir });
    try {
        const people = [];
        while (people.length < peopleCount) {
            const names = Array.from({ length: registeringAtOnce }, (_, index) => `person-${people.length + index}`);
            people.push(...(await Promise.all(names.map((name) => register(server, name)))));
        }
        const common = await makeRoom(server, people[0], "common");
        const silent = [];
        for (let i = 0; i < roomsEach - 2; i += 1) silent.push(await makeRoom(server, people[0], `silent-${i}`));
        const own = [];
        for (const person of people) own.push(await makeRoom(server, person, `own-${own.length}`));
        for (const person of people.slice(1)) {
            for (const room of [common, ...silent]) await call(server, person, `/api/rooms/${room}/join`);
        }
        return {
            dataDir,
            together: write("together", people.map((token) => [token, common])),
            alone: write("alone", people.map((token, index) => [token, own[index]])),
            count: peopleCount,
        };
    } finally {
        await server.stop();
    }
}

async function register(server, username) {
    const credentials = { username, password: "correct horse battery" };
    return (await call(server, undefined, "/api/auth/register", credentials)).token;
}

async function makeRoom(server, token, name) {
    return (await call(server, token, "/api/rooms", { kind: "public", name })).room.id;
}

async function call(server, token, path, json) {
    const headers = {
        ...(json && { "content-type": "application/json" }),
        ...(token && { authorization: `Bearer ${token}` }),
    };
    const answer = await fetch(server.url + path, { method: "POST", headers, body: json && JSON.stringify(json) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return text && JSON.parse(text);
}

function write(name, lines) {
    const file = join(folder, name);
    writeFileSync(file, lines.map((words) => `${words.join(" ")}\n`).join(""));
    return file;
}
