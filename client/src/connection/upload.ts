import { count, object, string } from "../protocol/read";
import { failed, type Reply, readProblem, readReply } from "../protocol/reply";
import { Backoff } from "./backoff";

export type UploadedImage = { url: string; width: number; height: number };

export type Upload = {
    /** Settles once; a cancelled upload ends with the problem `cancelled`. */
    finished: Promise<Reply<UploadedImage>>;
    cancel(): void;
};

export type StartUpload = (file: File, onProgress: (share: number) => void) => Upload;

// A browser opens six connections to a server, and some of them are for reading.
const runningMax = 3;
const attemptsMax = 10;
const silenceMaxMs = 30_000;

/**
 * Uploads images, a few at a time in the order of asking. One whose connection is lost begins anew
 * when there is one again, so that it waits as a message does.
 */
export class Uploads {
    private readonly waiting: (() => void)[] = [];
    private running = 0;

    constructor(private readonly once: StartUpload = uploadImage) {}

    readonly start: StartUpload = (file, onProgress) => {
        const cancelled = new AbortController();
        return {
            finished: this.inTurn(() => this.untilAnswered(file, onProgress, cancelled.signal)),
            cancel: () => cancelled.abort(),
        };
    };

    private async inTurn<T>(task: () => Promise<T>): Promise<T> {
        if (this.running >= runningMax) await new Promise<void>((resolve) => this.waiting.push(resolve));
        this.running += 1;
        try {
            return await task();
        } finally {
            this.running -= 1;
            this.waiting.shift()?.();
        }
    }

    private async untilAnswered(
        file: File,
        onProgress: (share: number) => void,
        cancelled: AbortSignal,
    ): Promise<Reply<UploadedImage>> {
        const backoff = new Backoff(1_000, 15_000);
        for (let attempt = 1; !cancelled.aborted; attempt += 1) {
            const upload = this.once(file, onProgress);
            cancelled.addEventListener("abort", upload.cancel, { once: true });
            const reply = await upload.finished;
            cancelled.removeEventListener("abort", upload.cancel);
            if (reply.ok || reply.problem.code !== "offline" || attempt === attemptsMax) return reply;
            onProgress(0);
            await waitForConnection(backoff.next(), cancelled);
        }
        return failed({ code: "cancelled" });
    }
}

/** Sends an image, telling `onProgress` the share sent, from 0 to 1. */
export function uploadImage(file: File, onProgress: (share: number) => void): Upload {
    // fetch() reports no upload progress.
    const request = new XMLHttpRequest();
    const finished = new Promise<Reply<UploadedImage>>((resolve) => {
        let silence: ReturnType<typeof setTimeout> | undefined;
        const settle = (reply: Reply<UploadedImage>) => {
            clearTimeout(silence);
            resolve(reply);
        };
        const heard = () => {
            clearTimeout(silence);
            silence = setTimeout(() => {
                settle(failed({ code: "offline" }));
                request.abort();
            }, silenceMaxMs);
        };
        request.upload.onprogress = (event) => {
            heard();
            if (event.lengthComputable) onProgress(event.loaded / event.total);
        };
        request.onload = () => settle(readAnswer(request));
        request.onerror = () => settle(failed({ code: "offline" }));
        request.onabort = () => settle(failed({ code: "cancelled" }));
        heard();
    });
    const form = new FormData();
    form.append("image", file);
    request.open("POST", "/api/upload");
    request.send(form);
    return { finished, cancel: () => request.abort() };
}

/** Waits `ms`, or shorter when the browser says that it is online again, or nobody waits any more. */
function waitForConnection(ms: number, cancelled: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
        const end = () => {
            clearTimeout(timer);
            cancelled.removeEventListener("abort", end);
            globalThis.removeEventListener("online", end);
            resolve();
        };
        const timer = setTimeout(end, ms);
        cancelled.addEventListener("abort", end);
        globalThis.addEventListener("online", end);
    });
}

const readImage = object<UploadedImage>({ url: string, width: count, height: count });

function readAnswer(request: XMLHttpRequest): Reply<UploadedImage> {
    const body = parse(request.responseText);
    if (request.status >= 200 && request.status < 300) return readReply(body, readImage);
    const headers = new Headers();
    for (const name of ["retry-after", "x-request-id"]) {
        const value = request.getResponseHeader(name);
        if (value !== null) headers.set(name, value);
    }
    return { ok: false, problem: readProblem(request.status, body, headers) };
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}
