import { expect, test, vi } from "vitest";
import { type Reply, succeeded } from "../../protocol/reply";
import { sampleMessage } from "../../protocol/samples";
import type { ThreadPage } from "./thread";
import { Threads } from "./threads";

const root = sampleMessage(3);
const reply = (seq: number, version = seq, content = `message ${seq}`) =>
    sampleMessage(seq, { threadSeq: 3, version, content });

/** A thread whose pages come, read when they were asked for, as each function in `answers` is called. */
function setUp() {
    const server: ThreadPage = { root, messages: [reply(5), reply(6)], hasBefore: false };
    const answers: (() => void)[] = [];
    const threads = new Threads(() => {
        const page = { ...server };
        return new Promise<Reply<ThreadPage>>((resolve) => {
            answers.push(() => resolve(succeeded(page)));
        });
    });
    const store = threads.enter("r-1", "m-3");
    const seqs = () => store.get().replies.map(({ seq }) => seq);
    return { server, answers, threads, store, seqs };
}

test("a reply that comes while the thread is read again is not lost", async () => {
    const { answers, threads, seqs } = setUp();
    answers[0]?.();
    await vi.waitFor(() => expect(seqs()).toEqual([5, 6]));
    const reading = threads.load();
    threads.live(reply(7));
    threads.live(reply(5, 8, "edited"));
    expect(seqs()).toEqual([5, 6, 7]);
    answers[1]?.();
    await reading;
    expect(seqs()).toEqual([5, 6, 7]);
});

test("only what was asked for last is taken", async () => {
    const { server, answers, threads, seqs } = setUp();
    const reading = threads.load();
    server.messages = [reply(5), reply(6), reply(7)];
    const again = threads.load();
    answers[2]?.();
    await again;
    answers[1]?.();
    await reading;
    expect(seqs()).toEqual([5, 6, 7]);
});

test("earlier replies on their way do not take back a change of one of them", async () => {
    const { server, answers, threads, store, seqs } = setUp();
    server.hasBefore = true;
    const reading = threads.load();
    answers[1]?.();
    await reading;
    Object.assign(server, { messages: [reply(4)], hasBefore: false });
    const extending = threads.extend();
    threads.live(reply(4, 9, "edited"));
    answers[2]?.();
    await extending;
    expect(seqs()).toEqual([4, 5, 6]);
    expect(store.get().replies[0]?.content).toBe("edited");
});

test("earlier replies are not joined to what was read again meanwhile", async () => {
    const { server, answers, threads, seqs } = setUp();
    server.hasBefore = true;
    const first = threads.load();
    answers[1]?.();
    await first;
    server.messages = [reply(4)];
    const extending = threads.extend();
    server.messages = [reply(90), reply(91)];
    const again = threads.load();
    answers[3]?.();
    await again;
    answers[2]?.();
    await extending;
    expect(seqs()).toEqual([90, 91]);
});
