import { expect, test } from "vitest";
import { parsePath, pathOf } from "./route";

test.each([
    ["/", { page: "home" }],
    ["/browse", { page: "browse" }],
    ["/sign-in", { page: "signIn" }],
    ["/sign-up", { page: "signUp" }],
    ["/rooms/0190-ab", { page: "room", roomId: "0190-ab" }],
    ["/rooms/a%2Fb", { page: "room", roomId: "a/b" }],
    ["/rooms/%E0%A4%A", { page: "room", roomId: "%E0%A4%A" }],
    ["/rooms/a/b", { page: "home" }],
    ["/anything/else", { page: "home" }],
])("parsePath of %s", (path, route) => {
    expect(parsePath(path)).toEqual(route);
});

test("a room's path leads back to it", () => {
    const route = { page: "room", roomId: "a/b c" } as const;
    expect(parsePath(pathOf(route))).toEqual(route);
});
