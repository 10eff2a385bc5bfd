import type { ReplyTarget } from "../../protocol/entities";
import type { Reply } from "../../protocol/reply";
import { words } from "../../shared/i18n/language";
import { createStore, type Store } from "../../shared/store";
import { say } from "../../shared/toast";
import { sentenceFor } from "../../shared/words";

export const contentMax = 4_000;
const imageBytesMax = 10 * 1024 * 1024;
const attachmentsMax = 10;

type UploadedImage = { url: string; width: number; height: number };

export type Upload = { finished: Promise<Reply<UploadedImage>>; cancel(): void };

export type StartUpload = (file: File, onProgress: (share: number) => void) => Upload;

/** What one room's composer sends: text, or the address of an uploaded image with its size. */
export type Outgoing = {
    content: string;
    image: { width: number; height: number } | null;
    /** The message that it answers. */
    replyTo: ReplyTarget | null;
};

export type Attachment = {
    id: string;
    name: string;
    /** A `blob:` address of the chosen file; null for a file that is no image. */
    previewUrl: string | null;
    state:
        | { phase: "uploading"; share: number }
        | { phase: "done"; image: UploadedImage }
        | { phase: "failed"; sentence: string; canRetry: boolean };
};

export type ComposerState = {
    text: string;
    attachments: readonly Attachment[];
    replyTo: ReplyTarget | null;
    /** The user has sent; it goes as soon as the last upload is through. */
    sendWhenReady: boolean;
};

const empty: ComposerState = { text: "", attachments: [], replyTo: null, sendWhenReady: false };

/** What is being written for one room; it stays while other rooms are looked at. */
export class Composer {
    readonly state: Store<ComposerState> = createStore(empty);

    private readonly uploads = new Map<string, { file: File; upload: Upload | null }>();
    private nextId = 1;

    constructor(
        private readonly startUpload: StartUpload,
        private readonly send: (messages: Outgoing[]) => void,
    ) {}

    setText(text: string) {
        this.state.update((state) => ({ ...state, text, sendWhenReady: false }));
    }

    /** What is sent next answers this message; null for none. */
    answer(replyTo: ReplyTarget | null) {
        this.state.update((state) => ({ ...state, replyTo }));
    }

    /** Begins to upload each file; what is no image or too large is shown as failed instead. */
    addFiles(files: readonly File[]) {
        const free = attachmentsMax - this.state.get().attachments.length;
        for (const file of files.slice(0, free)) this.addFile(file);
        if (files.length > free) say(words().composer.tooManyPictures(attachmentsMax), "failed");
    }

    remove(id: string) {
        this.uploads.get(id)?.upload?.cancel();
        this.uploads.delete(id);
        const gone = this.state.get().attachments.find((attachment) => attachment.id === id);
        if (gone?.previewUrl) URL.revokeObjectURL(gone.previewUrl);
        this.state.update((state) => ({
            ...state,
            attachments: state.attachments.filter((attachment) => attachment.id !== id),
        }));
        this.sendIfReady();
    }

    retry(id: string) {
        const known = this.uploads.get(id);
        if (known) void this.upload(id, known.file);
    }

    /** Sends images first, then the text; waits for uploads that are still running. */
    submit() {
        if (!canSend(this.state.get())) return;
        this.state.update((state) => ({ ...state, sendWhenReady: true }));
        this.sendIfReady();
    }

    /** Stops what is running, as when the user signs out. */
    dispose() {
        for (const { id } of this.state.get().attachments) this.remove(id);
    }

    private addFile(file: File) {
        const id = String(this.nextId++);
        const refusal = refusalOf(file);
        this.state.update((state) => ({
            ...state,
            attachments: [...state.attachments, newAttachment(id, file, refusal)],
        }));
        if (refusal !== null) return;
        void this.upload(id, file);
    }

    private async upload(id: string, file: File) {
        this.setAttachment(id, { phase: "uploading", share: 0 });
        const upload = this.startUpload(file, (share) =>
            this.setAttachment(id, { phase: "uploading", share }),
        );
        this.uploads.set(id, { file, upload });
        const reply = await upload.finished;
        if (reply.ok) {
            this.setAttachment(id, { phase: "done", image: reply.value });
            this.sendIfReady();
        } else if (this.uploads.has(id)) {
            this.state.update((state) => ({ ...state, sendWhenReady: false }));
            const canRetry = reply.problem.status !== 413 && reply.problem.status !== 415;
            this.setAttachment(id, { phase: "failed", sentence: sentenceFor(reply.problem), canRetry });
        }
    }

    private setAttachment(id: string, attachmentState: Attachment["state"]) {
        this.state.update((state) => ({
            ...state,
            attachments: state.attachments.map((attachment) =>
                attachment.id === id ? { ...attachment, state: attachmentState } : attachment,
            ),
        }));
    }

    private sendIfReady() {
        const { text, attachments, replyTo, sendWhenReady } = this.state.get();
        if (!sendWhenReady) return;
        const images = attachments.flatMap((attachment) =>
            attachment.state.phase === "done" ? [attachment.state.image] : [],
        );
        if (images.length < attachments.length) return;
        const messages: Outgoing[] = images.map(({ url, width, height }) => ({
            content: `[img]${url}`,
            image: { width, height },
            replyTo: null,
        }));
        if (!isBlank(text)) messages.push({ content: text, image: null, replyTo: null });
        // The words answer, or the picture where there are none.
        const answer = messages.at(-1);
        if (answer) answer.replyTo = replyTo;
        for (const { previewUrl } of attachments) if (previewUrl) URL.revokeObjectURL(previewUrl);
        this.uploads.clear();
        this.state.set({ ...empty, text });
        if (messages.length > 0) this.send(messages);
        // Sending may have put other words into the field.
        this.state.update((state) => (state.text === text ? empty : state));
    }
}

/** The length as the server counts it: in code points. */
export function lengthOf(text: string): number {
    return [...text].length;
}

/** Whether there is something that could be sent. */
export function canSend(state: ComposerState): boolean {
    if (lengthOf(state.text) > contentMax) return false;
    if (state.attachments.some((attachment) => attachment.state.phase === "failed")) return false;
    return state.attachments.length > 0 || !isBlank(state.text);
}

function isBlank(text: string): boolean {
    return text.trim() === "";
}

function refusalOf(file: File): string | null {
    if (!file.type.startsWith("image/")) return words().composer.notAPicture;
    if (file.size > imageBytesMax) return words().errors.image_too_large;
    return null;
}

function newAttachment(id: string, file: File, refusal: string | null): Attachment {
    return {
        id,
        name: file.name,
        previewUrl: file.type.startsWith("image/") ? URL.createObjectURL(file) : null,
        state:
            refusal === null
                ? { phase: "uploading", share: 0 }
                : { phase: "failed", sentence: refusal, canRetry: false },
    };
}
