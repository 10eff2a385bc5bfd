// What people do to messages: by pointer, by keyboard and by a finger.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { axeFinds } from "../support/axe.mjs";
import {
    assertNoComplaints,
    atRest,
    composer,
    connected,
    message,
    pageOf,
    painted,
    roomLink,
    row,
    say,
    startBrowser,
    stored,
    timeline,
    twoInARoom,
    unreadIs,
} from "../support/browser.mjs";
import { makeRoom, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";

const file = fileScope();
let server;
let browser;

before(async () => {
    server = await startServer(file);
    browser = await startBrowser(file);
});

const tools = (page, text) => row(page, text).getByRole("toolbar", { name: "Message actions" });
const menuItem = (page, name) => page.getByRole("menuitem", { name });
const chip = (page, text, label) => row(page, text).getByRole("button", { name: label });

async function openMenu(page, text) {
    await row(page, text).hover();
    await tools(page, text).getByRole("button", { name: "More" }).click();
    await menuItem(page, "Copy link").waitFor();
}

test("a reaction is found by its name, shows to everybody, and is taken back", async (t) => {
    const { ada, bob } = await twoInARoom(t, browser, server);
    await say(ada, "We launch on Friday");
    await message(bob, "We launch on Friday").waitFor();

    await row(bob, "We launch on Friday").hover();
    await tools(bob, "We launch on Friday").getByRole("button", { name: "Add reaction" }).click();
    await bob.getByRole("combobox", { name: "Search emoji" }).fill("tada");
    await bob.getByRole("option").filter({ hasText: "🎉" }).waitFor();
    await bob.keyboard.press("Enter");

    await chip(ada, "We launch on Friday", "🎉 1 person").click();
    await chip(bob, "We launch on Friday", "🎉 2 people").waitFor();
    assert.equal(await chip(bob, "We launch on Friday", "🎉 2 people").getAttribute("aria-pressed"), "true");
    await chip(bob, "We launch on Friday", "🎉 2 people").click();
    await chip(ada, "We launch on Friday", "🎉 1 person").waitFor();
    assertNoComplaints(ada, bob);
});

test("one's own message is changed in its place, from the composer and by key", async (t) => {
    const { ada, bob } = await twoInARoom(t, browser, server);
    await say(ada, "Launch on Frday");
    await message(bob, "Launch on Frday").waitFor();
    await stored(ada, "Launch on Frday");

    await composer(ada).press("ArrowUp");
    const field = ada.getByRole("textbox", { name: "Edit message" });
    await field.fill("Launch on Friday");
    await field.press("Enter");
    await row(bob, "Launch on Friday").getByText("(edited)").waitFor();
    await field.waitFor({ state: "detached" });
    await ada.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");

    await row(ada, "Launch on Friday").focus();
    await ada.keyboard.press("h");
    await ada.getByRole("dialog", { name: "Former text" }).getByText("Launch on Frday", { exact: true }).waitFor();
    assert.deepEqual(await axeFinds(ada), []);
    await ada.keyboard.press("Escape");
    await ada.waitForFunction(() => document.activeElement?.matches("li[data-row]"));
    await ada.keyboard.press("e");
    await field.fill("Never mind");
    await field.press("Escape");
    await message(ada, "Never mind").waitFor({ state: "detached" });
    await row(ada, "Launch on Friday").waitFor();
    assertNoComplaints(ada, bob);
});

test("whoever writes elsewhere while a change is being saved goes on there", async (t) => {
    const ada = await register(server);
    const room = await makeRoom(ada);
    await post(ada, room.id, "Launch on Frday");
    const page = await pageOf(browser, server, ada);
    t.after(() => page.context().close());
    let held = null;
    await page.routeWebSocket(/\/socket\.io\//, (socket) => {
        const upstream = socket.connectToServer();
        socket.onMessage((data) => (held ? held.push(() => upstream.send(data)) : upstream.send(data)));
    });
    await page.goto(`/rooms/${room.id}`);
    await connected(page);
    await row(page, "Launch on Frday").focus();
    await page.keyboard.press("e");
    const field = page.getByRole("textbox", { name: "Edit message" });
    await field.fill("Launch on Friday");
    held = [];
    await field.press("Enter");
    await composer(page).click();
    await page.keyboard.type("Or on ");
    for (const send of held.splice(0)) send();
    held = null;
    await message(page, "Launch on Friday").waitFor();
    await field.waitFor({ state: "detached" });
    await painted(page);
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    await page.keyboard.type("Saturday");
    assert.equal(await composer(page).inputValue(), "Or on Saturday");
    assertNoComplaints(page);
});

test("a message is deleted for everybody once that is confirmed", async (t) => {
    const { ada, bob } = await twoInARoom(t, browser, server);
    await say(ada, "A secret");
    await message(bob, "A secret").waitFor();

    await openMenu(ada, "A secret");
    await menuItem(ada, "Delete").click();
    await ada.getByRole("alertdialog").getByRole("button", { name: "Cancel" }).click();
    await ada.getByRole("alertdialog").waitFor({ state: "detached" });

    await row(ada, "A secret").focus();
    await ada.keyboard.press("Delete");
    await ada.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await message(bob, "Message deleted").waitFor();
    assert.equal(await message(bob, "A secret").count(), 0);
    assertNoComplaints(ada, bob);
});

test("R answers a message, and the answer says which", async (t) => {
    const { ada, bob } = await twoInARoom(t, browser, server);
    await say(ada, "Who has the epoxy?");
    await message(bob, "Who has the epoxy?").waitFor();

    await row(bob, "Who has the epoxy?").focus();
    await bob.keyboard.press("r");
    await bob.getByText("Replying to Ada").waitFor();
    await bob.keyboard.type("I do");
    await bob.keyboard.press("Enter");
    await row(ada, "I do").getByText("Who has the epoxy?").waitFor();
    assert.equal(await bob.getByText("Replying to Ada").count(), 0);
    assertNoComplaints(ada, bob);
});

test("a copied link leads to its message", async (t) => {
    const { ada, bob, id } = await twoInARoom(t, browser, server);
    await ada.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    for (let n = 1; n <= 3; n += 1) await say(ada, `Note ${n}`);
    await stored(ada, "Note 3");
    await openMenu(ada, "Note 2");
    await menuItem(ada, "Copy link").click();
    await ada.getByText("Link copied").waitFor();
    const link = await ada.evaluate(() => navigator.clipboard.readText());
    assert.equal(new URL(link).pathname, `/rooms/${id}/at/2`);
    await bob.goto(new URL(link).pathname);
    await message(bob, "Note 2").waitFor();
    assertNoComplaints(ada, bob);
});

test("what is marked unread stays so until one comes back", async (t) => {
    const { ada, bob, name } = await twoInARoom(t, browser, server);
    for (let n = 1; n <= 3; n += 1) await say(ada, `Note ${n}`);
    await message(bob, "Note 3").waitFor();
    await unreadIs(bob, name, 0);
    await openMenu(bob, "Note 2");
    await menuItem(bob, "Mark unread from here").click();
    await unreadIs(bob, name, 2);
    await timeline(bob).getByText("New", { exact: true }).waitFor();

    await bob.getByRole("button", { name: "Browse rooms" }).click();
    await unreadIs(bob, name, 2);
    await roomLink(bob, name).click();
    await unreadIs(bob, name, 0);
    assertNoComplaints(ada, bob);
});

test("the arrow keys go from message to message, and Tab to their tools", async (t) => {
    const { ada } = await twoInARoom(t, browser, server);
    for (let n = 1; n <= 3; n += 1) await say(ada, `Note ${n}`);
    await stored(ada, "Note 3");
    await row(ada, "Note 3").focus();
    await ada.keyboard.press("ArrowUp");
    await tools(ada, "Note 2").waitFor();
    await ada.keyboard.press("Tab");
    assert.equal(await ada.evaluate(() => document.activeElement.getAttribute("aria-label")), "Add reaction");
    assertNoComplaints(ada);
});

test("? shows all keys, and what opened over the page gives the focus back", async (t) => {
    const { ada } = await twoInARoom(t, browser, server);
    await say(ada, "Note 1");
    await stored(ada, "Note 1");
    await row(ada, "Note 1").focus();
    await ada.keyboard.press("?");
    await ada.getByRole("dialog", { name: "Keyboard shortcuts" }).getByText("Reply in thread").waitFor();
    await ada.keyboard.press("Escape");
    await ada.waitForFunction(() => document.activeElement?.matches("li[data-row]"));
    await ada.keyboard.press("Delete");
    await ada.getByRole("alertdialog").getByRole("button", { name: "Cancel" }).click();
    await ada.waitForFunction(() => document.activeElement?.matches("li[data-row]"));
    assertNoComplaints(ada);
});

test("a long press brings up what can be done", async (t) => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: "dark" };
    const { ada, bob } = await twoInARoom(t, browser, server, phone);
    await say(bob, "Long words to press on");
    await message(ada, "Long words to press on").waitFor();
    await atRest(ada);
    const box = await message(ada, "Long words to press on").boundingBox();
    const touch = await ada.context().newCDPSession(ada);
    const touchPoints = [{ x: box.x + 20, y: box.y + 8 }];
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
    const sheet = ada.getByRole("dialog", { name: "Message actions" });
    await sheet.waitFor();
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await sheet.getByRole("button", { name: "👍" }).click();
    await sheet.waitFor({ state: "detached" });
    await chip(bob, "Long words to press on", "👍 1 person").waitFor();
    assertNoComplaints(ada, bob);
});
