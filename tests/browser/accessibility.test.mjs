// That nobody is kept out: what is read out, the focus, narrow and large pages.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { axeFinds } from "../support/axe.mjs";
import { assertNoComplaints, atRest, composer, message, newPage, noteReadOut, row, signIn, startBrowser, stored } from "../support/browser.mjs";
import { login, post } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { screensOf, setScene } from "../support/screens.mjs";
import { startServer } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let server;
let browser;
let scene;

before(async () => {
    server = await startServer(file);
    browser = await startBrowser(file);
    scene = await setScene(file, server);
});

async function opened(t, options) {
    const page = await newPage(browser, server, options);
    t.after(() => page.context().close());
    return page;
}

async function inRoom(t, options) {
    const page = await opened(t, options);
    await signIn(page, server, scene.mira);
    await page.goto(`/rooms/${scene.room.id}`);
    await message(page, scene.lastText).waitFor();
    // A room that opens gives the focus to its field: not while a test has it elsewhere.
    await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
    return page;
}

/** Whether anything is wider than the page, and so can be seen only by scrolling sideways. */
const sideways = (page) =>
    page.evaluate(() => {
        const root = document.scrollingElement;
        return root.scrollWidth > root.clientWidth + 1 ? root.scrollWidth : 0;
    });

test("buttons can be read while the pointer is on them, in light and in dark", async (t) => {
    const page = await opened(t);
    await signIn(page, server, scene.mira);
    const screen = (wanted) => screensOf("desktop").find(({ name }) => name === wanted);
    for (const [name, button] of [["create-room", "Create room"], ["delete-room", "Delete room"]]) {
        await screen(name).open(page, scene);
        const pointedAt = page.getByRole("dialog").getByRole("button", { name: button }).last();
        for (const colorScheme of ["light", "dark"]) {
            await page.emulateMedia({ colorScheme });
            await pointedAt.hover({ force: true });
            assert.deepEqual(await axeFinds(page), [], `${name}, ${colorScheme}`);
        }
    }
});

test("every screen fits a page of 320 px, as of a desktop's at four times the size", async (t) => {
    const page = await opened(t, { viewport: { width: 320, height: 512 }, hasTouch: true });
    const wider = [];
    let isIn = false;
    for (const { name, out = false, open } of screensOf("phone").filter(({ only }) => !only)) {
        if (!out && !isIn) await signIn(page, server, scene.mira);
        isIn = !out;
        await open(page, scene);
        const width = await sideways(page);
        if (width > 0) wider.push(`${name}: ${width}`);
        await page.evaluate(() => (document.documentElement.dir = "rtl"));
        const mirrored = await sideways(page);
        if (mirrored > 0) wider.push(`${name}, from right to left: ${mirrored}`);
    }
    assert.deepEqual(wider, []);
});

test("from right to left all stands on the other side", async (t) => {
    const page = await inRoom(t);
    const centres = async () => {
        const parts = {
            rooms: page.getByRole("navigation", { name: "Rooms" }),
            messages: page.getByRole("list", { name: "Messages" }),
            send: page.getByRole("button", { name: "Send" }).first(),
            avatar: row(page, scene.lastText).getByText("MO", { exact: true }),
            thread: page.getByRole("complementary", { name: "Thread" }),
            reply: page.getByRole("button", { name: /^2 replies/ }),
        };
        const found = {};
        for (const [name, part] of Object.entries(parts)) {
            if ((await part.count()) === 0) continue;
            const box = await part.boundingBox();
            found[name] = Math.round(box.x + box.width / 2);
        }
        return found;
    };
    await page.getByRole("button", { name: /^2 replies/ }).click();
    await page.getByRole("complementary", { name: "Thread" }).getByText(scene.replyText).waitFor();
    await atRest(page);
    const before = await centres();
    await page.evaluate(() => (document.documentElement.dir = "rtl"));
    const after = await centres();
    assert.deepEqual(Object.keys(before), ["rooms", "messages", "send", "avatar", "thread", "reply"]);
    for (const [name, centre] of Object.entries(before)) {
        assert.ok(Math.abs(1440 - centre - after[name]) <= 2, `${name}: ${centre} became ${after[name]}`);
    }
    assert.equal(await sideways(page), 0);
    await composer(page).fill("\u05e9\u05dc\u05d5\u05dd, world");
    await composer(page).press("Enter");
    await message(page, "\u05e9\u05dc\u05d5\u05dd, world").waitFor();
    assertNoComplaints(page);
});

test("at twice the size all is there and can be used", async (t) => {
    const page = await inRoom(t, { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 });
    assert.equal(await sideways(page), 0);
    await composer(page).fill("Written large");
    await page.getByRole("button", { name: "Send" }).click();
    await message(page, "Written large").waitFor();
    const [list, field] = [
        await page.getByRole("list", { name: "Messages" }).boundingBox(),
        await composer(page).boundingBox(),
    ];
    assert.ok(list.height > 100, `messages have ${list.height} px`);
    assert.ok(field.y + field.height <= 450, "the field is in sight");
    await page.getByRole("button", { name: "Back" }).click();
    await page.getByRole("navigation", { name: "Rooms" }).waitFor();
    assertNoComplaints(page);
});

test("the newest message is read out, politely and once", async (t) => {
    const page = await inRoom(t);
    await noteReadOut(page);
    await post(scene.sofia, scene.room.id, "The tide is in");
    await message(page, "The tide is in").waitFor();
    await page.waitForFunction(() => window.said.length > 0);
    assert.deepEqual((await page.evaluate(() => window.said)).filter(Boolean), ["Sofia Marchetti: The tide is in"]);
    // What one says oneself needs no telling.
    await composer(page).fill("I know");
    await composer(page).press("Enter");
    await message(page, "I know").waitFor();
    await page.waitForFunction(() => window.said.at(-1) === "");
    assert.deepEqual((await page.evaluate(() => window.said)).filter(Boolean), ["Sofia Marchetti: The tide is in"]);
    assertNoComplaints(page);
});

test("the focus is never lost: not by a deletion, a closed panel or another room", async (t) => {
    const page = await inRoom(t);
    const focused = () => page.evaluate(() => document.activeElement !== document.body);
    await composer(page).fill("Soon gone");
    await composer(page).press("Enter");
    await message(page, "Soon gone").waitFor();
    await stored(page, "Soon gone");
    await row(page, "Soon gone").focus();
    await page.keyboard.press("Delete");
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement !== document.body);

    await row(page, scene.lastText).focus();
    await page.keyboard.press("t");
    await page.getByRole("complementary", { name: "Thread" }).waitFor();
    await page.waitForFunction(() => document.activeElement?.closest("aside") !== null);
    await page.keyboard.press("Escape");
    await page.getByRole("complementary", { name: "Thread" }).waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement !== document.body);

    await page.keyboard.press("Alt+ArrowDown");
    await page.waitForURL((url) => !url.pathname.includes(scene.room.id));
    await composer(page).waitFor();
    await page.waitForFunction(() => document.activeElement !== document.body);
    assert.ok(await focused());
    assertNoComplaints(page);
});

test("a button keeps the focus while what it began is going on, and takes no second press", async (t) => {
    const page = await inRoom(t);
    await page.goto("/settings/profile");
    let asked = 0;
    let goOn;
    const waiting = new Promise((resolve) => {
        goOn = resolve;
    });
    await page.route("**/api/users/me", async (route) => {
        asked += 1;
        await waiting;
        await route.continue();
    });
    await page.getByLabel("Status").fill("At sea");
    const save = page.getByRole("button", { name: "Save profile" });
    await save.focus();
    await page.keyboard.press("Enter");
    await save.and(page.locator("[aria-busy]")).waitFor();
    await page.keyboard.press("Enter");
    assert.equal(await save.evaluate((button) => button === document.activeElement), true);
    await page.getByLabel("Status").press("Enter");
    await save.focus();
    goOn();
    await page.getByRole("status").getByText("Saved", { exact: true }).waitFor();
    await save.and(page.locator(":not([aria-busy])")).waitFor();
    assert.equal(await save.evaluate((button) => button === document.activeElement), true);
    assert.equal(asked, 1);
    assertNoComplaints(page);
});

test("what goes with the focus on it gives that to its neighbour", async (t) => {
    const page = await inRoom(t);
    for (let more = 0; more < 2; more += 1) await login(server, scene.mira.user.username);
    await page.goto("/settings/account");
    const lines = page.getByRole("group", { name: "Signed in" }).getByRole("listitem");
    const out = lines.getByRole("button", { name: /^Sign out/ });
    const isFocused = (locator) => locator.evaluate((element) => element === document.activeElement);
    await out.nth(1).waitFor();
    const count = await lines.count();
    await out.nth(1).focus();
    await page.keyboard.press("Enter");
    await eventually("one less", async () => (await lines.count()) === count - 1);
    await eventually("the one before has the focus", () => isFocused(out.nth(0)));
    await page.keyboard.press("Enter");
    await eventually("another one less", async () => (await lines.count()) === count - 2);
    await eventually("the focus is in the page", () => page.evaluate(() => document.activeElement !== document.body));
    assertNoComplaints(page);
});

test("a room is left, entered and written in by the keyboard alone", async (t) => {
    const page = await inRoom(t);
    const tabTo = async (matches) => {
        for (let presses = 0; presses < 60; presses += 1) {
            if (await page.evaluate(matches)) return;
            await page.keyboard.press("Tab");
        }
        assert.fail(`Tab never came to ${matches}`);
    };
    await page.evaluate(() => document.activeElement.blur());
    await tabTo(() => document.activeElement.tagName === "A" && document.activeElement.textContent.includes("winter-storage"));
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/rooms/${scene.empty.id}`);
    await tabTo(() => document.activeElement.tagName === "TEXTAREA");
    await page.keyboard.type("By keyboard");
    await page.keyboard.press("Enter");
    await message(page, "By keyboard").waitFor();
    assertNoComplaints(page);
});

test("nothing moves by itself where motion is unwelcome", async (t) => {
    const page = await inRoom(t, { reducedMotion: "reduce" });
    await row(page, scene.lastText).focus();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
    assertNoComplaints(page);
});
