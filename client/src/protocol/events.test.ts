import { describe, expect, test } from "vitest";
import { readServerEvent, readSyncResult } from "./events";
import { miraUser, sampleMembership, sampleMessage, sampleRoom } from "./samples";

describe("readServerEvent", () => {
    test("makes each event of the contract one case of a union", () => {
        const events: [string, object][] = [
            ["ready", { user: miraUser, rooms: [sampleRoom()] }],
            ["message:new", { message: sampleMessage(1) }],
            ["message:updated", { message: sampleMessage(1) }],
            ["message:deleted", { message: sampleMessage(1) }],
            ["room:added", { room: sampleRoom() }],
            ["room:updated", { room: sampleRoom() }],
            ["room:removed", { roomId: "r-1" }],
            ["member:joined", { roomId: "r-1", member: null }],
            ["member:left", { roomId: "r-1", userId: "u-tomas" }],
            ["read:updated", { roomId: "r-1", version: 3, lastSeq: 2, membership: sampleMembership() }],
            ["typing", { roomId: "r-1", userId: "u-tomas", typing: true }],
            ["presence", { changes: [{ userId: "u-tomas", status: "away" }] }],
            ["presence", { changes: [{ userId: "u-tomas", status: "dnd" }] }],
            ["session:revoked", {}],
        ];
        for (const [type, payload] of events) {
            expect(readServerEvent(type, payload)).toEqual({ ok: true, value: { type, ...payload } });
        }
    });

    test("passes over names that a newer server may send", () => {
        expect(readServerEvent("thread:updated", {})).toBeNull();
        expect(readServerEvent("toString", {})).toBeNull();
    });

    test("tells a known name with a wrong payload from an unknown one", () => {
        const read = readServerEvent("typing", { roomId: "r-1", userId: "u-tomas", typing: "yes" });
        expect(read).toMatchObject({
            ok: false,
            problem: { code: "bad_reply", message: "typing should be a boolean" },
        });
    });
});

test("readSyncResult reads the changed rooms by id", () => {
    const changed = { room: sampleRoom({ version: 9 }), messages: [sampleMessage(9)], truncated: true };
    const result = readSyncResult({ ok: true, rooms: { "r-1": changed }, joined: [], left: ["r-2"] });
    expect(result).toEqual({ rooms: new Map([["r-1", changed]]), joined: [], left: ["r-2"] });
});
