import { expect, test } from "vitest";
import type { Role } from "../../protocol/members";
import { type MemberAction, mayEdit, mayRule, memberActions } from "./rights";

test.each<[Role | null, boolean, Role, boolean, MemberAction[]]>([
    // keeper, server's admin, member, oneself
    ["owner", false, "member", false, ["makeOwner", "makeModerator", "remove"]],
    ["owner", false, "moderator", false, ["makeOwner", "makeMember", "remove"]],
    ["owner", false, "owner", false, ["makeModerator", "makeMember", "remove"]],
    ["owner", false, "owner", true, ["makeModerator", "makeMember"]],
    ["moderator", false, "member", false, ["remove"]],
    ["moderator", false, "moderator", false, []],
    ["moderator", false, "moderator", true, ["makeMember"]],
    ["moderator", false, "owner", false, []],
    ["member", false, "member", false, []],
    ["member", false, "member", true, []],
    [null, false, "member", false, []],
    ["member", true, "owner", false, ["makeModerator", "makeMember", "remove"]],
    [null, true, "member", false, ["makeOwner", "makeModerator", "remove"]],
])("as %s (admin: %s) to a %s (oneself: %s) one may %j", (role, admin, target, self, actions) => {
    expect(memberActions({ role, admin }, { role: target, self })).toEqual(actions);
});

test("moderators change a room's name, owners and admins everything", () => {
    expect(mayEdit({ role: "moderator", admin: false })).toBe(true);
    expect(mayRule({ role: "moderator", admin: false })).toBe(false);
    expect(mayRule({ role: null, admin: true })).toBe(true);
    expect(mayEdit({ role: "member", admin: false })).toBe(false);
});
