/** An answer of the REST API, its body read as JSON; null for one that is none. */
export type Answer = { ok: boolean; status: number; headers: Headers; body: unknown };

declare global {
    /** What public/first.js has asked for, by its path under `/api`. */
    var chatterEarly: Map<string, Promise<Answer>> | undefined;
}

/** The answer to what was asked before this code was here, once; undefined for what was not asked. */
export function takeEarly(path: string): Promise<Answer> | undefined {
    const answer = globalThis.chatterEarly?.get(path);
    globalThis.chatterEarly?.delete(path);
    return answer;
}

/** Lets go of what nobody has taken: from here on it may be outdated. */
export function forgetEarly() {
    globalThis.chatterEarly?.clear();
}
