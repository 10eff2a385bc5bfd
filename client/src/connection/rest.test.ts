import { afterEach, expect, test, vi } from "vitest";
import { forgetEarly } from "./early";
import { requestJson } from "./rest";

function answered(body: unknown, status = 200) {
    return Promise.resolve({ ok: status < 400, status, headers: new Headers(), body });
}

const asIs = (value: unknown) => value;
const fetched = vi.fn(async () => Response.json("fetched"));

vi.stubGlobal("fetch", fetched);

afterEach(() => {
    globalThis.chatterEarly = undefined;
    fetched.mockClear();
});

test("what the page has asked for before is not asked for again, but once", async () => {
    globalThis.chatterEarly = new Map([["/rooms", answered("early")]]);
    expect(await requestJson("GET", "/rooms", asIs)).toEqual({ ok: true, value: "early" });
    expect(fetched).not.toHaveBeenCalled();
    expect(await requestJson("GET", "/rooms", asIs)).toEqual({ ok: true, value: "fetched" });
});

test("an early answer that is a problem, or never came, is one like any other", async () => {
    globalThis.chatterEarly = new Map([
        ["/auth/me", answered({ code: "unauthorized" }, 401)],
        ["/rooms", Promise.reject(new TypeError("no network"))],
    ]);
    expect(await requestJson("GET", "/auth/me", asIs)).toMatchObject({
        ok: false,
        problem: { code: "unauthorized", status: 401 },
    });
    expect(await requestJson("GET", "/rooms", asIs)).toMatchObject({
        ok: false,
        problem: { code: "offline" },
    });
});

test("what was asked for early is not taken once it may be outdated, nor for anything but reading", async () => {
    globalThis.chatterEarly = new Map([["/rooms", answered("early")]]);
    expect(await requestJson("POST", "/rooms", asIs, {})).toEqual({ ok: true, value: "fetched" });
    forgetEarly();
    expect(await requestJson("GET", "/rooms", asIs)).toEqual({ ok: true, value: "fetched" });
});
