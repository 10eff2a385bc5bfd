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
    const watch = new PresenceWatch(async (userIds) => {
        asked.push(userIds);
        return (
            answers.shift() ??
            succeeded(userIds.map((userId) => ({ userId, status: statuses[userId] ?? ("online" as const) })))
        );
    });
    const known = () => Object.fromEntries(watch.byUserId.get());
    return { answers, asked, known, watch };
}

test("the others of direct rooms are watched, once", async () => {
    const { asked, known, watch } = setUp({ [tomas.id]: "dnd" });
    await watch.watch([direct, sampleRoom()], mira.id);
    await watch.watch([direct], mira.id);
    expect([asked, known()]).toEqual([[[tomas.id]], { [tomas.id]: "dnd" }]);
});

test("whoever is shown is watched for as long as they are", async () => {
    const { asked, watch } = setUp();
    await watch.watch([direct], mira.id);
    const undo = watch.show(["u-jonas"]);
    undo();
    expect(asked).toEqual([[tomas.id], ["u-jonas", tomas.id], [tomas.id]]);
});

test("nobody vanishes while the connection is lost for a moment", async () => {
    const { asked, known, watch } = setUp();
    await watch.watch([direct], mira.id);
    watch.lost();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(known()).toEqual({ [tomas.id]: "online" });
    await watch.watch([direct], mira.id);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(known()).toEqual({ [tomas.id]: "online" });
    expect(asked).toHaveLength(2);
});

test("nothing is claimed to be known once the connection is lost for longer", async () => {
    const { known, watch } = setUp();
    await watch.watch([direct], mira.id);
    watch.lost();
    watch.show(["u-jonas"]);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(known()).toEqual({});
});

test("what could not be watched is asked for again", async () => {
    const { answers, asked, known, watch } = setUp();
    answers.push(failed({ code: "busy" }));
    await watch.watch([direct], mira.id);
    await watch.watch([direct], mira.id);
    expect([asked.length, known()]).toEqual([2, { [tomas.id]: "online" }]);
});
