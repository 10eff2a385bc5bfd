// People with rooms in Chatter's store, made through its API, as the generator's `--people` wants them.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder, startServer } from "./bench-servers.mjs";

const peopleCount = 64;
const roomsEach = 10;
const registeringAtOnce = 4;

/**
 * Every person is in `roomsEach` rooms: one of everybody, one of their own, and others of everybody in which nobody
 * speaks. The store is SQLite in the data folder `name`, or PostgreSQL at `databaseUrl`. Resolves to {serverOptions,
 * together, alone, count}: how to start a server that knows them, and two files of people, who speak in the common
 * room or in their own.
 */
export async function makePeople(name, databaseUrl) {
    const serverOptions = { dataDir: join(folder, name), databaseUrl };
    const server = await startServer("serve", serverOptions);
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
            serverOptions,
            together: write(`${name}-together`, people.map((token) => [token, common])),
            alone: write(`${name}-alone`, people.map((token, index) => [token, own[index]])),
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

/** POSTs `json` with somebody's token; resolves to the answer, rejects when it is none of success. */
export async function call(server, token, path, json) {
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
