import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { failed, type Reply, succeeded } from "../protocol/reply";
import { OwnPresence, type OwnStatus } from "./own-presence";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function setUp(...answers: Reply<null>[]) {
    const told: OwnStatus[] = [];
    const own = new OwnPresence(async (status) => {
        told.push(status);
        return answers.shift() ?? succeeded(null);
    });
    return { own, told };
}

const settled = () => vi.advanceTimersByTimeAsync(0);

test("only what the server does not know already is told", async () => {
    const { own, told } = setUp();
    own.connected();
    own.set("online");
    await settled();
    own.set("away");
    own.set("away");
    await settled();
    own.set("online");
    await settled();
    expect(told).toEqual(["away", "online"]);
});

test("a new connection hears again of somebody who is away, and nothing is told without one", async () => {
    const { own, told } = setUp();
    own.set("away");
    await settled();
    expect(told).toEqual([]);
    own.connected();
    await settled();
    own.lost();
    own.connected();
    await settled();
    expect(told).toEqual(["away", "away"]);
});

test("whoever comes and goes within one question is told as they are in the end", async () => {
    const { own, told } = setUp();
    own.connected();
    own.set("away");
    own.set("online");
    await settled();
    expect(told).toEqual(["away", "online"]);
});

test("what was refused is told again later", async () => {
    const { own, told } = setUp(failed({ code: "rate_limited" }));
    own.connected();
    own.set("away");
    await settled();
    expect(told).toEqual(["away"]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(told).toEqual(["away", "away"]);
    expect(vi.getTimerCount()).toBe(0);
});
