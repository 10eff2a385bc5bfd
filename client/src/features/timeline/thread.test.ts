import { expect, test } from "vitest";
import { makeProblem } from "../../protocol/reply";
import { sampleMessage } from "../../protocol/samples";
import { changeThread, emptyThread, type ThreadChange } from "./thread";

const root = sampleMessage(3);
const reply = (seq: number, version = seq) => sampleMessage(seq, { threadSeq: 3, version });
const page = (seqs: number[], hasBefore = false) => ({
    root,
    messages: seqs.map((seq) => reply(seq)),
    hasBefore,
});

const after = (...changes: ThreadChange[]) => changes.reduce(changeThread, emptyThread("r-1", "m-3"));
const seqs = (...changes: ThreadChange[]) => after(...changes).replies.map(({ seq }) => seq);

test("replies come in order, each once, whatever their way", () => {
    expect(
        seqs(
            { type: "loaded", page: page([5, 7]) },
            { type: "message", message: reply(9) },
            { type: "message", message: reply(8) },
            { type: "message", message: reply(9) },
        ),
    ).toEqual([5, 7, 8, 9]);
});

test("what comes while the thread is loading is not lost", () => {
    expect(seqs({ type: "message", message: reply(9) }, { type: "loaded", page: page([5]) })).toEqual([5, 9]);
});

test("messages of the room, of other threads and of other rooms stay out", () => {
    expect(
        seqs(
            { type: "loaded", page: page([5]) },
            { type: "message", message: sampleMessage(6) },
            { type: "message", message: sampleMessage(7, { threadSeq: 4 }) },
            { type: "message", message: { ...reply(8), roomId: "r-2" } },
        ),
    ).toEqual([5]);
});

test("the first message changes with its newer versions only", () => {
    const newer = { ...root, version: 9, content: "changed" };
    const thread = after(
        { type: "loaded", page: page([5]) },
        { type: "message", message: newer },
        { type: "message", message: { ...root, version: 4, content: "old" } },
    );
    expect(thread.root?.content).toBe("changed");
});

test("earlier replies join in front, and a change of one not held waits for its page", () => {
    const changes: ThreadChange[] = [
        { type: "loaded", page: page([7, 8], true) },
        { type: "message", message: reply(5, 20) },
        { type: "extend" },
        { type: "extended", page: page([5, 6]) },
    ];
    expect(seqs(...changes)).toEqual([5, 6, 7, 8]);
    expect(seqs(...changes.slice(0, 2))).toEqual([7, 8]);
});

test("a failure says so only where nothing is there yet", () => {
    const problem = makeProblem({ code: "offline" });
    expect(after({ type: "failed", problem }).phase).toBe("failed");
    expect(after({ type: "loaded", page: page([]) }, { type: "failed", problem }).phase).toBe("ready");
});
