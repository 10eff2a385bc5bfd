// What one settles for oneself: profile, account, how Chatter looks and speaks.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertNoComplaints, connected, message, pageOf, rooms, row, startBrowser } from "../support/browser.mjs";
import { drawn } from "../support/images.mjs";
import { login, makeRoom, newName, password, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer, temporaryFolder } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let server;
let browser;

before(async () => {
    server = await startServer(file);
    browser = await startBrowser(file);
});

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: "dark" };

/** Somebody signed up, with their page. */
async function somebody(t, displayName = "Ada", options = {}) {
    const person = await register(server, newName(displayName.toLowerCase()));
    await person.call("PATCH", "/api/users/me", { json: { displayName } });
    const page = await pageOf(browser, server, person, options);
    t.after(() => page.context().close());
    return { page, person, username: person.user.username };
}

async function openSettings(page, section) {
    await page.goto(`/settings/${section}`);
    await page.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
}

const toast = (page, text) => page.getByRole("status").getByText(text, { exact: true }).waitFor();

/** A picture whose left half is red and whose right half is blue. */
async function halves(t) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200">
        <rect width="200" height="200" fill="#ff0000"/><rect x="200" width="200" height="200" fill="#0000ff"/></svg>`;
    return { name: "halves.png", mimeType: "image/png", buffer: await drawn(await temporaryFolder(t), svg) };
}

test("settings are reached from one's own menu, and each section has an address of its own", async (t) => {
    const { page } = await somebody(t);
    await page.goto("/");
    await page.getByRole("button", { name: /Ada/ }).click();
    await page.getByRole("menuitem", { name: "Settings" }).click();
    await page.waitForURL("**/settings");
    await page.getByRole("heading", { level: 2, name: "Profile" }).waitFor();
    const sections = page.getByRole("navigation", { name: "Sections" });
    for (const name of ["Account", "Notifications", "Appearance", "Language", "Blocked people"]) {
        await sections.getByRole("link", { name }).click();
        await page.getByRole("heading", { level: 2, name }).waitFor();
    }
    await page.waitForURL("**/settings/blocked");
    await page.reload();
    await page.getByText("Nobody is blocked").waitFor();
    await page.goBack();
    await page.getByRole("heading", { level: 2, name: "Language" }).waitFor();
    assertNoComplaints(page);
});

test("a new name and status show at once, for oneself and for everybody", async (t) => {
    const { page: ada, person } = await somebody(t);
    const { page: bob, person: other } = await somebody(t, "Bob");
    const room = await makeRoom(person, [other]);
    await post(person, room.id, "Ahoy");
    await bob.goto(`/rooms/${room.id}`);
    await row(bob, "Ahoy").getByText("Ada", { exact: true }).waitFor();

    await openSettings(ada, "profile");
    await ada.getByLabel("Display name").fill("");
    await ada.getByRole("button", { name: "Save profile" }).click();
    await ada.getByText("Give yourself a name").waitFor();
    await eventually("the focus is where the error is", () =>
        ada.getByLabel("Display name").evaluate((field) => field === document.activeElement),
    );
    await ada.getByLabel("Display name").fill("Ada Lovelace");
    await ada.getByLabel("Status").fill("Sanding the hull");
    await ada.getByRole("button", { name: "Save profile" }).click();
    await toast(ada, "Saved");
    await ada.getByRole("button", { name: /Ada Lovelace/ }).waitFor();
    await row(bob, "Ahoy").getByText("Ada Lovelace", { exact: true }).waitFor();
    await ada.reload();
    await eventually("it is kept", async () => (await ada.getByLabel("Status").inputValue()) === "Sanding the hull");
    assertNoComplaints(ada, bob);
});

test("a picture is cropped by keys and becomes one's avatar everywhere", async (t) => {
    const { page: ada, person, username } = await somebody(t);
    const { page: bob, person: other } = await somebody(t, "Bob");
    const room = await makeRoom(person, [other]);
    await post(person, room.id, "Look at me");
    await bob.goto(`/rooms/${room.id}`);
    await message(bob, "Look at me").waitFor();

    await openSettings(ada, "profile");
    await ada.locator("input[type=file]").setInputFiles(await halves(t));
    const dialog = ada.getByRole("dialog", { name: "Crop your picture" });
    const area = dialog.getByRole("img", { name: "Part of the picture that is kept" });
    await area.focus();
    for (let press = 0; press < 20; press += 1) await ada.keyboard.press("ArrowRight");
    await dialog.getByRole("button", { name: "Use picture" }).click();
    await dialog.waitFor({ state: "detached" });
    await toast(ada, "Saved");

    const { avatarUrl } = (await login(server, username)).user;
    const colour = await ada.evaluate(async (url) => {
        const image = new Image();
        image.src = url;
        await image.decode();
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
        const context = canvas.getContext("2d");
        context.drawImage(image, 0, 0);
        const left = [...context.getImageData(2, 2, 1, 1).data];
        return { width: image.naturalWidth, height: image.naturalHeight, left };
    }, avatarUrl);
    const [red, , blue] = colour.left;
    assert.ok(red < 16 && blue > 240, "only the right half is kept");
    assert.deepEqual([colour.width, colour.height], [200, 200]);
    await row(bob, "Look at me").locator(`img[src="${avatarUrl}"]`).waitFor();

    await ada.getByRole("button", { name: "Remove picture" }).click();
    await ada.getByRole("button", { name: "Choose a picture" }).waitFor();
    await row(bob, "Look at me").locator("img").waitFor({ state: "detached" });
    assertNoComplaints(ada, bob);
});

test("what is no picture is refused in words", async (t) => {
    const { page } = await somebody(t);
    await openSettings(page, "profile");
    const buffer = Buffer.from("no picture at all");
    await page.locator("input[type=file]").setInputFiles({ name: "a.png", mimeType: "image/png", buffer });
    await page.getByRole("alert").getByText("That file is not a picture this browser can read").waitFor();
    assertNoComplaints(page);
});

test("one chooses how one is seen", async (t) => {
    const { page, username } = await somebody(t);
    await openSettings(page, "profile");
    const oneself = page.getByRole("button", { name: `@${username}` });
    await oneself.getByText("online", { exact: true }).waitFor();
    await page.getByRole("radio", { name: /^Do not disturb/ }).check();
    await oneself.getByText("do not disturb", { exact: true }).waitFor();
    await eventually("the server knows", async () => (await login(server, username)).user.chosenPresence === "dnd");
    await page.reload();
    await eventually("it is still chosen", () => page.getByRole("radio", { name: /^Do not disturb/ }).isChecked());
    assertNoComplaints(page);
});

test("a new password signs out everywhere else, and a wrong one says so at its field", async (t) => {
    const { page, username } = await somebody(t);
    const elsewhere = await pageOf(browser, server, await login(server, username));
    t.after(() => elsewhere.context().close());
    await elsewhere.goto("/");
    await rooms(elsewhere).waitFor();
    await connected(elsewhere);

    await openSettings(page, "account");
    const fill = async (current, next, again) => {
        await page.getByLabel("Current password").fill(current);
        await page.getByLabel("New password", { exact: true }).fill(next);
        await page.getByLabel("New password again").fill(again);
        await page.getByRole("button", { name: "Change password" }).click();
    };
    await fill("wrong horse battery", "a better password", "a better password");
    await page.getByText("That is not your current password").waitFor();
    await fill(password, "a better password", "another password");
    await page.getByText("These two are not the same").waitFor();
    await fill(password, "a better password", "a better password");
    await toast(page, "Password changed. Everywhere else you are signed out");
    await elsewhere.getByText("You were signed out from another place").waitFor();
    await page.getByText("You are signed in nowhere else.").waitFor();
    assertNoComplaints(page, elsewhere);
});

test("sessions are listed with device and address, and ended one by one or all others at once", async (t) => {
    const { page, username } = await somebody(t);
    for (let more = 0; more < 2; more += 1) await login(server, username);
    // A session is called after the browser that signed in.
    await page.goto("/");
    const status = await page.evaluate(
        async (body) =>
            (await fetch("/api/auth/login", { method: "POST", headers: { "content-type": "application/json" }, body })).status,
        JSON.stringify({ username, password }),
    );
    assert.equal(status, 200);
    await openSettings(page, "account");
    const lines = page.getByRole("group", { name: "Signed in" }).getByRole("listitem");
    await eventually("all four are there", async () => (await lines.count()) === 4);
    const own = lines.filter({ hasText: "This one" });
    assert.match(await own.textContent(), /Chrome on Linux.*from (127\.0\.0\.1|::1)/);
    assert.equal(await own.getByRole("button").count(), 0, "not oneself, by accident");

    await lines.filter({ hasNotText: "This one" }).first().getByRole("button", { name: /^Sign out/ }).click();
    await eventually("one less", async () => (await lines.count()) === 3);
    await page.getByRole("button", { name: "Sign out everywhere else" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere else" }).click();
    await page.getByText("You are signed in nowhere else.").waitFor();
    await eventually("only this one is left", async () => (await lines.count()) === 1);
    assertNoComplaints(page);
});

test("theme and text size change at once and stay", async (t) => {
    const { page } = await somebody(t);
    await openSettings(page, "appearance");
    const look = () =>
        page.evaluate(() => ({
            ground: getComputedStyle(document.body).backgroundColor,
            size: getComputedStyle(document.body).fontSize,
        }));
    const before = await look();
    await page.getByRole("radio", { name: "Dark" }).check();
    await page.getByRole("radio", { name: "Larger" }).check();
    const after = await look();
    assert.deepEqual(after, { ground: "rgb(23, 23, 22)", size: "18.75px" });
    assert.equal(before.size, "15px");
    await page.reload();
    assert.deepEqual(await look(), after);
    assertNoComplaints(page);
});

test("the language switches at once, also of the page that is open", async (t) => {
    const { page } = await somebody(t);
    await openSettings(page, "language");
    await page.getByRole("radio", { name: "Deutsch" }).check();
    await page.getByRole("heading", { level: 2, name: "Sprache" }).waitFor();
    await page.getByRole("heading", { level: 1, name: "Einstellungen" }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
    await page.reload();
    await page.getByRole("heading", { level: 2, name: "Sprache" }).waitFor();
    await page.getByRole("radio", { name: "English" }).check();
    await page.getByRole("heading", { level: 2, name: "Language" }).waitFor();
    assertNoComplaints(page);
});

test("on a phone the list of sections is a page of its own, and Back leads to it", async (t) => {
    const { page } = await somebody(t, "Ada", phone);
    await page.goto("/");
    await page.getByRole("button", { name: /Ada/ }).click();
    await page.getByRole("menuitem", { name: "Settings" }).click();
    await page.getByRole("link", { name: "Appearance" }).click();
    const heading = page.getByRole("heading", { level: 2, name: "Appearance" });
    await heading.waitFor();
    await eventually("the focus is not lost", () => heading.evaluate((element) => element === document.activeElement));
    assert.equal(await page.getByRole("link", { name: "Language" }).isVisible(), false);
    await page.getByRole("button", { name: "Back" }).click();
    await page.getByRole("link", { name: "Language" }).waitFor();
    await page.getByRole("button", { name: "Back" }).click();
    await rooms(page).waitFor();
    assertNoComplaints(page);
});
