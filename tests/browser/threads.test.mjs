// Threads beside their room, what is pinned there, and what one saves for oneself.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
    assertNoComplaints,
    looks,
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
} from "../support/browser.mjs";
import { makeRoom, oneTo, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";

const file = fileScope();
let server;
let browser;

before(async () => {
    server = await startServer(file);
    browser = await startBrowser(file);
});

const panel = (page, name = "Thread") => page.getByRole("complementary", { name });
const replies = (page) => panel(page).getByRole("list", { name: "Thread" });

async function reply(page, text) {
    const field = panel(page).getByRole("textbox", { name: "Reply in thread" });
    await field.fill(text);
    await field.press("Enter");
}

async function choose(page, text, name) {
    await row(page, text).hover();
    await row(page, text).getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name }).click();
}

test("replies stand in their thread, live at both, and under its first message only their number", async (t) => {
    const { ada, bob } = await twoInARoom(t, browser, server);
    await say(ada, "Who has the epoxy?");
    await message(bob, "Who has the epoxy?").waitFor();

    await row(bob, "Who has the epoxy?").focus();
    await bob.keyboard.press("t");
    await reply(bob, "Red cabinet, left shelf");
    await row(ada, "Who has the epoxy?").getByRole("button", { name: /^1 reply/ }).click();
    await replies(ada).getByText("Red cabinet, left shelf", { exact: true }).waitFor();
    await reply(ada, "Found it");
    await replies(bob).getByText("Found it", { exact: true }).waitFor();

    await row(bob, "Who has the epoxy?").getByRole("button", { name: /^2 replies/ }).waitFor();
    assert.equal(await timeline(bob).getByText("Found it").count(), 0, "replies are no rows of the room");
    await ada.reload();
    await replies(ada).getByText("Found it", { exact: true }).waitFor();
    await ada.keyboard.press("Escape");
    await panel(ada).waitFor({ state: "detached" });
    assertNoComplaints(ada, bob);
});

for (const [size, options] of looks) {
    test(`earlier replies come without moving what is read or losing the focus, on ${size}`, async (t) => {
        const ada = await register(server);
        const room = await makeRoom(ada);
        const first = await post(ada, room.id, "Who has the epoxy?");
        for (const n of oneTo(70)) await post(ada, room.id, n % 4 ? `Reply ${n}` : `Reply ${n}\n\nand\n\nmore`, { threadOf: first.id });
        const page = await pageOf(browser, server, ada, options);
        t.after(() => page.context().close());
        await page.goto(`/rooms/${room.id}/thread/${first.id}`);
        await replies(page).getByText("Reply 70", { exact: true }).waitFor();
        const earlier = page.getByRole("button", { name: "Earlier replies" });
        await replies(page).evaluate((list, top) => list.scrollTo(0, top), size === "a phone" ? 30 : 0);
        const placeOf = async (n) => {
            await painted(page);
            return (await replies(page).getByText(`Reply ${n}`, { exact: true }).boundingBox()).y;
        };
        const before = await placeOf(21);
        await earlier.focus();
        await page.keyboard.press("Enter");
        await replies(page).getByText("Reply 1", { exact: true }).waitFor();
        await earlier.waitFor({ state: "detached" });
        assert.equal(await placeOf(21), before);
        assert.equal(await page.evaluate(() => document.activeElement === document.body), false, "the focus is lost");
        assertNoComplaints(page);
    });
}

test("the threads that one is in are listed, and lead there", async (t) => {
    const { ada, bob } = await twoInARoom(t, browser, server);
    await say(ada, "What colour for the hull?");
    await row(bob, "What colour for the hull?").focus();
    await bob.keyboard.press("t");
    await reply(bob, "Green");
    await row(ada, "What colour for the hull?").getByRole("button", { name: /^1 reply/ }).waitFor();

    await ada.getByRole("button", { name: "Threads" }).click();
    const list = ada.getByRole("list", { name: "Threads" });
    await list.getByText("What colour for the hull?").waitFor();
    await list.getByRole("button", { name: "1 reply" }).click();
    await replies(ada).getByText("Green", { exact: true }).waitFor();
    assertNoComplaints(ada, bob);
});

test("on a phone a thread is a pane of its own, with the way back", async (t) => {
    const { ada, bob } = await twoInARoom(t, browser, server, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: "dark" });
    await say(bob, "Low tide at six");
    await message(ada, "Low tide at six").waitFor();
    await row(bob, "Low tide at six").focus();
    await bob.keyboard.press("t");
    await reply(bob, "Morning, that is");
    await row(ada, "Low tide at six").getByRole("button", { name: /^1 reply/ }).click();
    await replies(ada).getByText("Morning, that is", { exact: true }).waitFor();
    const box = await panel(ada).boundingBox();
    assert.equal(Math.round(box.width), 390);
    await panel(ada).getByRole("button", { name: "Back" }).click();
    await panel(ada).waitFor({ state: "detached" });
    await message(ada, "Low tide at six").waitFor();
    assertNoComplaints(ada, bob);
});

test("what is pinned is found again by everybody, until it is unpinned", async (t) => {
    const { ada, bob } = await twoInARoom(t, browser, server);
    await say(ada, "Keys are under the bench");
    await stored(ada, "Keys are under the bench");
    await choose(ada, "Keys are under the bench", "Pin to room");
    await row(bob, "Keys are under the bench").getByText("Pinned", { exact: true }).waitFor();

    await bob.getByRole("button", { name: "Pinned messages" }).click();
    const pins = panel(bob, "Pinned messages");
    await pins.getByText("Keys are under the bench").waitFor();
    await choose(ada, "Keys are under the bench", "Unpin");
    await pins.getByText("Nothing is pinned here").waitFor();
    assertNoComplaints(ada, bob);
});

test("what is saved is listed for oneself, leads back, and can be let go", async (t) => {
    const { ada, bob, name } = await twoInARoom(t, browser, server);
    await say(bob, "Read the manual first");
    await message(ada, "Read the manual first").waitFor();
    await choose(ada, "Read the manual first", "Save for later");
    await ada.getByText("Saved", { exact: true }).last().waitFor();

    await ada.getByRole("complementary").getByRole("button", { name: "Saved" }).click();
    const saved = ada.getByRole("list", { name: "Saved" });
    await saved.getByText("Read the manual first").waitFor();
    await saved.getByRole("button", { name: "Go to message" }).click();
    await message(ada, "Read the manual first").waitFor();

    await ada.getByRole("complementary").getByRole("button", { name: "Saved" }).click();
    await saved.getByRole("button", { name: "Remove from saved" }).click();
    await ada.getByText("Nothing saved yet").waitFor();
    await roomLink(ada, name).click();
    await row(ada, "Read the manual first").hover();
    await row(ada, "Read the manual first").getByRole("button", { name: "More" }).click();
    await ada.getByRole("menuitem", { name: "Save for later" }).waitFor();
    assertNoComplaints(ada, bob);
});

test("what is let go leaves the pages of saved messages that were read further down", async (t) => {
    const ada = await register(server);
    const room = await makeRoom(ada);
    for (const n of oneTo(55)) {
        const { id } = await post(ada, room.id, `Note ${n}`);
        const answer = await ada.call("PUT", `/api/rooms/${room.id}/messages/${id}/saved`);
        assert.equal(answer.status, 204, answer.text);
    }
    const page = await pageOf(browser, server, ada);
    t.after(() => page.context().close());
    await page.goto("/saved");
    const saved = page.getByRole("list", { name: "Saved" });
    await page.getByRole("button", { name: "Show more" }).click();
    await saved.getByText("Note 1", { exact: true }).waitFor();
    const line = (text) => saved.getByRole("listitem").filter({ has: page.getByText(text, { exact: true }) });
    await line("Note 2").getByRole("button", { name: "Remove from saved" }).click();
    await line("Note 2").waitFor({ state: "detached" });
    assert.equal(await saved.getByRole("listitem").count(), 54);
    assertNoComplaints(page);
});
