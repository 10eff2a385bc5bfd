import { expect, test } from "vitest";
import { emptyQuery } from "../features/search/query";
import { parsePath, pathOf, type Route } from "./route";

test.each([
    ["/", { page: "home" }],
    ["/browse", { page: "browse" }],
    ["/sign-in", { page: "signIn" }],
    ["/sign-up", { page: "signUp" }],
    ["/rooms/0190-ab", { page: "room", roomId: "0190-ab" }],
    ["/rooms/a%2Fb", { page: "room", roomId: "a/b" }],
    ["/rooms/%E0%A4%A", { page: "room", roomId: "%E0%A4%A" }],
    ["/rooms/r-1/at/42", { page: "room", roomId: "r-1", at: 42 }],
    ["/rooms/r-1/thread/m-1", { page: "room", roomId: "r-1", side: { kind: "thread", messageId: "m-1" } }],
    ["/rooms/r-1/pins", { page: "room", roomId: "r-1", side: { kind: "pins" } }],
    ["/rooms/r-1/at/42/pins", { page: "room", roomId: "r-1", at: 42, side: { kind: "pins" } }],
    ["/rooms/r-1/members", { page: "room", roomId: "r-1", side: { kind: "members" } }],
    ["/settings", { page: "settings", section: null }],
    ["/settings/account", { page: "settings", section: "account" }],
    ["/admin", { page: "admin", section: null }],
    ["/admin/audit", { page: "admin", section: "audit" }],
    ["/invite/abc%2F1", { page: "invite", code: "abc/1" }],
    ["/invite", { page: "home" }],
    ["/settings/nothing", { page: "settings", section: null }],
    ["/threads", { page: "threads" }],
    ["/saved", { page: "saved" }],
    ["/rooms/r-1/at/x", { page: "home" }],
    ["/rooms/a/b", { page: "home" }],
    ["/anything/else", { page: "home" }],
])("parsePath of %s", (path, route) => {
    expect(parsePath(path)).toEqual(route);
});

const query = { ...emptyQuery, text: "red fox", roomId: "r-1" };

test.each<[string, Route]>([
    ["/search?q=red+fox&in=r-1", { page: "search", query }],
    ["/search", { page: "search", query: emptyQuery }],
    ["/rooms/r-1/search?q=red+fox&in=r-1", { page: "room", roomId: "r-1", side: { kind: "search", query } }],
    [
        "/rooms/r-2/at/7/search?q=red+fox&in=r-1",
        { page: "room", roomId: "r-2", at: 7, side: { kind: "search", query } },
    ],
])("%s is a search, and leads back to it", (address, route) => {
    const { pathname, search } = new URL(address, "https://chat.example");
    expect(parsePath(pathname, search)).toEqual(route);
    expect(pathOf(route)).toBe(address);
});

test("a room's path leads back to it", () => {
    const route = { page: "room", roomId: "a/b c" } as const;
    expect(parsePath(pathOf(route))).toEqual(route);
});
