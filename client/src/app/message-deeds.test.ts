import { beforeEach, expect, test } from "vitest";
import type { Message } from "../protocol/entities";
import { failed, type Reply, succeeded } from "../protocol/reply";
import { mira, sampleMessage, tomas } from "../protocol/samples";
import { toasts } from "../shared/toast";
import { MessageDeeds } from "./message-deeds";

beforeEach(() => toasts.set([]));

function setUp(
    answer: Reply<Message> = succeeded(sampleMessage(1, { version: 9 })),
    copy?: (text: string) => Promise<void>,
) {
    const asked: unknown[][] = [];
    const changed: number[] = [];
    const copied: string[] = [];
    const note = (...what: unknown[]) => {
        asked.push(what);
        return Promise.resolve(answer);
    };
    const deeds = new MessageDeeds({
        meId: mira.id,
        requests: {
            edit: (_message, content) => note("edit", content),
            remove: () => note("remove"),
            react: (_message, emoji, add) => note("react", emoji, add),
            pin: (_message, pinned) => note("pin", pinned),
            save: async (_message, saved) => {
                asked.push(["save", saved]);
                return answer.ok ? succeeded(null) : answer;
            },
        },
        changed: (message) => changed.push(message.version),
        markUnread: async () => succeeded(null),
        linkTo: ({ seq }) => `https://chat.example/rooms/r-1/at/${seq}`,
        copy: copy ?? (async (text) => void copied.push(text)),
    });
    return { asked, changed, copied, deeds };
}

const said = () => toasts.get().map(({ text, tone }) => [text, tone]);
const reactions = (...userIds: string[]) => [{ emoji: "👍", count: userIds.length, userIds }];

test("a press on a reaction adds one's own, or takes it back", async () => {
    const { asked, changed, deeds } = setUp();
    await deeds.toggleReaction(sampleMessage(1, { reactions: reactions(tomas.id) }), "👍");
    await deeds.toggleReaction(sampleMessage(1, { reactions: reactions(tomas.id, mira.id) }), "👍");
    expect(asked).toEqual([
        ["react", "👍", true],
        ["react", "👍", false],
    ]);
    expect([changed, said()]).toEqual([[9, 9], []]);
});

test("a reaction shows before it is answered, and no longer than that", async () => {
    const { deeds } = setUp();
    const answered = deeds.toggleReaction(sampleMessage(1), "👍");
    expect(deeds.pendingReactions.get().get("m-1")?.get("👍")).toBe(true);
    await answered;
    expect(deeds.pendingReactions.get().size).toBe(0);
});

test("a second press waits for the first one's answer", async () => {
    const { asked, deeds } = setUp();
    await Promise.all([
        deeds.toggleReaction(sampleMessage(1), "👍"),
        deeds.toggleReaction(sampleMessage(1), "👍"),
    ]);
    expect(asked).toHaveLength(1);
});

test("what fails says why and changes nothing", async () => {
    const { changed, deeds } = setUp(failed({ code: "offline" }));
    await deeds.setPinned(sampleMessage(1), true);
    await deeds.setSaved(sampleMessage(1), true);
    expect([changed, deeds.savedIds.get().size]).toEqual([[], 0]);
    expect(said()).toEqual([["No connection right now", "failed"]]);
});

test("what is saved is known to be", async () => {
    const { deeds } = setUp();
    await deeds.setSaved(sampleMessage(1), true);
    expect([...deeds.savedIds.get()]).toEqual(["m-1"]);
    await deeds.setSaved(sampleMessage(1), false);
    expect([...deeds.savedIds.get()]).toEqual([]);
});

test("text and links are copied, and it is said", async () => {
    const { copied, deeds } = setUp();
    await deeds.copyText(sampleMessage(3, { content: "hello" }));
    await deeds.copyLink(sampleMessage(3));
    expect(copied).toEqual(["hello", "https://chat.example/rooms/r-1/at/3"]);
    expect(said()).toEqual([
        ["Text copied", "done"],
        ["Link copied", "done"],
    ]);
});

test("a browser that forbids copying is told of", async () => {
    const { deeds } = setUp(undefined, () => Promise.reject(new Error("denied")));
    await deeds.copyText(sampleMessage(1));
    expect(said()).toEqual([["The browser did not let it be copied", "failed"]]);
});

const savedPage = (...seqs: number[]) => ({
    items: seqs.map((seq) => ({ message: sampleMessage(seq) })),
    nextBefore: null,
});

test("what was saved is learnt from the server, but for what changed since it was asked", async () => {
    const { deeds } = setUp();
    for (const id of ["m-1", "m-2", "m-3"]) deeds.savedChanged(id, true);
    const page = savedPage(2, 3, 4);
    const reply = await deeds.learnSaved(async () => {
        deeds.savedChanged("m-3", false);
        deeds.savedChanged("m-5", true);
        return succeeded(page);
    }, true);
    expect(reply).toEqual(succeeded(page));
    // The first was taken off by another device, while this one was away.
    expect([...deeds.savedIds.get()].sort()).toEqual(["m-2", "m-4", "m-5"]);
});

test("what was saved before a page of the list, or after it, stays saved", async () => {
    const { deeds } = setUp();
    deeds.savedChanged("m-1", true);
    await deeds.learnSaved(async () => succeeded({ ...savedPage(2), nextBefore: "more" }), true);
    await deeds.learnSaved(async () => succeeded(savedPage(3)), false);
    expect([...deeds.savedIds.get()]).toEqual(["m-1", "m-2", "m-3"]);
});
