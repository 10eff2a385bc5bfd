import { expect, test } from "vitest";
import type { Member, Role } from "../../protocol/members";
import { failed, type Reply, succeeded } from "../../protocol/reply";
import { miraUser } from "../../protocol/samples";
import { MemberList, shownMembers } from "./member-list";

function member(name: string, role: Role = "member"): Member {
    const user = { ...miraUser, id: `u-${name}`, username: name, displayName: name.toUpperCase() };
    return { user, role, joinedAt: "2026-06-01T08:00:00.000Z" };
}

type Page = Reply<{ members: Member[]; nextCursor: string | null }>;

function listOf(...pages: Page[]) {
    return new MemberList(async () => pages.shift() ?? failed({ code: "offline" }));
}

const names = (list: MemberList, query = "") =>
    shownMembers(list.state.get(), query).map(({ user }) => user.username);

test("a room of some pages is read whole, and sorted by role and name", async () => {
    const list = listOf(
        succeeded({ members: [member("zoe"), member("ada")], nextCursor: "2" }),
        succeeded({ members: [member("kim", "moderator"), member("max", "owner")], nextCursor: null }),
    );
    await list.load();
    expect(names(list)).toEqual(["max", "kim", "ada", "zoe"]);
});

test("what a failed page leaves stays, and can be read on", async () => {
    const list = listOf(
        succeeded({ members: [member("zoe")], nextCursor: "2" }),
        failed({ code: "offline" }),
        succeeded({ members: [member("ada")], nextCursor: null }),
    );
    await list.load();
    expect(names(list)).toEqual(["zoe"]);
    await list.more();
    expect(names(list)).toEqual(["ada", "zoe"]);
});

test("a list that cannot be read says why", async () => {
    const list = listOf(failed({ code: "offline" }));
    await list.load();
    expect(list.state.get()).toMatchObject({ phase: "failed", problem: { code: "offline" } });
});

test("a search looks at names and usernames, in any case", async () => {
    const list = listOf(succeeded({ members: [member("zoe"), member("ada")], nextCursor: null }));
    await list.load();
    expect(names(list, " AD ")).toEqual(["ada"]);
    expect(names(list, "nobody")).toEqual([]);
});

test("who comes, goes or gets another role is followed, once", async () => {
    const list = listOf(succeeded({ members: [member("zoe"), member("ada")], nextCursor: null }));
    await list.load();
    list.put(member("zoe", "owner"));
    list.put(member("kim"));
    list.put(member("kim"));
    list.removed("u-ada");
    expect(names(list)).toEqual(["zoe", "kim"]);
});

test("who comes or goes while a page is on its way has come or gone when it is there", async () => {
    let answer = (_page: Page) => {};
    const list = new MemberList(() => new Promise<Page>((resolve) => (answer = resolve)));
    const loading = list.load();
    list.removed("u-ada");
    list.put(member("kim"));
    answer(succeeded({ members: [member("zoe"), member("ada")], nextCursor: null }));
    await loading;
    expect(names(list)).toEqual(["kim", "zoe"]);
});
