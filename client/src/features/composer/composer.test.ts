import { beforeEach, describe, expect, test, vi } from "vitest";
import { failed, type Reply, succeeded } from "../../protocol/reply";
import { tomas } from "../../protocol/samples";
import { toasts } from "../../shared/toast";
import { Composer, canSend, contentMax, type Outgoing } from "./composer";

type Image = { url: string; width: number; height: number };
type Running = {
    finish: (reply: Reply<Image>) => void;
    progress: (share: number) => void;
    cancelled: boolean;
};

let uploads: Running[];
let sent: Outgoing[][];
let composer: Composer;

beforeEach(() => {
    uploads = [];
    sent = [];
    composer = new Composer(
        (_file, onProgress) => {
            let finish: Running["finish"] = () => {};
            const finished = new Promise<Reply<Image>>((resolve) => {
                finish = resolve;
            });
            const running: Running = { finish, progress: onProgress, cancelled: false };
            uploads.push(running);
            const cancel = () => {
                running.cancelled = true;
                finish(failed({ code: "cancelled" }));
            };
            return { finished, cancel };
        },
        (messages) => sent.push(messages),
    );
});

const picture = (name = "a.png") => new File(["pixels"], name, { type: "image/png" });
const done = (url: string) => succeeded({ url, width: 40, height: 30 });
const phases = () => composer.state.get().attachments.map(({ state }) => state.phase);

describe("text", () => {
    test("is sent as it was written, and the field is empty again", () => {
        composer.setText("  two\nlines ");
        composer.submit();
        expect(sent).toEqual([[{ content: "  two\nlines ", image: null, replyTo: null }]]);
        expect(composer.state.get().text).toBe("");
    });

    test("that is blank or too long is not sent", () => {
        composer.setText(" \n ");
        composer.submit();
        composer.setText("🙂".repeat(contentMax + 1));
        composer.submit();
        expect(sent).toEqual([]);
        composer.setText("🙂".repeat(contentMax));
        expect(canSend(composer.state.get())).toBe(true);
    });
});

test("what other words come into the field while it is sent stay there", () => {
    const other = new Composer(
        () => ({ finished: Promise.resolve(failed({ code: "offline" })), cancel: () => {} }),
        () => other.setText("from another device"),
    );
    other.setText("mine");
    other.submit();
    expect(other.state.get().text).toBe("from another device");
});

describe("an answer", () => {
    const replyTo = { id: "m-1", seq: 1, author: tomas, excerpt: "message 1" };

    test("goes with the words, once", () => {
        composer.answer(replyTo);
        for (const text of ["yes", "and more"]) {
            composer.setText(text);
            composer.submit();
        }
        expect(sent.flat().map((message) => message.replyTo)).toEqual([replyTo, null]);
    });

    test("can be given up", () => {
        composer.answer(replyTo);
        composer.answer(null);
        composer.setText("no");
        composer.submit();
        expect(sent[0]?.[0]?.replyTo).toBeNull();
    });

    test("goes with the picture where there are no words", async () => {
        composer.answer(replyTo);
        composer.addFiles([picture()]);
        composer.submit();
        uploads[0]?.finish(done("/api/images/1"));
        await vi.waitFor(() => expect(sent[0]?.[0]?.replyTo).toEqual(replyTo));
    });
});

describe("images", () => {
    test("upload at once, show their progress, and go before the text", async () => {
        composer.addFiles([picture()]);
        uploads[0]?.progress(0.4);
        expect(composer.state.get().attachments[0]?.state).toEqual({ phase: "uploading", share: 0.4 });
        uploads[0]?.finish(done("/api/images/1"));
        await vi.waitFor(() => expect(phases()).toEqual(["done"]));
        composer.setText("here");
        composer.submit();
        expect(sent).toEqual([
            [
                { content: "[img]/api/images/1", image: { width: 40, height: 30 }, replyTo: null },
                { content: "here", image: null, replyTo: null },
            ],
        ]);
    });

    test("that are still on their way hold the sending back until they are through", async () => {
        composer.addFiles([picture("a.png"), picture("b.png")]);
        composer.submit();
        uploads[1]?.finish(done("/api/images/b"));
        await vi.waitFor(() => expect(phases()).toEqual(["uploading", "done"]));
        expect(sent).toEqual([]);
        uploads[0]?.finish(done("/api/images/a"));
        await vi.waitFor(() => expect(sent).toHaveLength(1));
        expect(sent[0]?.map(({ content }) => content)).toEqual(["[img]/api/images/a", "[img]/api/images/b"]);
    });

    test("that fail say why, are not sent without notice, and can be tried again", async () => {
        composer.addFiles([picture()]);
        composer.submit();
        uploads[0]?.finish(failed({ code: "unavailable", status: 503 }));
        await vi.waitFor(() => expect(phases()).toEqual(["failed"]));
        expect(composer.state.get().sendWhenReady).toBe(false);
        composer.retry(composer.state.get().attachments[0]?.id ?? "");
        uploads[1]?.finish(done("/api/images/1"));
        await vi.waitFor(() => expect(phases()).toEqual(["done"]));
    });

    test("that are taken away stop uploading", async () => {
        composer.addFiles([picture()]);
        composer.remove(composer.state.get().attachments[0]?.id ?? "");
        expect(uploads[0]?.cancelled).toBe(true);
        await Promise.resolve();
        expect(phases()).toEqual([]);
    });

    test("beyond ten are left out, and that is said", () => {
        composer.addFiles(Array.from({ length: 12 }, (_, n) => picture(`${n}.png`)));
        expect(phases()).toHaveLength(10);
        expect(toasts.get().map(({ text }) => text)).toEqual(["10 pictures at most go with one message"]);
        composer.addFiles([picture()]);
        expect(phases()).toHaveLength(10);
    });

    test("that the server would refuse are not uploaded", () => {
        const large = picture();
        Object.defineProperty(large, "size", { value: 11 * 1024 * 1024 });
        composer.addFiles([new File(["text"], "a.txt", { type: "text/plain" }), large]);
        expect(uploads).toEqual([]);
        expect(composer.state.get().attachments.map(({ state }) => state)).toEqual([
            { phase: "failed", sentence: "That file is not a picture", canRetry: false },
            { phase: "failed", sentence: "That picture is over 10 MB", canRetry: false },
        ]);
        expect(canSend(composer.state.get())).toBe(false);
    });
});
