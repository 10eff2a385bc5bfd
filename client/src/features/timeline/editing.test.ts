import { expect, test } from "vitest";
import type { Message } from "../../protocol/entities";
import { failed, type Reply, succeeded } from "../../protocol/reply";
import { mira, sampleMessage } from "../../protocol/samples";
import { Editing } from "./editing";

const message = sampleMessage(1, { author: mira, content: "helo" });

function setUp(answer: (content: string) => Reply<Message>) {
    const saved: string[] = [];
    const editing = new Editing(async (_message, content) => {
        saved.push(content);
        return answer(content);
    });
    editing.begin(message, "room");
    return { saved, editing };
}

const works = (content: string) => succeeded(sampleMessage(1, { content }));

test("what is saved ends the editing", async () => {
    const { saved, editing } = setUp(works);
    editing.setText("hello");
    await editing.submit();
    expect([saved, editing.current.get()]).toEqual([["hello"], null]);
});

test("what was left as it was is not sent", async () => {
    const { saved, editing } = setUp(works);
    await editing.submit();
    expect([saved, editing.current.get()]).toEqual([[], null]);
});

test("blank text is neither sent nor given up", async () => {
    const { saved, editing } = setUp(works);
    editing.setText("  ");
    await editing.submit();
    expect([saved, editing.current.get()?.text]).toEqual([[], "  "]);
});

test("a refusal keeps the text and says why", async () => {
    const { editing } = setUp(() => failed({ code: "offline" }));
    editing.setText("hello");
    await editing.submit();
    expect(editing.current.get()).toMatchObject({
        text: "hello",
        saving: false,
        problem: { code: "offline" },
    });
});

test("an answer that comes after another message was taken up changes nothing", async () => {
    const { editing } = setUp(works);
    editing.setText("hello");
    const saving = editing.submit();
    editing.begin(sampleMessage(2, { content: "other" }), "room");
    await saving;
    expect(editing.current.get()?.text).toBe("other");
});
