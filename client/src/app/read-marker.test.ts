import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ReadPosition } from "../protocol/entities";
import { failed, type Reply, succeeded } from "../protocol/reply";
import { sampleMembership } from "../protocol/samples";
import { ReadMarker } from "./read-marker";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
    const asked: [string, number][] = [];
    const read: [string, number][] = [];
    const server = { online: true, problem: { code: "offline" } };
    const marker = new ReadMarker(
        async (roomId, seq): Promise<Reply<ReadPosition>> => {
            asked.push([roomId, seq]);
            return server.online
                ? succeeded({
                      membership: sampleMembership({ lastReadSeq: seq }),
                      countedTo: seq,
                      version: null,
                  })
                : failed(server.problem);
        },
        (roomId, { membership }) => read.push([roomId, membership.lastReadSeq]),
    );
    return { asked, read, server, marker };
}

test("sends only the last of several markers in a burst", async () => {
    const { asked, read, marker } = setUp();
    for (const seq of [1, 2, 3]) marker.seen("r-1", seq);
    await vi.advanceTimersByTimeAsync(300);
    expect(asked).toEqual([["r-1", 3]]);
    expect(read).toEqual([["r-1", 3]]);
});

test("keeps what could not be sent until the connection is back", async () => {
    const { asked, read, server, marker } = setUp();
    server.online = false;
    marker.seen("r-1", 4);
    await vi.advanceTimersByTimeAsync(300);
    expect(read).toEqual([]);
    server.online = true;
    await marker.flush();
    await marker.flush();
    expect(read).toEqual([["r-1", 4]]);
    expect(asked).toHaveLength(2);
});

test("tries again what a busy server has not taken, and gives up what it refuses", async () => {
    const { asked, read, server, marker } = setUp();
    Object.assign(server, { online: false, problem: { code: "busy" } });
    marker.seen("r-1", 4);
    await vi.advanceTimersByTimeAsync(300);
    server.online = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(read).toEqual([["r-1", 4]]);
    Object.assign(server, { online: false, problem: { code: "forbidden" } });
    marker.seen("r-1", 5);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(asked).toHaveLength(3);
});

test("a room that was marked unread stays so, whatever is seen of it, until that is over", async () => {
    const { asked, marker } = setUp();
    marker.seen("r-1", 3);
    marker.hold("r-1");
    marker.seen("r-1", 4);
    marker.seen("r-2", 1);
    await vi.advanceTimersByTimeAsync(300);
    expect(asked).toEqual([["r-2", 1]]);
    marker.hold(null);
    marker.seen("r-1", 4);
    await vi.advanceTimersByTimeAsync(300);
    expect(asked.at(-1)).toEqual(["r-1", 4]);
});
