// People and rooms: profiles, blocking, members and their roles, a room's settings, its links, and its end.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
    assertNoComplaints,
    composer,
    message,
    newPage,
    pageOf,
    roomLink,
    rooms,
    row,
    say,
    startBrowser,
    timeline,
} from "../support/browser.mjs";
import { join, makeRoom, newName, password, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let server;
let browser;

before(async () => {
    server = await startServer(file);
    browser = await startBrowser(file);
    // The first one is the server's admin, who may do everything: nobody of these tests.
    await register(server, newName("root"));
});

async function somebody(displayName) {
    const person = await register(server, newName(displayName.toLowerCase()));
    await person.call("PATCH", "/api/users/me", { json: { displayName } });
    return person;
}

/** Ada, who owns a room, and Bob, who is in it; each with the room open. */
async function adaAndBob(t, options = {}) {
    const [ada, bob] = [await somebody("Ada"), await somebody("Bob")];
    const room = await makeRoom(ada, [bob], options);
    const [adaPage, bobPage] = [await pageOf(browser, server, ada, options), await pageOf(browser, server, bob)];
    t.after(() => Promise.all([adaPage.context().close(), bobPage.context().close()]));
    await Promise.all([adaPage, bobPage].map((page) => page.goto(`/rooms/${room.id}`)));
    await Promise.all([adaPage, bobPage].map((page) => composer(page).waitFor()));
    return { ada, bob, room, adaPage, bobPage };
}

const dialog = (page, name) => page.getByRole("dialog", name ? { name } : {});
const confirm = (page, action) => page.getByRole("alertdialog").getByRole("button", { name: action }).click();
const members = (page) => page.getByRole("complementary", { name: "Members" });
const memberLine = (page, name) => members(page).getByRole("listitem").filter({ hasText: name });

async function chooseInMenu(page, name) {
    await page.getByRole("button", { name: "Room menu" }).click();
    await page.getByRole("menuitem", { name, exact: true }).click();
}

async function chooseForMember(page, name, action) {
    await memberLine(page, name).getByRole("button", { name: `What to do with ${name}` }).click();
    await page.getByRole("menuitem", { name: action, exact: true }).click();
}

test("a press on a name shows who that is, and leads to a direct message", async (t) => {
    const { bob, adaPage, bobPage } = await adaAndBob(t);
    await bob.call("PATCH", "/api/users/me", { json: { statusText: "Sanding the hull" } });
    await say(bobPage, "Hello");
    await row(adaPage, "Hello").getByRole("button", { name: "Bob", exact: true }).click();
    const card = dialog(adaPage, "Profile");
    await card.getByText("Sanding the hull").waitFor();
    await card.getByText(`@${bob.user.username}`).waitFor();
    await adaPage.keyboard.press("Escape");
    await card.waitFor({ state: "detached" });

    await row(adaPage, "Hello").getByRole("button", { name: "Bob", exact: true }).click();
    await card.getByRole("button", { name: "Message" }).click();
    await adaPage.getByRole("heading", { level: 1, name: "Bob" }).waitFor();
    await say(adaPage, "Just to you");
    await roomLink(bobPage, "Ada").click();
    await message(bobPage, "Just to you").waitFor();
    assertNoComplaints(adaPage, bobPage);
});

test("what somebody blocked says is folded away, until it is shown or they are unblocked", async (t) => {
    const { adaPage, bobPage } = await adaAndBob(t);
    await say(bobPage, "Buy my boat");
    await row(adaPage, "Buy my boat").getByRole("button", { name: "Bob", exact: true }).click();
    await dialog(adaPage, "Profile").getByRole("button", { name: "Block" }).click();
    await confirm(adaPage, "Block");
    await message(adaPage, "Buy my boat").waitFor({ state: "detached" });
    // Else it would be the question that Escape closes, and not the profile.
    await adaPage.getByRole("alertdialog").waitFor({ state: "detached" });
    await adaPage.keyboard.press("Escape");
    await row(adaPage, "Blocked message").getByRole("button", { name: "Show" }).click();
    await message(adaPage, "Buy my boat").waitFor();
    await row(adaPage, "Blocked message").getByRole("button", { name: "Hide" }).click();
    await message(adaPage, "Buy my boat").waitFor({ state: "detached" });
    await adaPage.reload();
    await row(adaPage, "Blocked message").waitFor();

    await adaPage.goto("/settings/blocked");
    await adaPage.getByRole("button", { name: "Unblock Bob" }).click();
    await adaPage.getByText("Nobody is blocked").waitFor();
    await adaPage.goBack();
    await message(adaPage, "Buy my boat").waitFor();
    assertNoComplaints(adaPage, bobPage);
});

test("members are listed with their roles, found, promoted, and removed", async (t) => {
    const { bob, room, adaPage, bobPage } = await adaAndBob(t);
    const cid = await somebody("Cid");
    await adaPage.getByRole("button", { name: "2 members" }).click();
    await memberLine(adaPage, "Ada").getByText("Owner").waitFor();
    await memberLine(adaPage, "Bob").getByText("online", { exact: true }).waitFor();
    await join(cid, room.id);
    await memberLine(adaPage, "Cid").waitFor();

    await members(adaPage).getByRole("searchbox", { name: "Search members" }).fill(bob.user.username);
    await memberLine(adaPage, "Cid").waitFor({ state: "detached" });
    await chooseForMember(adaPage, "Bob", "Make moderator");
    await memberLine(adaPage, "Bob").getByText("Moderator").waitFor();
    await members(adaPage).getByRole("searchbox").fill("nobody at all");
    await adaPage.getByText("Nobody found").waitFor();
    await members(adaPage).getByRole("searchbox").fill("");

    await chooseInMenu(bobPage, "Members");
    await memberLine(bobPage, "Ada").waitFor();
    assert.equal(await memberLine(bobPage, "Ada").getByRole("button", { name: /What to do/ }).count(), 0);
    await chooseForMember(bobPage, "Cid", "Remove from room");
    await confirm(bobPage, "Remove from room");
    await memberLine(bobPage, "Cid").waitFor({ state: "detached" });
    await memberLine(adaPage, "Cid").waitFor({ state: "detached" });
    assertNoComplaints(adaPage, bobPage);
});

test("of ten thousand members few are in the page at a time, and the last is found by searching", async (t) => {
    const { adaPage, bobPage, room } = await adaAndBob(t);
    const size = 200;
    const count = 10_000;
    const user = (number) => ({
        id: `u-${number}`,
        username: `person${number}`,
        displayName: `Person ${number}`,
        avatarUrl: null,
        role: "member",
        createdAt: "2026-06-01T08:00:00.000Z",
        deactivated: false,
    });
    await adaPage.route(`**/api/rooms/${room.id}/members?**`, (route) => {
        const first = Number(new URL(route.request().url()).searchParams.get("cursor") ?? 0);
        const members = Array.from({ length: size }, (_, index) => ({
            user: user(first + index),
            role: "member",
            joinedAt: "2026-06-01T08:00:00.000Z",
        }));
        const next = first + size;
        return route.fulfill({ json: { members, nextCursor: next < count ? String(next) : null } });
    });
    await chooseInMenu(adaPage, "Members");
    const lines = members(adaPage).getByRole("listitem");
    await lines.first().waitFor();
    await members(adaPage).getByRole("searchbox").fill("person9999");
    await memberLine(adaPage, "Person 9999").waitFor({ timeout: 60_000 });
    assert.equal(await lines.count(), 1);
    await members(adaPage).getByRole("searchbox").fill("");
    await lines.nth(1).waitFor();
    assert.ok((await lines.count()) < 60, "only what is in sight, and a little around it, is in the page");
    assertNoComplaints(adaPage, bobPage);
});

test("people are added to a private room, and see it at once", async (t) => {
    const { adaPage, bobPage, room } = await adaAndBob(t, { kind: "private" });
    const dora = await somebody("Dora");
    const doraPage = await pageOf(browser, server, dora);
    t.after(() => doraPage.context().close());
    await doraPage.goto("/");
    await rooms(doraPage).waitFor();
    await chooseInMenu(adaPage, "Members");
    await members(adaPage).getByRole("button", { name: "Add people" }).click();
    await dialog(adaPage, "Add people").getByRole("searchbox").fill(dora.user.username);
    const found = dialog(adaPage, "Add people").getByRole("listitem");
    // Before that, the list of everybody may move away under the pointer.
    await eventually("she alone is found", async () => (await found.count()) === 1 && (await found.textContent()).includes("Dora"));
    await found.getByRole("button", { name: "Add Dora" }).click();
    await found.getByText("Here already").waitFor();
    await adaPage.keyboard.press("Escape");
    await memberLine(adaPage, "Dora").waitFor();
    await roomLink(doraPage, room.name).waitFor();
    assertNoComplaints(adaPage, bobPage, doraPage);
});

test("a room is renamed and given a topic, for everybody at once", async (t) => {
    const { adaPage, bobPage, room } = await adaAndBob(t);
    await chooseInMenu(adaPage, "Room settings");
    const settings = dialog(adaPage, "Room settings");
    await settings.getByLabel("Name").fill("");
    await settings.getByRole("button", { name: "Save" }).click();
    await settings.getByText("Give the room a name").waitFor();
    const renamed = `${room.name}-renamed`;
    await settings.getByLabel("Name").fill(renamed);
    await settings.getByLabel("Topic").fill("What floats");
    await settings.getByRole("button", { name: "Save" }).click();
    await bobPage.getByRole("heading", { level: 1, name: renamed }).waitFor();
    await bobPage.getByText("What floats").waitFor();

    await chooseInMenu(bobPage, "Room settings");
    await dialog(bobPage, "Room settings").getByText("Moderators and owners look after this room.").waitFor();
    assert.equal(await dialog(bobPage).getByRole("button", { name: "Delete room" }).count(), 0);
    assertNoComplaints(adaPage, bobPage);
});

test("among announcements members read, and say so instead of a composer", async (t) => {
    const { adaPage, bobPage } = await adaAndBob(t);
    await chooseInMenu(adaPage, "Room settings");
    await adaPage.getByRole("switch", { name: "Announcements only" }).click();
    await bobPage.getByText("Only moderators and owners write here.").waitFor();
    assert.equal(await composer(bobPage).count(), 0);
    await adaPage.keyboard.press("Escape");
    await say(adaPage, "Launch on Saturday");
    await message(bobPage, "Launch on Saturday").waitFor();
    await row(bobPage, "Launch on Saturday").hover();
    const tools = row(bobPage, "Launch on Saturday").getByRole("toolbar");
    await tools.getByRole("button", { name: "Add reaction" }).waitFor();
    assert.equal(await tools.getByRole("button", { name: "Reply" }).count(), 0);
    await tools.getByRole("button", { name: "More" }).click();
    await bobPage.getByRole("menuitem", { name: "Copy link" }).waitFor();
    assert.equal(await bobPage.getByRole("menuitem", { name: "Pin" }).count(), 0);
    assertNoComplaints(adaPage, bobPage);
});

test("a room goes into the archive and out again, and is deleted by typing its name", async (t) => {
    const { adaPage, bobPage, room } = await adaAndBob(t);
    await chooseInMenu(adaPage, "Room settings");
    await dialog(adaPage).getByRole("button", { name: "Archive room" }).click();
    await confirm(adaPage, "Archive room");
    await bobPage.getByText("This room is archived.").waitFor();
    await dialog(adaPage).getByRole("button", { name: "Take out of the archive" }).click();
    await composer(bobPage).waitFor();

    await dialog(adaPage).getByRole("button", { name: "Delete room" }).click();
    const last = dialog(adaPage, `Delete ${room.name}?`);
    assert.equal(await last.getByRole("button", { name: "Delete room" }).isDisabled(), true);
    await last.getByLabel(/^Type/).fill(room.name);
    await last.getByRole("button", { name: "Delete room" }).click();
    await roomLink(bobPage, room.name).waitFor({ state: "detached" });
    await roomLink(adaPage, room.name).waitFor({ state: "detached" });
    assertNoComplaints(adaPage, bobPage);
});

test("a link leads into a private room, also somebody who has no account yet", async (t) => {
    const { adaPage, bobPage, room } = await adaAndBob(t, { kind: "private" });
    await adaPage.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await chooseInMenu(adaPage, "Room settings");
    await dialog(adaPage).getByRole("button", { name: "Create link" }).click();
    await adaPage.getByText("Link created and copied").waitFor();
    const link = await adaPage.evaluate(() => navigator.clipboard.readText());

    const eve = await pageOf(browser, server, await somebody("Eve"));
    const fay = await newPage(browser, server);
    t.after(() => Promise.all([eve.context().close(), fay.context().close()]));
    const path = new URL(link).pathname;
    await eve.goto(path);
    await eve.getByText(`You are invited to ${room.name}`).waitFor();
    await eve.getByRole("button", { name: "Join" }).click();
    await eve.getByRole("heading", { level: 1, name: room.name }).waitFor();

    await fay.goto(path);
    await fay.getByLabel("Username").fill(newName("fay"));
    await fay.getByLabel("Password").fill(password);
    await fay.getByRole("button", { name: "Create account" }).click();
    await roomLink(fay, room.name).waitFor();

    await dialog(adaPage).getByRole("button", { name: "Revoke" }).click();
    await dialog(adaPage).getByText("No link works right now.").waitFor();
    await bobPage.goto(path);
    await bobPage.getByText("This invitation does not work").waitFor();
    assertNoComplaints(adaPage, bobPage, eve, fay);
});

test("the last owner hands the room over before leaving it", async (t) => {
    const { adaPage, bobPage, room } = await adaAndBob(t);
    await chooseInMenu(adaPage, "Leave room");
    await confirm(adaPage, "Leave room");
    const hand = dialog(adaPage, "Hand the room over");
    assert.equal(await hand.getByRole("button", { name: "Hand over and leave" }).isDisabled(), true);
    await hand.getByRole("radio", { name: /Bob/ }).check();
    await hand.getByRole("button", { name: "Hand over and leave" }).click();
    await roomLink(adaPage, room.name).waitFor({ state: "detached" });
    await chooseInMenu(bobPage, "Members");
    await memberLine(bobPage, "Bob").getByText("Owner").waitFor();
    assertNoComplaints(adaPage, bobPage);
});

test("on a phone in the dark the members are a pane of their own", async (t) => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: "dark" };
    const { adaPage, bobPage, bob } = await adaAndBob(t, phone);
    await chooseInMenu(adaPage, "Members");
    await memberLine(adaPage, "Bob").waitFor();
    const box = await members(adaPage).boundingBox();
    assert.equal(Math.round(box.width), 390);
    await memberLine(adaPage, "Bob").getByRole("button", { name: /Bob/ }).first().click();
    await dialog(adaPage, "Profile").getByText(`@${bob.user.username}`).waitFor();
    await adaPage.keyboard.press("Escape");
    await dialog(adaPage, "Profile").waitFor({ state: "detached" });
    await members(adaPage).getByRole("button", { name: "Back" }).click();
    await composer(adaPage).waitFor();
    assertNoComplaints(adaPage, bobPage);
});
