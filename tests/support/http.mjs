// HTTP as a test wants it: any path as written, any header, the answer whole.

import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { setImmediate as nextTurn } from "node:timers/promises";
import { exercised } from "./exercised.mjs";
import { openApi } from "./openapi.mjs";
import { noteSecrets } from "./secrets.mjs";

/**
 * One request. `json` is sent as JSON, `body` (string or Buffer) as it is; `token` as Bearer, `cookie` as the
 * sign-in cookie together with the server's own Origin. Resolves to {status, headers, bytes, text, json}, if that is an
 * answer that docs/openapi.yaml describes; rejects else. A request that is accepted though the document does not describe
 * it says that it is `undocumented`. Whatever is done next has a later time: the server tells what comes first by
 * milliseconds, and a fast one does two things in one.
 */
export async function request(server, method, path, options = {}) {
    const answer = await answerTo(server, method, path, options);
    if (method !== "GET") await nextMillisecond();
    return answer;
}

async function nextMillisecond() {
    const now = Date.now();
    while (Date.now() === now) await nextTurn();
}

function answerTo(server, method, path, options) {
    const { json, body, token, cookie, headers = {}, agent, undocumented } = options;
    const payload = json === undefined ? body : JSON.stringify(json);
    noteSecrets(json ?? undefined);
    const sent = { ...headers };
    if (json !== undefined) sent["content-type"] ??= "application/json";
    if (payload !== undefined) sent["content-length"] ??= Buffer.byteLength(payload);
    if (token) sent.authorization = `Bearer ${token}`;
    if (cookie) {
        sent.cookie = `token=${cookie}`;
        sent.origin ??= server.url;
    }
    return new Promise((resolve, reject) => {
        const begin = server.ca ? httpsRequest : httpRequest;
        const outgoing = begin(
            { host: "localhost", port: server.port, method, path, headers: sent, agent, ca: server.ca },
            (incoming) => {
                const chunks = [];
                incoming.on("data", (chunk) => chunks.push(chunk));
                incoming.on("error", reject);
                incoming.on("end", () => {
                    const answer = new Answer(incoming, Buffer.concat(chunks));
                    try {
                        exercised(openApi.assertAnswer(method, path, answer, { payload: json, undocumented }));
                        resolve(answer);
                    } catch (error) {
                        reject(error);
                    }
                });
            },
        );
        // A server may answer and close before it has read the whole body.
        outgoing.on("error", reject);
        outgoing.end(payload);
    });
}

class Answer {
    constructor(incoming, bytes) {
        this.status = incoming.statusCode;
        this.headers = incoming.headers;
        this.bytes = bytes;
    }

    get text() {
        return this.bytes.toString("utf8");
    }

    get json() {
        return JSON.parse(this.text);
    }
}

/** Asserts that `answer` is an RFC 9457 problem of this status, and of this code if one is given. */
export function assertProblem(answer, status, code) {
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.headers["content-type"] ?? "", /^application\/problem\+json\b/);
    const problem = answer.json;
    assert.equal(problem.status, status);
    assert.equal(typeof problem.type, "string");
    assert.equal(typeof problem.title, "string");
    assert.match(problem.code, /^[a-z][a-z0-9_]*$/);
    if (code) assert.equal(problem.code, code);
    if (status === 422) {
        assert.ok(problem.errors.length > 0, answer.text);
        for (const { field, message } of problem.errors) {
            assert.equal(typeof field, "string");
            assert.ok(message.length > 0);
        }
    }
    return problem;
}

/**
 * Sends exactly these bytes (a list is sent piece by piece) and resolves to everything that came back by the
 * time the server closed, or `until(text)` held.
 */
export async function raw(server, pieces, { until, timeoutMs = 10_000 } = {}) {
    const socket = await open(server);
    return new Promise((resolve, reject) => {
        let received = Buffer.alloc(0);
        const finish = () => {
            clearTimeout(late);
            socket.destroy();
            const text = received.toString("latin1");
            try {
                // The library's examples have no API.
                if (server.dataDir) assertRefusals(text);
                resolve(text);
            } catch (error) {
                reject(error);
            }
        };
        const late = setTimeout(() => {
            socket.destroy();
            reject(new Error(`neither closed nor answered within ${timeoutMs} ms: ${received.toString("latin1")}`));
        }, timeoutMs);
        socket.on("data", (chunk) => {
            received = Buffer.concat([received, chunk]);
            if (until?.(received.toString("latin1"))) finish();
        });
        socket.on("error", finish);
        socket.on("close", finish);
        for (const piece of [pieces].flat()) socket.write(piece);
    });
}

/** Of the bytes that came back: a refusal ends them, and is one that docs/openapi.yaml describes. */
function assertRefusals(text) {
    const status = statuses(text).at(-1);
    if (status >= 400 && text.includes("application/problem+json"))
        openApi.assertRefused(status, text.slice(text.lastIndexOf("\r\n\r\n") + 4));
}

/** A connected TCP socket, or one of TLS. */
export function open(server) {
    return new Promise((resolve, reject) => {
        const begin = server.ca ? connectTls : connect;
        const socket = begin({ host: "localhost", port: server.port, ca: server.ca }, () => {
            socket.off("error", reject);
            resolve(socket);
        });
        socket.once("error", reject);
    });
}

/** The status codes of the answers in `text`, in order. */
export function statuses(text) {
    return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
}
