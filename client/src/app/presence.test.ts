import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PresenceStatus } from "../protocol/events";
import { failed, type Reply, succeeded } from "../protocol/reply";
import { mira, sampleRoom, tomas } from "../protocol/samples";
import { PresenceWatch } from "./presence";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const direct = sampleRoom({ kind: "direct", members: [mira, tomas] });

function setUp(statuses: Record<string, PresenceStatus> = {}) {
    const asked: string[][] = [];
    const answers: Reply<never>[] = [];
    const watch = new PresenceWatch((userIds, take) => {
        asked.push(userIds);
        const status = (userId: string) => statuses[userId] ?? "online";
        take(answers.shift() ?? succeeded(userIds.map((userId) => ({ userId, status: status(userId) }))));
    });
    const known = () => Object.fromEntries(watch.byUserId.get());
    return { answers, asked, known, watch };
}

test("the others of direct rooms are watched, once", () => {
    const { asked, known, watch } = setUp({ [tomas.id]: "dnd" });
    watch.watch([direct, sampleRoom()], mira.id);
    watch.watch([direct], mira.id);
    expect([asked, known()]).toEqual([[[tomas.id]], { [tomas.id]: "dnd" }]);
});

test("whoever is shown is watched for as long as they are", () => {
    const { asked, watch } = setUp();
    watch.watch([direct], mira.id);
    const undo = watch.show(["u-jonas"]);
    undo();
    expect(asked).toEqual([[tomas.id], ["u-jonas", tomas.id], [tomas.id]]);
});

test("nobody vanishes while the connection is lost for a moment", async () => {
    const { asked, known, watch } = setUp();
    watch.watch([direct], mira.id);
    watch.lost();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(known()).toEqual({ [tomas.id]: "online" });
    watch.watch([direct], mira.id);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(known()).toEqual({ [tomas.id]: "online" });
    expect(asked).toHaveLength(2);
});

test("nothing is claimed to be known once the connection is lost for longer", async () => {
    const { known, watch } = setUp();
    watch.watch([direct], mira.id);
    watch.lost();
    watch.show(["u-jonas"]);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(known()).toEqual({});
});

test("what comes after an answer is newer than it", async () => {
    const watch = new PresenceWatch((_, take) => {
        take(succeeded([{ userId: tomas.id, status: "away" }]));
        watch.changed([{ userId: tomas.id, status: "online" }]);
    });
    watch.watch([direct], mira.id);
    await vi.advanceTimersByTimeAsync(0);
    expect(watch.byUserId.get().get(tomas.id)).toBe("online");
});

test("what could not be watched is asked for again", () => {
    const { answers, asked, known, watch } = setUp();
    answers.push(failed({ code: "busy" }));
    watch.watch([direct], mira.id);
    watch.watch([direct], mira.id);
    expect([asked.length, known()]).toEqual([2, { [tomas.id]: "online" }]);
});
