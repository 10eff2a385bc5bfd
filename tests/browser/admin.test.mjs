// The pages for admins: users, links to register by, and the audit log.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertNoComplaints, newPage, pageOf, rooms, startBrowser } from "../support/browser.mjs";
import { login, makeRoom, newName, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let server;
let browser;
let root;

before(async () => {
    server = await startServer(file, { env: { REGISTRATION: "open" } });
    browser = await startBrowser(file);
    // The first one to register is the admin.
    root = await register(server, newName("root"));
    await root.call("PATCH", "/api/users/me", { json: { displayName: "Root" } });
});

async function adminPage(t, section, options = {}) {
    const page = await pageOf(browser, server, root, options);
    t.after(() => page.context().close());
    await page.goto(`/admin/${section}`);
    await page.getByRole("heading", { level: 1, name: "Administration" }).waitFor();
    return page;
}

/** Somebody with an account and a name that nobody else has. */
async function somebody(displayName) {
    const person = await register(server, newName(displayName.toLowerCase()));
    await person.call("PATCH", "/api/users/me", { json: { displayName } });
    return person;
}

const users = (page) => page.getByRole("list", { name: "Users" });
const userLine = (page, name) => users(page).getByRole("listitem").filter({ hasText: name });

async function choose(page, name, action) {
    await page.getByRole("searchbox", { name: "Search users" }).fill(name);
    await eventually("only they are listed", async () => (await users(page).getByRole("listitem").count()) === 1);
    await page.getByRole("button", { name: `Actions for ${name}` }).click();
    await page.getByRole("menuitem", { name: action, exact: true }).click();
}

const confirm = (page, action) => page.getByRole("alertdialog").getByRole("button", { name: action }).click();

test("nobody is offered a form to sign up that can only fail", async (t) => {
    const closing = await startServer(t, { env: { REGISTRATION: "invite" } });
    const page = await newPage(browser, closing);
    t.after(() => page.context().close());
    await page.goto("/sign-up");
    await page.getByRole("heading", { name: "Create your account" }).waitFor();
    const first = await register(closing);

    await page.goto("/sign-up");
    await page.getByRole("heading", { name: "One gets in here by invitation" }).waitFor();
    assert.equal(await page.getByRole("textbox").count(), 0);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByText("Ask somebody who is here already for a link of invitation, and open it.").waitFor();
    assert.equal(await page.getByRole("link", { name: "Create an account" }).count(), 0);

    const { invite } = (await first.call("POST", "/api/invites", { json: {} })).json;
    await page.goto(`/invite/${invite.code}`);
    await page.getByRole("heading", { name: "Create your account" }).waitFor();

    await closing.stop();
    closing.env.REGISTRATION = "closed";
    await closing.start();
    await page.reload();
    await page.getByRole("heading", { name: "Nobody can sign up here" }).waitFor();
    assertNoComplaints(page);
});

test("the pages are reached from an admin's own menu, and are closed to everybody else", async (t) => {
    const page = await adminPage(t, "users");
    await page.getByRole("button", { name: /^(online |away )?Root/ }).click();
    await page.getByRole("menuitem", { name: "Administration" }).waitFor();
    await page.keyboard.press("Escape");

    const mallory = await pageOf(browser, server, await somebody("Mallory"));
    t.after(() => mallory.context().close());
    await mallory.goto("/admin/users");
    await mallory.getByText("Only for admins").waitFor();
    await mallory.getByRole("button", { name: /Mallory/ }).click();
    await mallory.getByRole("menuitem", { name: "Settings" }).waitFor();
    assert.equal(await mallory.getByRole("menuitem", { name: "Administration" }).count(), 0);
    assertNoComplaints(page, mallory);
});

test("somebody is found, made an admin, and made a member again", async (t) => {
    const person = await somebody("Grace");
    const page = await adminPage(t, "users");
    await page.getByRole("searchbox", { name: "Search users" }).fill("nobody of that name");
    await page.getByText("Nobody found").waitFor();
    await choose(page, "Grace", "Make admin");
    await confirm(page, "Make admin");
    await userLine(page, "Grace").getByText("Admin", { exact: true }).waitFor();
    assert.equal((await login(server, person.user.username)).user.role, "admin");
    await choose(page, "Grace", "Make member");
    await confirm(page, "Make member");
    await userLine(page, "Grace").getByText("Admin", { exact: true }).waitFor({ state: "detached" });
    assertNoComplaints(page);
});

test("who is deactivated is signed out at once, and can sign in again once activated", async (t) => {
    const person = await somebody("Edsger");
    const theirs = await pageOf(browser, server, person);
    t.after(() => theirs.context().close());
    await theirs.goto("/");
    await rooms(theirs).waitFor();
    const page = await adminPage(t, "users");
    await choose(page, "Edsger", "Deactivate");
    await confirm(page, "Deactivate");
    await userLine(page, "Edsger").getByText("Deactivated", { exact: true }).waitFor();
    await theirs.getByRole("button", { name: "Sign in" }).waitFor();
    await choose(page, "Edsger", "Activate");
    await userLine(page, "Edsger").getByText("Deactivated", { exact: true }).waitFor({ state: "detached" });
    await login(server, person.user.username);
    assertNoComplaints(page, theirs);
});

test("the last admin cannot step down, and is told why", async (t) => {
    const page = await adminPage(t, "users");
    await choose(page, "Root", "Make member");
    await confirm(page, "Make member");
    await page.getByRole("alertdialog").getByText("Somebody has to stay admin here").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await userLine(page, "Root").getByText("Admin", { exact: true }).waitFor();
    assertNoComplaints(page);
});

test("a password that is reset is shown this once, and works", async (t) => {
    const person = await somebody("Barbara");
    const page = await adminPage(t, "users");
    await choose(page, "Barbara", "Reset password");
    await confirm(page, "Reset password");
    const dialog = page.getByRole("dialog", { name: "Barbara’s new password" });
    const made = await dialog.getByRole("status").textContent();
    await dialog.getByRole("button", { name: "Done" }).click();
    await dialog.waitFor({ state: "detached" });

    const theirs = await newPage(browser, server);
    t.after(() => theirs.context().close());
    await theirs.goto("/sign-in");
    await theirs.getByLabel("Username").fill(person.user.username);
    await theirs.getByLabel("Password").fill(made);
    await theirs.getByRole("button", { name: "Sign in" }).click();
    await rooms(theirs).waitFor();
    assertNoComplaints(page, theirs);
});

test("somebody's sessions are shown and ended", async (t) => {
    const person = await somebody("Alan");
    const theirs = await pageOf(browser, server, person);
    t.after(() => theirs.context().close());
    await theirs.goto("/");
    await rooms(theirs).waitFor();
    const page = await adminPage(t, "users");
    await choose(page, "Alan", "Sessions");
    const dialog = page.getByRole("dialog", { name: "Where Alan is signed in" });
    await dialog.getByText(/Last used: Today/).waitFor();
    await dialog.getByRole("button", { name: "Sign out everywhere" }).click();
    await confirm(page, "Sign out everywhere");
    await theirs.getByRole("button", { name: "Sign in" }).waitFor();
    assertNoComplaints(page, theirs);
});

test("links to register by are made, copied and revoked", async (t) => {
    const page = await adminPage(t, "invitations");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByText("No link works right now.").waitFor();
    await page.getByLabel("Expires").selectOption({ label: "After a day" });
    await page.getByLabel("Uses").selectOption({ label: "5 times" });
    await page.getByRole("button", { name: "Create link" }).click();
    await page.getByText("Link created and copied").waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /\/invite\/[\w-]+$/);
    await page.getByText(/^used 0 of 5 times · expires: /).waitFor();
    await page.getByRole("button", { name: "Revoke" }).click();
    await page.getByText("No link works right now.").waitFor();
    assertNoComplaints(page);
});

test("the audit log is read page by page, by action and by who did it", async (t) => {
    const person = await somebody("Radia");
    const room = await makeRoom(person);
    await person.call("PATCH", `/api/rooms/${room.id}`, { json: { name: `${room.name}-2` } });
    for (let more = 0; more < 60; more += 1) await login(server, person.user.username);
    const page = await adminPage(t, "audit");
    const entries = page.getByRole("list", { name: "Audit log" }).getByRole("listitem");
    await eventually("a page of them", async () => (await entries.count()) === 50);
    await page.getByRole("button", { name: "Show more" }).click();
    await eventually("more of them", async () => (await entries.count()) > 50);

    await page.getByLabel("Action").selectOption({ label: "renamed a room" });
    await entries.filter({ hasText: `Room ${room.name} → ${room.name}-2` }).waitFor();
    assert.equal(await entries.count(), 1);
    await page.getByLabel("Action").selectOption({ label: "Any action" });
    await page.getByRole("searchbox", { name: "Find who did it" }).fill("Radia");
    await page.getByRole("listitem").getByRole("button", { name: /Radia/ }).first().click();
    await eventually("only Radia’s", async () => {
        const texts = await entries.allTextContents();
        return texts.length > 0 && texts.every((text) => text.startsWith("Radia"));
    });
    await page.getByRole("button", { name: "Show everybody’s" }).click();
    await eventually("the focus is where one can choose again", () =>
        page
            .getByRole("searchbox", { name: "Find who did it" })
            .evaluate((field) => field === document.activeElement),
    );
    assertNoComplaints(page);
});

test("on a phone in the dark the list of sections leads to each", async (t) => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: "dark" };
    const page = await adminPage(t, "", phone);
    await page.getByRole("link", { name: "Audit log" }).click();
    await page.getByRole("heading", { level: 2, name: "Audit log" }).waitFor();
    await page.getByRole("button", { name: "Back" }).click();
    await page.getByRole("link", { name: "Users" }).click();
    await userLine(page, "Root").waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.equal(wide, 390, "nothing reaches over the edge");
    assertNoComplaints(page);
});
