// Two people chat in two browsers, through reloads, restarts and a crash of the server.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
    assertNoComplaints,
    composer,
    createRoom,
    jumpsBetween,
    message,
    newPage,
    paste,
    pictures,
    picturesLoaded,
    roomLink,
    rooms,
    say,
    scrollAndWatch,
    startBrowser,
    timeline,
    twoInARoom,
    unreadIs,
} from "../support/browser.mjs";
import { samples } from "../support/images.mjs";
import { login, newName, wholeHistory } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer, temporaryFolder } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let server;
let browser;
let pasted;

before(async () => {
    server = await startServer(file);
    browser = await startBrowser(file);
    pasted = (await samples(await temporaryFolder(file), 640, 400)).png;
});

test("they sign up, find the room, and exchange text and a pasted image live", async (t) => {
    const { ada, bob } = await twoInARoom(t, browser, server);

    await say(ada, "Hello Bob");
    await message(bob, "Hello Bob").waitFor();
    await say(bob, "Hello Ada, <b>bold</b> & 👩‍🚀");
    await message(ada, "Hello Ada, <b>bold</b> & 👩‍🚀").waitFor();

    await paste(ada, pasted);
    await ada.getByRole("list", { name: "Attached images" }).getByRole("listitem").waitFor();
    await ada.getByRole("button", { name: "Send" }).click();
    await picturesLoaded(bob, 1);
    await picturesLoaded(ada, 1);
    const shape = await pictures(bob).evaluate((image) => image.naturalWidth / image.naturalHeight);
    assert.equal(shape, 640 / 400);
    assertNoComplaints(ada, bob);
});

test("after a reload and after a restart of the server all is there", async (t) => {
    const { ada, bob, id } = await twoInARoom(t, browser, server);
    await say(ada, "Before the reload");
    await paste(ada, pasted);
    await ada.getByRole("list", { name: "Attached images" }).getByRole("listitem").waitFor();
    await ada.getByRole("button", { name: "Send" }).click();
    await picturesLoaded(bob, 1);

    await bob.reload();
    await message(bob, "Before the reload").waitFor();
    await picturesLoaded(bob, 1);
    assert.ok(bob.url().endsWith(`/rooms/${id}`));

    await server.stop();
    await server.start();
    await ada.reload();
    await message(ada, "Before the reload").waitFor();
    await picturesLoaded(ada, 1);
    // Nobody signs in again, and Bob's page comes back without being touched.
    await say(ada, "After the restart");
    await message(bob, "After the restart").waitFor({ timeout: 30_000 });
    assertNoComplaints(ada, bob);
});

test("unread counts go up while one is elsewhere and down when one reads", async (t) => {
    const { ada, bob, name } = await twoInARoom(t, browser, server);
    await say(bob, "I am here");
    await message(ada, "I am here").waitFor();
    await bob.getByRole("button", { name: "Browse rooms" }).click();

    for (const count of [1, 2, 3]) {
        await say(ada, `Unread ${count}`);
        await unreadIs(bob, name, count);
    }
    await unreadIs(ada, name, 0);

    await roomLink(bob, name).click();
    await message(bob, "Unread 3").waitFor();
    await unreadIs(bob, name, 0);
    await bob.reload();
    await message(bob, "Unread 3").waitFor();
    await unreadIs(bob, name, 0);
    assertNoComplaints(ada, bob);
});

test("a message written while the server is dead is sent once when it is back", async (t) => {
    const { ada, bob, id } = await twoInARoom(t, browser, server);
    await say(ada, "Before the crash");
    await message(bob, "Before the crash").waitFor();

    await server.kill();
    await say(ada, "Written while it was dead");
    const waiting = timeline(ada).locator('li[aria-busy="true"]');
    await waiting.waitFor();
    await server.start();

    await message(bob, "Written while it was dead").waitFor({ timeout: 45_000 });
    await waiting.waitFor({ state: "detached", timeout: 45_000 });
    await say(bob, "Got it");
    await message(ada, "Got it").waitFor();
    assert.equal(await message(ada, "Written while it was dead").count(), 1);
    assert.equal(await message(bob, "Written while it was dead").count(), 1);
    const reader = await login(server, ada.username);
    assert.deepEqual(
        (await wholeHistory(reader, id)).map(({ content }) => content),
        ["Before the crash", "Written while it was dead", "Got it"],
    );
    assertNoComplaints(ada, bob);
});

test("typing is shown to the other, and goes with the message", async (t) => {
    const { ada, bob } = await twoInARoom(t, browser, server);
    await composer(ada).pressSequentially("Thinking");
    await bob.getByText(/Ada is typing/).waitFor();
    await composer(ada).press("Enter");
    await message(bob, "Thinking").waitFor();
    await bob.getByText(/Ada is typing/).waitFor({ state: "detached" });
    assertNoComplaints(ada, bob);
});

test("history comes as one scrolls up, and nothing jumps", async (t) => {
    const { ada, id } = await twoInARoom(t, browser, server);
    const author = await login(server, ada.username);
    for (let n = 1; n <= 180; n += 1) {
        await author.call("POST", `/api/rooms/${id}/messages`, { json: { content: `Line ${n} of the log` } });
    }
    await ada.reload();
    await message(ada, "Line 180 of the log").waitFor();

    const jumps = [];
    for (let steps = 0; steps < 400 && !(await message(ada, "Line 1 of the log").count()); steps += 1) {
        jumps.push(...jumpsBetween(await scrollAndWatch(ada, -60, 6), 90));
    }
    await message(ada, "Line 1 of the log").waitFor();
    assert.deepEqual(jumps, []);
    assertNoComplaints(ada);
});

test("it works on a phone's width and by keyboard alone", async (t) => {
    const page = await newPage(browser, server, { viewport: { width: 390, height: 844 }, hasTouch: true });
    t.after(() => page.context().close());
    await page.goto("/sign-up");
    await page.getByLabel("Username").waitFor();
    await page.keyboard.type(newName("eve"));
    await page.keyboard.press("Tab");
    await page.keyboard.type("Eve");
    await page.keyboard.press("Tab");
    await page.keyboard.type("correct horse battery");
    await page.keyboard.press("Enter");
    await rooms(page).waitFor();
    await createRoom(page, newName("pocket"));
    await say(page, "From the phone");
    await message(page, "From the phone").waitFor();
    const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wider, false, "nothing is wider than the phone");
    await page.getByRole("button", { name: "Back" }).click();
    await rooms(page).waitFor();
    assertNoComplaints(page);
});

test("wrong sign-ins say so and let one try again", async (t) => {
    const page = await newPage(browser, server);
    t.after(() => page.context().close());
    await page.goto("/");
    await page.getByLabel("Username").fill(newName("nobody"));
    await page.getByLabel("Password").fill("wrong password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    assert.equal(await rooms(page).count(), 0);
    assertNoComplaints(page);
});

test("a visitor is refused nothing but the question who they are; whoever is in asks for all at once", async (t) => {
    const { ada, id } = await twoInARoom(t, browser, server);
    const page = await newPage(browser, server);
    t.after(() => page.context().close());
    // What the page that is there now was answered.
    const answersTo = (someone) => {
        const answers = [];
        someone.on("framenavigated", () => answers.splice(0));
        someone.on("response", (response) => {
            const { pathname } = new URL(response.url());
            if (pathname.startsWith("/api/")) answers.push(`${response.status()} ${pathname}`);
        });
        return answers;
    };
    const refused = (answers) => answers.filter((answer) => answer.startsWith("401"));
    const visitors = answersTo(page);
    await page.goto(`/rooms/${id}`);
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    assert.deepEqual(refused(visitors), ["401 /api/auth/me"]);

    const adas = answersTo(ada);
    // Without its scripts the page asks for nothing but what it asks for before them.
    await ada.route("**/assets/*.js", (route) => route.abort());
    await ada.reload();
    await eventually("all is asked for", () => adas.length === 3);
    assert.deepEqual(adas.sort(), ["200 /api/auth/me", "200 /api/rooms", `200 /api/rooms/${id}/messages`]);
    await ada.unroute("**/assets/*.js");
    await ada.reload();
    await ada.getByRole("button", { name: `@${ada.username}` }).click();
    await ada.getByRole("menuitem", { name: "Sign out" }).click();
    await ada.getByRole("button", { name: "Sign in" }).waitFor();
    await ada.goto(`/rooms/${id}`);
    await ada.getByRole("button", { name: "Sign in" }).waitFor();
    assert.deepEqual(refused(adas), ["401 /api/auth/me"]);
    assertNoComplaints(page, ada);
});
