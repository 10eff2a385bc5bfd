import { list, object, ProtocolError, type Reader, string, withDefault } from "./read";

/** Why a request did not do what it asked for. */
export type Problem = {
    /** A stable word: the server's own, or `offline`, `timeout`, `bad_reply` of this side. */
    code: string;
    message: string;
    /** The HTTP status, or 0 where there was none. */
    status: number;
    /** What is wrong with which field of a form. */
    fields: FieldProblem[];
    requestId: string | null;
    retryAfterMs: number | null;
};

export type FieldProblem = { field: string; message: string };

/** What a request came to, over HTTP or over the socket alike. */
export type Reply<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export function succeeded<T>(value: T): Reply<T> {
    return { ok: true, value };
}

export function failed<T>(problem: Partial<Problem> & { code: string }): Reply<T> {
    return { ok: false, problem: makeProblem(problem) };
}

export function makeProblem(problem: Partial<Problem> & { code: string }): Problem {
    return { message: "", status: 0, fields: [], requestId: null, retryAfterMs: null, ...problem };
}

/** Runs a reader over what a peer sent; a wrong shape becomes the problem `bad_reply`. */
export function readReply<T>(value: unknown, reader: Reader<T>): Reply<T> {
    try {
        return succeeded(reader(value));
    } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        return failed({ code: "bad_reply", message: error.message });
    }
}

const readFieldProblem = object<FieldProblem>({ field: string, message: string });

const readProblemBody = object<{ code: string; detail: string; errors: FieldProblem[] }>({
    code: withDefault(string, "unknown"),
    detail: withDefault(string, ""),
    errors: withDefault(list(readFieldProblem), []),
});

/** Reads the body of a refused HTTP request; proxies answer with other bodies, which are let pass. */
export function readProblem(status: number, body: unknown, headers: Headers): Problem {
    const parsed = readReply(body, readProblemBody);
    const seconds = Number(headers.get("retry-after"));
    return makeProblem({
        status,
        code: parsed.ok ? parsed.value.code : status >= 500 ? "unavailable" : "unknown",
        message: parsed.ok ? parsed.value.detail : "",
        fields: parsed.ok ? parsed.value.errors : [],
        requestId: headers.get("x-request-id"),
        retryAfterMs: seconds > 0 ? seconds * 1000 : null,
    });
}

const readAckHead = object<{ ok: boolean; error: unknown }>({
    ok: (value) => value === true,
    error: (value) => value,
});

const readAckError = object<{ code: string; message: string; retryAfterMs: number | null }>({
    code: string,
    message: withDefault(string, ""),
    retryAfterMs: (value) => (typeof value === "number" && value > 0 ? value : null),
});

/** Reads a Socket.IO ack: `{ok: true, …}` by `reader`, or `{ok: false, error}`. */
export function readAck<T>(ack: unknown, reader: Reader<T>): Reply<T> {
    const head = readReply(ack, readAckHead);
    if (!head.ok) return head;
    if (head.value.ok) return readReply(ack, reader);
    const error = readReply(head.value.error, readAckError);
    return error.ok ? failed(error.value) : error;
}

/**
 * Whether the same request may succeed later without anybody changing anything.
 * Everything else is a definitive refusal.
 */
export function isTransient(problem: Problem): boolean {
    return transientCodes.has(problem.code) || problem.status >= 500 || problem.status === 429;
}

const transientCodes = new Set([
    "offline",
    "timeout",
    "unavailable",
    "busy",
    "rate_limited",
    "too_many_requests",
]);
