import { describe, expect, test } from "vitest";
import { tomas } from "../../protocol/samples";
import { type Draft, gone, heard, keepOwn, noDraft, saved, sent, takeRival, trying, written } from "./draft";

const kept = (content: string, version: number) => ({ content, version });
/** A draft that this device and the server agree upon, as `content` at version 1. */
const agreed = (content: string) => heard(noDraft, kept(content, 1));
const shown = ({ text, kept, rival }: Draft) => [text, kept.version, rival?.content ?? null];

describe("a draft that nothing was written over here", () => {
    test("shows what another device wrote", () => {
        expect(shown(heard(agreed("half a"), kept("half a sentence", 2)))).toEqual([
            "half a sentence",
            2,
            null,
        ]);
    });

    test("is empty when it was emptied elsewhere", () => {
        expect(heard(agreed("half a"), kept("", 2)).text).toBe("");
        expect(gone(agreed("half a")).text).toBe("");
    });

    test("does not go back to what was known before", () => {
        const newer = heard(agreed("old"), kept("newer", 3));
        expect(heard(newer, kept("late", 2))).toBe(newer);
    });
});

describe("a draft that was changed here", () => {
    test("stays when the other device emptied or only began it", () => {
        const changed = written(agreed("half a"), "half a sentence");
        expect(shown(heard(changed, kept("", 2)))).toEqual(["half a sentence", 2, null]);
        expect(shown(heard(changed, kept("half", 2)))).toEqual(["half a sentence", 2, null]);
        expect(gone(changed).text).toBe("half a sentence");
    });

    test("gives way to words that go on from it", () => {
        const changed = written(agreed(""), "half a");
        expect(shown(heard(changed, kept("half a sentence", 2)))).toEqual(["half a sentence", 2, null]);
    });

    test("stands beside words that it cannot be joined with, until somebody chooses", () => {
        const both = heard(written(agreed(""), "tea?"), kept("coffee?", 2));
        expect(shown(both)).toEqual(["tea?", 1, "coffee?"]);
        expect(shown(keepOwn(both))).toEqual(["tea?", 2, null]);
        expect(shown(takeRival(both))).toEqual(["coffee?", 2, null]);
    });

    test("leaves the field to the other words when it is sent", () => {
        const both = heard(written(agreed(""), "tea?"), kept("coffee?", 2));
        expect(shown(sent(both))).toEqual(["coffee?", 2, null]);
    });

    test("needs no choice any more when the other words are sent there", () => {
        const both = heard(written(agreed(""), "tea?"), kept("coffee?", 2));
        expect(shown(heard(both, kept("", 3)))).toEqual(["tea?", 3, null]);
    });
});

describe("a draft that was sent", () => {
    test("does not come back when the answer to its last save was lost", () => {
        const lost = sent(trying(written(agreed("half"), "half a sentence")));
        expect(shown(heard(lost, kept("half a sentence", 2)))).toEqual(["", 2, null]);
    });

    test("does not come back with a save that was repeated under another text", () => {
        const twice = trying(written(trying(written(agreed(""), "one")), "one two"));
        expect(heard(sent(twice), kept("one", 2)).text).toBe("");
    });

    test("makes room for what another device began since", () => {
        const away = sent(written(agreed("half"), "half a sentence"));
        expect(heard(away, kept("another thought", 4)).text).toBe("another thought");
    });
});

test("names what it answers until it is sent", () => {
    const replyTo = { id: "m-1", seq: 1, author: tomas, excerpt: "message 1" };
    const answer = written(agreed(""), "yes", replyTo);
    expect(written(answer, "yes, gladly").replyTo).toEqual(replyTo);
    expect(written(answer, "yes", replyTo)).toBe(answer);
    expect(sent(answer).replyTo).toBeNull();
});

test("an answer that comes late does not undo what is known", () => {
    const newer = heard(trying(written(agreed("a"), "a b")), kept("a b c", 3));
    expect(saved(newer, kept("a b", 2))).toBe(newer);
});
