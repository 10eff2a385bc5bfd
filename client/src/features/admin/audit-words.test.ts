import { expect, test } from "vitest";
import type { AuditEntry } from "../../protocol/accounts";
import { mira } from "../../protocol/samples";
import { enPages } from "../../shared/i18n/en-pages";
import { actionInWords, actorInWords, targetInWords } from "./audit-words";

const { admin } = enPages;

function entry(part: Partial<AuditEntry>): AuditEntry {
    return {
        id: "a-1",
        happenedAt: "2026-06-04T09:00:00.000Z",
        actor: mira,
        action: "room.rename",
        targetKind: "room",
        targetId: "r-1",
        detail: {},
        address: "127.0.0.1",
        ...part,
    };
}

test.each<[Partial<AuditEntry>, string]>([
    [{ detail: { from: "harbour", to: "marina" } }, "Room harbour → marina"],
    [
        { targetKind: "user", targetId: "u-1", detail: { username: "tomas", role: "admin" } },
        "User @tomas → admin",
    ],
    [{ targetKind: "user", targetId: "", detail: { attempts: "3" } }, "User (3 attempts)"],
    [{ targetKind: "user", targetId: mira.id, detail: { sessionId: "s-1" } }, ""],
    [{ targetKind: "message", targetId: "m-1" }, "Message m-1"],
])("%j is about “%s”", (part, words) => {
    expect(targetInWords(admin, entry(part))).toBe(words);
});

test("an action that is not known yet keeps the server's own word", () => {
    expect(actionInWords(admin, "room.rename")).toBe("renamed a room");
    expect(actionInWords(admin, "room.paint")).toBe("room.paint");
    expect(actionInWords(admin, "constructor")).toBe("constructor");
});

test("the command line has no address, and whoever is refused is nobody", () => {
    expect(actorInWords(admin, entry({ actor: null, address: "" }))).toBe("Command line");
    expect(actorInWords(admin, entry({ actor: null, action: "user.fail_sign_in", address: "" }))).toBe(
        "Nobody signed in",
    );
    expect(actorInWords(admin, entry({ actor: null, address: "10.0.0.1" }))).toBe("Nobody signed in");
});
