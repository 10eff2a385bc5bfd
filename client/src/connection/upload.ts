import { count, object, string } from "../protocol/read";
import { failed, type Reply, readProblem, readReply } from "../protocol/reply";

export type UploadedImage = { url: string; width: number; height: number };

export type Upload = {
    /** Settles once; a cancelled upload ends with the problem `cancelled`. */
    finished: Promise<Reply<UploadedImage>>;
    cancel(): void;
};

/** Sends an image, telling `onProgress` the share sent, from 0 to 1. */
export function uploadImage(file: File, onProgress: (share: number) => void): Upload {
    // fetch() reports no upload progress.
    const request = new XMLHttpRequest();
    const finished = new Promise<Reply<UploadedImage>>((resolve) => {
        request.upload.onprogress = (event) => {
            if (event.lengthComputable) onProgress(event.loaded / event.total);
        };
        request.onload = () => resolve(readAnswer(request));
        request.onerror = () => resolve(failed({ code: "offline" }));
        request.onabort = () => resolve(failed({ code: "cancelled" }));
    });
    const form = new FormData();
    form.append("image", file);
    request.open("POST", "/api/upload");
    request.send(form);
    return { finished, cancel: () => request.abort() };
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
