import type { Reader } from "../protocol/read";
import { failed, type Reply, readProblem, readReply, succeeded } from "../protocol/reply";
import { type Answer, takeEarly } from "./early";

const requestTimeoutMs = 20_000;

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Asks the REST API and reads its answer. Never throws: a lost network is the problem `offline`. */
export async function requestJson<T>(
    method: Method,
    path: string,
    reader: Reader<T>,
    body?: unknown,
): Promise<Reply<T>> {
    const reply = await send(method, path, body);
    if (!reply.ok) return reply;
    const answer = reply.value;
    if (!answer.ok) return { ok: false, problem: readProblem(answer.status, answer.body, answer.headers) };
    return readReply(answer.body, reader);
}

/** The same for a request that is answered with 204. */
export function requestNothing(method: Method, path: string, body?: unknown): Promise<Reply<null>> {
    return requestJson(method, path, () => null, body);
}

async function send(method: Method, path: string, body: unknown): Promise<Reply<Answer>> {
    try {
        const early = method === "GET" ? takeEarly(path) : undefined;
        if (early) return succeeded(await early);
        const init: RequestInit = { method, signal: AbortSignal.timeout(requestTimeoutMs) };
        if (body !== undefined) {
            init.headers = { "content-type": "application/json" };
            init.body = JSON.stringify(body);
        }
        const response = await fetch(`/api${path}`, init);
        const { ok, status, headers } = response;
        return succeeded({ ok, status, headers, body: await readBody(response) });
    } catch (error) {
        const timedOut = error instanceof DOMException && error.name === "TimeoutError";
        return failed({ code: timedOut ? "timeout" : "offline" });
    }
}

async function readBody(response: Response): Promise<unknown> {
    if (response.status === 204) return null;
    try {
        return await response.json();
    } catch {
        return null;
    }
}
