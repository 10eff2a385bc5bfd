import { describe, expect, test } from "vitest";
import { readMessage, readRoom } from "./entities";
import { ProtocolError } from "./read";
import { sampleMessage, sampleRoom } from "./samples";

describe("readMessage", () => {
    test("gives back a message as the contract shapes it", () => {
        const message = sampleMessage(3, {
            image: { width: 40, height: 30, placeholder: "data:image/png;base64,AA", animated: true },
        });
        expect(readMessage(JSON.parse(JSON.stringify(message)))).toEqual(message);
    });

    test("ignores fields that it does not know", () => {
        expect(readMessage({ ...sampleMessage(1), colour: "red" })).toEqual(sampleMessage(1));
    });

    test("knows pins and threads", () => {
        const at = "2026-06-04T10:05:00.000Z";
        const message = sampleMessage(1, {
            pinned: { at, by: "u-mira" },
            thread: { replyCount: 4, lastReplyAt: at },
        });
        expect(readMessage(message)).toEqual(message);
        expect(readMessage(sampleMessage(2, { threadSeq: 1 })).threadSeq).toBe(1);
    });

    test("takes missing extras as none", () => {
        const { reactions, replyTo, image, clientId, pinned, threadSeq, thread, ...lean } = sampleMessage(1);
        expect(readMessage(lean)).toEqual(sampleMessage(1));
    });

    test("never takes an address for a placeholder", () => {
        const image = { width: 4, height: 3, placeholder: "https://example.org/track.png" };
        expect(readMessage({ ...sampleMessage(1), image }).image).toEqual({
            ...image,
            placeholder: null,
            animated: null,
        });
    });

    test.each([
        ["a seq that is no whole number", { seq: 1.5 }, "seq should be a whole number"],
        ["a negative version", { version: -1 }, "version should be a whole number"],
        ["a time that is none", { createdAt: "yesterday" }, "createdAt should be a time"],
        ["content that is no text", { content: 7 }, "content should be a string"],
        ["an author without a name", { author: { id: "u" } }, "author.username should be a string"],
        ["reactions that are no list", { reactions: {} }, "reactions should be a list"],
    ])("refuses %s and says where", (_name, part, sentence) => {
        expect(() => readMessage({ ...sampleMessage(1), ...part })).toThrow(new RegExp(sentence));
        expect(() => readMessage({ ...sampleMessage(1), ...part })).toThrow(ProtocolError);
    });
});

describe("readRoom", () => {
    test("takes a room that the viewer has not joined", () => {
        expect(readRoom({ ...sampleRoom(), membership: null }).membership).toBeNull();
    });

    test("refuses a kind that it does not know", () => {
        expect(() => readRoom({ ...sampleRoom(), kind: "secret" })).toThrow(
            "kind should be public or private or direct",
        );
    });

    test.each([null, undefined, "room", 4, []])("refuses %j", (value) => {
        expect(() => readRoom(value)).toThrow(ProtocolError);
    });
});
