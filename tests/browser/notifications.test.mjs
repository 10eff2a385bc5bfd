// What tells of new messages: notes of the system, a sound, and when both stay away.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertNoComplaints, connected, message, pageOf, roomLink, say, startBrowser } from "../support/browser.mjs";
import { makeRoom, newName, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let server;
let browser;

before(async () => {
    server = await startServer(file);
    browser = await startBrowser(file);
});

/** Writes down every note of the system and every tone, which nobody sees or hears here. */
function recordAll() {
    window.notes = [];
    window.tones = 0;
    class Recorded extends EventTarget {
        static permission = "default";
        static async requestPermission() {
            Recorded.permission = "granted";
            return "granted";
        }
        constructor(title, options) {
            super();
            Object.assign(this, { title, ...options, open: true });
            window.notes.push(this);
        }
        close() {
            this.open = false;
        }
    }
    window.Notification = Recorded;
    const create = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function (...rest) {
        window.tones += 1;
        return create.apply(this, rest);
    };
}

const notes = (page) => page.evaluate(() => window.notes.map(({ title, body, open }) => ({ title, body, open })));
const tones = (page) => page.evaluate(() => window.tones);

/** Ada, who is told of things, and Bob, who says them, both in one room; Ada looks at another one. */
async function adaAndBob(t) {
    const [adaPerson, bobPerson] = [await register(server, newName("ada")), await register(server, newName("bob"))];
    await bobPerson.call("PATCH", "/api/users/me", { json: { displayName: "Bob" } });
    const [ada, bob] = [await pageOf(browser, server, adaPerson), await pageOf(browser, server, bobPerson)];
    t.after(() => Promise.all([ada.context().close(), bob.context().close()]));
    await ada.addInitScript(recordAll);
    const { id, name } = await makeRoom(adaPerson, [bobPerson]);
    const elsewhere = await makeRoom(adaPerson);
    await bob.goto(`/rooms/${id}`);
    await ada.goto(`/rooms/${elsewhere.id}`);
    await roomLink(ada, name).waitFor();
    // What was said before she was connected she sees, but is not told of.
    await connected(ada);
    const adaName = adaPerson.user.username;
    return { ada, bob, name, adaName };
}

async function settle(page, choose) {
    await page.evaluate(() => history.pushState(null, "", "/settings/notifications"));
    await page.evaluate(() => dispatchEvent(new PopStateEvent("popstate")));
    await page.getByRole("heading", { level: 2, name: "Notifications" }).waitFor();
    await choose();
    await page.goBack();
}

/** Waits until the server has said what one chose to be seen as. */
const presenceIs = (page, chosen) =>
    eventually(`${chosen} is chosen`, () =>
        page.evaluate(async (wanted) => {
            const { user } = await (await fetch("/api/auth/me")).json();
            return (user.chosenPresence ?? "automatic") === wanted;
        }, chosen),
    );

const desktop = (page) => page.getByRole("switch", { name: "Desktop notifications" });

test("a mention notifies, by a note, a sound or both, and a press on the note opens it", async (t) => {
    const { ada, bob, adaName, name } = await adaAndBob(t);
    await settle(ada, () => desktop(ada).click());
    await say(bob, "Nothing for you");
    await say(bob, `@${adaName} the paint is here`);
    await eventually("Ada is told", async () => (await notes(ada)).length > 0);
    assert.deepEqual(await notes(ada), [
        { title: `Bob · # ${name}`, body: `@${adaName} the paint is here`, open: true },
    ]);
    assert.equal(await tones(ada), 2, "one sound of two notes");
    await ada.evaluate(() => window.notes[0].onclick());
    await message(ada, `@${adaName} the paint is here`).waitFor();
    assert.equal((await notes(ada))[0].open, false);

    await ada.goBack();
    await settle(ada, () => ada.getByRole("switch", { name: "Sound" }).click());
    await say(bob, `@${adaName} and now in silence`);
    await eventually("Ada is told by a note", async () => (await notes(ada)).length === 2);
    assert.equal(await tones(ada), 2, "no sound more");
    await settle(ada, async () => {
        await ada.getByRole("switch", { name: "Sound" }).click();
        await desktop(ada).click();
    });
    await say(bob, `@${adaName} and by a sound alone`);
    await eventually("Ada is told by a sound", async () => (await tones(ada)) === 4);
    assert.equal((await notes(ada)).length, 2, "no note more");
    assertNoComplaints(ada, bob);
});

test("what is in front of one notifies not, nor what one says oneself", async (t) => {
    const { ada, bob, adaName, name } = await adaAndBob(t);
    await settle(ada, async () => {
        await desktop(ada).click();
        await ada.getByRole("radio", { name: /^All messages/ }).check();
    });
    await roomLink(ada, name).click();
    await say(ada, "Said by myself");
    await say(bob, `@${adaName} you are looking`);
    await message(ada, `@${adaName} you are looking`).waitFor();
    await ada.goBack();
    await say(bob, "You look elsewhere");
    await eventually("Ada is told of the last", async () => (await notes(ada)).length > 0);
    assert.deepEqual((await notes(ada)).map(({ body }) => body), ["You look elsewhere"]);
    assertNoComplaints(ada, bob);
});

test("a room's own level and muting keep it quieter than the rest", async (t) => {
    const { ada, bob, adaName, name } = await adaAndBob(t);
    await settle(ada, async () => {
        await desktop(ada).click();
        await ada.getByRole("radio", { name: /^All messages/ }).check();
    });
    const choose = async (role, label) => {
        await roomLink(ada, name).click();
        await ada.getByRole("button", { name: "Room menu" }).click();
        await ada.getByRole(role, { name: label, exact: true }).click();
    };
    await choose("menuitemradio", "Mentions");
    await ada.getByRole("button", { name: "Room menu" }).click();
    await ada.getByRole("menuitemradio", { name: "Mentions", exact: true, checked: true }).waitFor();
    await ada.keyboard.press("Escape");
    await ada.getByRole("menu").waitFor({ state: "detached" });
    await ada.goBack();
    await say(bob, "Only said");
    await say(bob, `@${adaName} named`);
    await eventually("Ada is told of what names her", async () => (await notes(ada)).length > 0);
    assert.deepEqual((await notes(ada)).map(({ body }) => body), [`@${adaName} named`]);

    await choose("menuitem", "Mute");
    await ada.getByText("Muted: no badge, no notification").waitFor();
    await ada.goBack();
    const before = (await notes(ada)).length;
    await say(bob, `@${adaName} muted`);
    await choose("menuitem", "Unmute");
    await message(ada, `@${adaName} muted`).waitFor();
    assert.equal((await notes(ada)).length, before, "a muted room tells nothing");
    assertNoComplaints(ada, bob);
});

test("nothing notifies in the quiet hours, nor while one asks not to be disturbed", async (t) => {
    const { ada, bob, name } = await adaAndBob(t);
    await settle(ada, async () => {
        await desktop(ada).click();
        await ada.getByRole("radio", { name: /^All messages/ }).check();
        await ada.getByRole("switch", { name: "Do not disturb by the clock" }).click();
        // From and to alike: the whole day, whatever the time is as this test runs.
        await ada.getByLabel("From", { exact: true }).fill("12:00");
        await ada.getByLabel("To", { exact: true }).fill("12:00");
        await ada.getByText("From and to are the same: quiet all day").waitFor();
    });
    await say(bob, "In the night");
    await roomLink(ada, name).getByText("1", { exact: true }).waitFor();
    assert.deepEqual([await notes(ada), await tones(ada)], [[], 0]);

    await settle(ada, async () => {
        await ada.getByRole("switch", { name: "Do not disturb by the clock" }).click();
        await ada.getByRole("link", { name: "Profile" }).click();
        await ada.getByRole("radio", { name: /^Do not disturb/ }).check();
        await presenceIs(ada, "dnd");
        await ada.goBack();
    });
    await say(bob, "Do not disturb");
    await roomLink(ada, name).getByText("2", { exact: true }).waitFor();
    assert.deepEqual([await notes(ada), await tones(ada)], [[], 0]);

    await settle(ada, async () => {
        await ada.getByRole("link", { name: "Profile" }).click();
        await ada.getByRole("radio", { name: /^Automatically/ }).check();
        await presenceIs(ada, "automatic");
        await ada.goBack();
    });
    await say(bob, "Awake");
    await eventually("Ada is told again", async () => (await notes(ada)).length === 1);
    assertNoComplaints(ada, bob);
});

test("of two tabs one tells, and neither what the other one shows", async (t) => {
    const { ada, bob, adaName, name } = await adaAndBob(t);
    await settle(ada, () => desktop(ada).click());
    const second = await ada.context().newPage();
    await second.addInitScript(recordAll);
    await second.addInitScript(() => {
        window.Notification.permission = "granted";
    });
    await second.goto("/threads");
    await roomLink(second, name).waitFor();
    await say(bob, `@${adaName} once`);
    const told = async () => [...(await notes(ada)), ...(await notes(second))];
    await eventually("one of them tells", async () => (await told()).length > 0);
    await roomLink(ada, name).getByText("unread").waitFor();
    await roomLink(second, name).getByText("unread").waitFor();
    assert.equal((await told()).length, 1);

    await roomLink(second, name).click();
    await second.bringToFront();
    await message(second, `@${adaName} once`).waitFor();
    await say(bob, `@${adaName} twice`);
    await message(second, `@${adaName} twice`).waitFor();
    await say(bob, "The end");
    await message(second, "The end").waitFor();
    assert.equal((await told()).length, 1, "it is in front of somebody in the second tab");
    assertNoComplaints(ada, bob);
});

test("a browser that refuses says so, and the switch stays off", async (t) => {
    const page = await pageOf(browser, server, await register(server));
    t.after(() => page.context().close());
    await page.addInitScript(() => {
        window.Notification = class {
            static permission = "denied";
            static requestPermission = async () => "denied";
        };
    });
    await page.goto("/settings/notifications");
    await page.getByText("Your browser does not let Chatter notify you").waitFor();
    assert.equal(await desktop(page).isDisabled(), true);
    assertNoComplaints(page);
});
