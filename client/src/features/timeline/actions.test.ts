import { expect, test } from "vitest";
import type { Message } from "../../protocol/entities";
import {
    mira,
    miraUser,
    sampleMembership,
    sampleMessage,
    sampleMessages,
    sampleRoom,
} from "../../protocol/samples";
import { actionsFor, lastEditable, type MessageAction, mayPost, type Viewer } from "./actions";

const member: Viewer = { me: miraUser, role: "member", direct: false, archived: false, posts: true };
const own = sampleMessage(1, { author: mira });
const others = sampleMessage(2);
const may = (message: Message, viewer: Viewer, action: MessageAction) =>
    actionsFor(message, viewer).has(action);

test("authors change and delete their own messages, and nobody else's", () => {
    expect([may(own, member, "edit"), may(own, member, "delete")]).toEqual([true, true]);
    expect([may(others, member, "edit"), may(others, member, "delete")]).toEqual([false, false]);
});

test.each([
    ["a moderator", { role: "moderator" }, true],
    ["an owner", { role: "owner" }, true],
    ["an admin of the server", { me: { ...miraUser, role: "admin" } }, true],
    ["anybody in a direct room", { role: "owner", direct: true }, false],
] as [string, Partial<Viewer>, boolean][])("whether %s deletes what others said", (_who, part, allowed) => {
    expect(may(others, { ...member, ...part }, "delete")).toBe(allowed);
    expect(may(others, { ...member, ...part }, "edit")).toBe(false);
});

test("who only reads may copy and save, and nothing else", () => {
    expect([...actionsFor(others, { ...member, role: null })].sort()).toEqual([
        "copyLink",
        "copyText",
        "save",
    ]);
});

test("what a message said before is for its author and for who keeps order", () => {
    const editedAt = "2026-06-04T10:00:00.000Z";
    const edited = (message: Message) => ({ ...message, editedAt });
    expect(may(edited(own), member, "readEdits")).toBe(true);
    expect(may(edited(others), member, "readEdits")).toBe(false);
    expect(may(edited(others), { ...member, role: "moderator" }, "readEdits")).toBe(true);
    expect(may(own, member, "readEdits")).toBe(false);
});

test("among announcements who may not post answers and pins nothing, but reacts and reads threads", () => {
    const reader: Viewer = { ...member, posts: false };
    const answered = sampleMessage(3, { thread: { replyCount: 1, lastReplyAt: "2026-06-04T10:00:00.000Z" } });
    expect(["reply", "thread", "pin"].filter((one) => may(others, reader, one as MessageAction))).toEqual([]);
    expect(may(others, reader, "react")).toBe(true);
    expect(may(answered, reader, "thread")).toBe(true);
});

test.each([
    ["a member", "member", false],
    ["a moderator", "moderator", true],
    ["an owner", "owner", true],
] as const)("among announcements %s may post: %s", (_who, role, allowed) => {
    const room = sampleRoom({ posting: "moderators", membership: sampleMembership({ role }) });
    expect(mayPost(room)).toBe(allowed);
    expect(mayPost({ ...room, posting: "everyone" })).toBe(true);
    expect(mayPost({ ...room, archived: true })).toBe(false);
    expect(mayPost({ ...room, membership: null })).toBe(false);
});

test("in the archive nothing changes", () => {
    expect(may(own, { ...member, archived: true }, "edit")).toBe(false);
    expect(may(own, { ...member, archived: true }, "react")).toBe(false);
});

test("a deleted message only marks a place", () => {
    const deleted = sampleMessage(1, { author: mira, content: "", deletedAt: "2026-06-04T10:00:00.000Z" });
    expect([...actionsFor(deleted, member)]).toEqual(["markUnread"]);
});

test("a picture has no text to change or copy", () => {
    const image = { width: 4, height: 3, placeholder: null, animated: null };
    const picture = sampleMessage(1, { author: mira, content: "[img]/api/images/1", image });
    expect([
        may(picture, member, "edit"),
        may(picture, member, "copyText"),
        may(picture, member, "delete"),
    ]).toEqual([false, false, true]);
});

test("the arrow up finds one's own last message that has text", () => {
    const messages = sampleMessages(1, 4).map((message) =>
        message.seq % 2 === 1 ? { ...message, author: mira } : message,
    );
    expect(lastEditable(messages, member)?.seq).toBe(3);
    expect(lastEditable(sampleMessages(1, 3), member)).toBeNull();
});
