import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { failed, type Reply, succeeded } from "../protocol/reply";
import { type UploadedImage, Uploads } from "./upload";

type Running = { name: string; settle: (reply: Reply<UploadedImage>) => void };

let running: Running[];
let uploads: Uploads;

beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("addEventListener", () => {});
    vi.stubGlobal("removeEventListener", () => {});
    running = [];
    uploads = new Uploads((file) => {
        let settle: Running["settle"] = () => {};
        const finished = new Promise<Reply<UploadedImage>>((resolve) => {
            settle = resolve;
        });
        const one = {
            name: file.name,
            settle: (reply: Reply<UploadedImage>) => {
                running = running.filter((other) => other !== one);
                settle(reply);
            },
        };
        running.push(one);
        return { finished, cancel: () => one.settle(failed({ code: "cancelled" })) };
    });
});

afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

const picture = (name: string) => new File(["pixels"], name, { type: "image/png" });
const done = succeeded({ url: "/api/images/1", width: 4, height: 3 });
const names = () => running.map(({ name }) => name);
const turn = () => vi.advanceTimersByTimeAsync(0);
const codeOf = (reply: Reply<UploadedImage>) => (reply.ok ? "done" : reply.problem.code);

describe("Uploads", () => {
    test("run a few at a time, in the order of asking", async () => {
        for (const name of ["a", "b", "c", "d", "e"]) uploads.start(picture(name), () => {});
        await turn();
        expect(names()).toEqual(["a", "b", "c"]);
        running[1]?.settle(done);
        await turn();
        expect(names()).toEqual(["a", "c", "d"]);
        running[0]?.settle(failed({ code: "unsupported_image" }));
        await turn();
        expect(names()).toEqual(["c", "d", "e"]);
    });

    test("begin anew after a lost connection, with nothing sent yet", async () => {
        const shares: number[] = [];
        const { finished } = uploads.start(picture("a"), (share) => shares.push(share));
        running[0]?.settle(failed({ code: "offline" }));
        await turn();
        expect([names(), shares]).toEqual([[], [0]]);
        await vi.advanceTimersByTimeAsync(1_000);
        running[0]?.settle(done);
        expect(codeOf(await finished)).toBe("done");
    });

    test("end with what the server refuses, and at last with a connection that stays away", async () => {
        const refused = uploads.start(picture("a"), () => {});
        running[0]?.settle(failed({ code: "image_too_large", status: 413 }));
        expect(codeOf(await refused.finished)).toBe("image_too_large");

        const lost = uploads.start(picture("b"), () => {});
        for (let attempt = 0; attempt < 10; attempt += 1) {
            await vi.advanceTimersByTimeAsync(15_000);
            running[0]?.settle(failed({ code: "offline" }));
        }
        expect(codeOf(await lost.finished)).toBe("offline");
    });

    test("that are cancelled end at once, also those that have not begun or wait for a connection", async () => {
        const [first, ...others] = ["a", "b", "c", "d"].map((name) => uploads.start(picture(name), () => {}));
        const last = others.at(-1);
        last?.cancel();
        first?.cancel();
        expect(first && codeOf(await first.finished)).toBe("cancelled");
        expect(last && codeOf(await last.finished)).toBe("cancelled");
        expect(names()).toEqual(["b", "c"]);

        running[0]?.settle(failed({ code: "offline" }));
        await turn();
        others[0]?.cancel();
        expect(others[0] && codeOf(await others[0].finished)).toBe("cancelled");
    });
});
