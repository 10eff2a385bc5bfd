import type { Reader } from "../protocol/read";
import { failed, type Reply, readProblem, readReply, succeeded } from "../protocol/reply";

const requestTimeoutMs = 20_000;

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Asks the REST API and reads its answer. Never throws: a lost network is the problem `offline`. */
export async function requestJson<T>(
    method: Method,
    path: string,
    reader: Reader<T>,
    body?: unknown,
): Promise<Reply<T>> {
    const response = await send(method, path, body);
    if (!response.ok) return response;
    const answer = response.value;
    const json = await readBody(answer);
    if (!answer.ok) return { ok: false, problem: readProblem(answer.status, json, answer.headers) };
    return readReply(json, reader);
}

/** The same for a request that is answered with 204. */
export function requestNothing(method: Method, path: string, body?: unknown): Promise<Reply<null>> {
    return requestJson(method, path, () => null, body);
}

async function send(method: Method, path: string, body: unknown): Promise<Reply<Response>> {
    try {
        const init: RequestInit = { method, signal: AbortSignal.timeout(requestTimeoutMs) };
        if (body !== undefined) {
            init.headers = { "content-type": "application/json" };
            init.body = JSON.stringify(body);
        }
        return succeeded(await fetch(`/api${path}`, init));
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
