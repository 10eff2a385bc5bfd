// Finding what was said, jumping to rooms, people and messages, and knowing where something is unread.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
    assertNoComplaints,
    createRoom,
    findAndJoin,
    message,
    newPage,
    roomLink,
    row,
    say,
    signUp,
    startBrowser,
    stored,
} from "../support/browser.mjs";
import { makeRoom, newName, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
let server;
let browser;

before(async () => {
    server = await startServer(file);
    browser = await startBrowser(file);
});

/** Somebody at a page of their own. */
async function somebody(t, name, options = {}) {
    const page = await newPage(browser, server, options);
    t.after(() => page.context().close());
    page.username = newName(name.toLowerCase());
    await signUp(page, page.username, name);
    return page;
}

/** A room that Ada has open, in which an old message lies under many others. */
async function longRoom(t, options = {}) {
    const writer = await register(server, newName("tomas"));
    // No room's name begins with another one's, so that what is typed finds one.
    const room = await makeRoom(writer, [], { name: `${newName("harbour")}-pier` });
    await post(writer, room.id, "The epoxy is in the red cabinet 🎉, ask for the epoxy key");
    for (let number = 1; number <= 120; number += 1) await post(writer, room.id, `Filler ${number}`);
    const ada = await somebody(t, "Ada", options);
    await findAndJoin(ada, room.name);
    await message(ada, "Filler 120").waitFor();
    return { ada, writer, room };
}

const field = (page) => page.getByRole("combobox", { name: "Search messages" });
const hits = (page) => page.getByRole("list", { name: "Search results" });
const hit = (page, text) => hits(page).getByRole("link").filter({ hasText: text });
const panel = (page) => page.getByRole("complementary", { name: "Search" });

for (const colorScheme of ["light", "dark"]) {
    test(`a hit opens in its room, around its message, beside the results, ${colorScheme}`, async (t) => {
        const { ada, room } = await longRoom(t, { colorScheme });
        await ada.getByRole("button", { name: "Search in this room" }).click();
        await panel(ada).getByText(`In${room.name}`).waitFor();
        await field(ada).fill("epoxy cabinet");

        await hit(ada, "red cabinet").waitFor();
        assert.deepEqual(await hit(ada, "red cabinet").locator("mark").allTextContents(), [
            "epoxy",
            "cabinet",
            "epoxy",
        ]);
        await hits(ada).waitFor();
        await panel(ada).getByRole("status").getByText("1 message found").waitFor();
        await hit(ada, "red cabinet").click();
        await message(ada, "The epoxy is in the red cabinet 🎉, ask for the epoxy key").waitFor();
        await hit(ada, "red cabinet").and(ada.locator("[aria-current=true]")).waitFor();
        assert.match(ada.url(), new RegExp(`/rooms/${room.id}/at/1/search\\?q=epoxy\\+cabinet&in=${room.id}$`));

        await ada.reload();
        await hit(ada, "red cabinet").waitFor();
        await message(ada, "The epoxy is in the red cabinet 🎉, ask for the epoxy key").waitFor();
        await ada.goBack();
        await ada.waitForURL(/\/search\?q=epoxy/);
        await ada.goBack();
        await panel(ada).waitFor({ state: "detached" });
        assertNoComplaints(ada);
    });
}

test("filters are typed, chosen and taken away, and become chips", async (t) => {
    const { ada, writer, room } = await longRoom(t);
    const other = await makeRoom(writer, [], { name: `${newName("kitchen")}-rota` });
    const resin = newName("resin");
    await post(writer, room.id, `The ${resin} is in the red cabinet`);
    await post(writer, other.id, `${resin.toUpperCase()} on the kitchen table`);
    await ada.getByRole("button", { name: "Browse rooms" }).click();
    await ada.goto("/search");
    await ada.getByText("Narrow it down with").waitFor();

    await field(ada).fill(resin);
    await hit(ada, "kitchen table").waitFor();
    assert.equal(await hits(ada).getByRole("link").count(), 2);

    await field(ada).fill(`${resin} in:${room.name} `);
    await ada.getByRole("button", { name: `Remove the filter In ${room.name}` }).waitFor();
    await hit(ada, "kitchen table").waitFor({ state: "detached" });
    await hit(ada, "red cabinet").waitFor();

    await ada.getByRole("button", { name: "From a person" }).click();
    await ada.keyboard.type(writer.user.username);
    await ada.getByRole("option").filter({ hasText: writer.user.username }).first().waitFor();
    await field(ada).press("Enter");
    await ada.getByRole("button", { name: /^Remove the filter From/ }).waitFor();
    await hit(ada, "red cabinet").waitFor();

    await field(ada).press("End");
    await ada.keyboard.type(" before:yesterday ");
    await ada.getByText("Nothing found").waitFor();
    await ada.getByRole("button", { name: "Search without filters" }).click();
    await hit(ada, "kitchen table").waitFor();
    await ada.keyboard.type(" after:yesterday in:nowhere ");
    await ada.getByRole("alert").getByText("You are in no room called nowhere").waitFor();
    await hit(ada, "kitchen table").waitFor();
    assert.match(ada.url(), /\/search\?q=resin[\w-]+&after=\d{4}-\d\d-\d\d$/);
    assertNoComplaints(ada);
});

test("results come page by page while they are scrolled, and are there again on the way back", async (t) => {
    const { ada, room } = await longRoom(t);
    await ada.goto(`/search?q=Filler&in=${room.id}`);
    await hit(ada, "Filler 120").waitFor();
    await eventually("all results have come", async () => {
        await hits(ada).getByRole("link").last().scrollIntoViewIfNeeded();
        return (await hits(ada).getByRole("link").count()) === 120;
    });
    await hits(ada).getByRole("link").last().focus();
    await ada.keyboard.press("ArrowUp");
    await ada.keyboard.press("ArrowDown");
    await ada.keyboard.press("Enter");
    await message(ada, "Filler 1").waitFor();
    await ada.goBack();
    await ada.waitForURL(/\/search\?q=Filler&in=[\w-]+$/);
    await eventually("the list stands where it stood", () => isInSight(hits(ada).getByRole("link").last()));
    assertNoComplaints(ada);
});

const isInSight = (locator) =>
    locator.evaluate((element) => {
        const { top } = element.getBoundingClientRect();
        return top > 0 && top < innerHeight;
    });

test("on a phone the search lies over the room, and a hit closes it until one goes back", async (t) => {
    const { ada } = await longRoom(t, { ...phone, colorScheme: "dark" });
    await ada.getByRole("button", { name: "Search in this room" }).click();
    await field(ada).fill("epoxy");
    await hit(ada, "red cabinet").click();
    await panel(ada).waitFor({ state: "detached" });
    await message(ada, "The epoxy is in the red cabinet 🎉, ask for the epoxy key").waitFor();
    await ada.goBack();
    await hit(ada, "red cabinet").waitFor();
    await panel(ada).getByRole("button", { name: "Back" }).click();
    await panel(ada).waitFor({ state: "detached" });
    assertNoComplaints(ada);
});

test("a search without a connection says so, and goes on by itself when there is one", async (t) => {
    const { ada } = await longRoom(t);
    await ada.getByRole("button", { name: "Search in this room" }).click();
    await ada.route("**/api/search**", (route) => route.abort());
    await field(ada).fill("epoxy");
    await panel(ada).getByText("The search did not work").waitFor();
    await panel(ada).getByText("No connection right now.").waitFor();
    await ada.unroute("**/api/search**");
    await panel(ada).getByRole("button", { name: "Try again" }).click();
    await hit(ada, "red cabinet").waitFor();

    await ada.route("**/api/search**", (route) =>
        route.fulfill({ status: 503, headers: { "x-request-id": "r-77" }, json: { code: "busy" } }),
    );
    await field(ada).fill("cabinet");
    await panel(ada).getByText("Request r-77").waitFor();
    assertNoComplaints(ada);
});

const jumpField = (page) => page.getByRole("combobox", { name: "Jump to a room, a person or a message" });
/** Opens it by its keys, which the next ones must not overtake. */
async function jump(page) {
    await page.keyboard.press("Control+k");
    await page.locator(":focus").and(jumpField(page)).waitFor();
}
const option = (page, text) => page.getByRole("option").filter({ hasText: text }).first();
const chosen = (page) => page.getByRole("option", { selected: true });

for (const [size, options] of [["a wide screen", { colorScheme: "dark" }], ["a phone", phone]]) {
    test(`rooms, people and messages are a few keys away, on ${size}`, async (t) => {
        const { ada, writer, room } = await longRoom(t, options);
        const other = await makeRoom(writer, [], { name: `${newName("zeppelin")}-mast` });
        const bob = await register(server, newName("bob"));

        if (size === "a phone") {
            await ada.getByRole("button", { name: "Back" }).click();
            await ada.getByRole("button", { name: "Jump to…" }).click();
        } else await jump(ada);
        await jumpField(ada).fill(other.name);
        await option(ada, `${other.name} not joined`).waitFor();
        await option(ada, other.name).click();
        await ada.getByText(`You are not in ${other.name}`).waitFor();
        await ada.getByRole("button", { name: "Join" }).click();

        // The room that was open before is the first choice.
        await jump(ada);
        assert.match(await chosen(ada).textContent(), new RegExp(room.name));
        await ada.keyboard.press("Enter");
        await ada.getByRole("heading", { name: room.name, level: 1 }).waitFor();

        await jump(ada);
        await jumpField(ada).fill(bob.user.username);
        await option(ada, `@${bob.user.username}`).waitFor();
        await option(ada, `@${bob.user.username}`).click();
        await ada.getByRole("heading", { name: bob.user.displayName, level: 1 }).waitFor();

        await jump(ada);
        await jumpField(ada).fill("red cabinet epoxy");
        await option(ada, "The epoxy is in the red cabinet").waitFor();
        await ada.keyboard.press("ArrowUp");
        await chosen(ada).filter({ hasText: "Search messages for" }).waitFor();
        await ada.keyboard.press("Enter");
        await hit(ada, "red cabinet").first().waitFor();
        assert.match(ada.url(), /\/search\?q=red\+cabinet\+epoxy$/);
        assertNoComplaints(ada);
    });
}

test("a message found by jumping opens around itself, and Esc leaves all as it was", async (t) => {
    const { ada } = await longRoom(t);
    const resin = newName("resin");
    await say(ada, `Where is the ${resin}?`);
    // Only what is stored is found.
    await stored(ada, `Where is the ${resin}?`);
    await say(ada, "And the brush?");
    await jump(ada);
    await jumpField(ada).fill(resin);
    await option(ada, `Where is the ${resin}?`).click();
    await ada.waitForURL(/\/at\/\d+$/);
    await message(ada, `Where is the ${resin}?`).waitFor();

    await ada.getByRole("textbox", { name: "Message", exact: true }).fill("half a thought");
    await jump(ada);
    await ada.keyboard.press("Escape");
    await jumpField(ada).waitFor({ state: "detached" });
    await ada.keyboard.type(", and the rest");
    assert.equal(
        await ada.getByRole("textbox", { name: "Message", exact: true }).inputValue(),
        "half a thought, and the rest",
    );
    assertNoComplaints(ada);
});

test("what is typed while nothing has the focus is written in the message", async (t) => {
    const { ada } = await longRoom(t);
    const field = ada.getByRole("textbox", { name: "Message", exact: true });
    await field.fill("One ");
    await ada.evaluate(() => document.activeElement.blur());
    await ada.keyboard.press("Control+a");
    await ada.keyboard.type("two");
    assert.equal(await field.inputValue(), "One two");
    assertNoComplaints(ada);
});

test("without a connection one's own rooms are still a jump away", async (t) => {
    const { ada, room } = await longRoom(t);
    await ada.getByRole("button", { name: "Browse rooms" }).click();
    for (const path of ["**/api/search**", "**/api/users**", "**/api/rooms?**"])
        await ada.route(path, (route) => route.abort());
    await jump(ada);
    await jumpField(ada).fill(room.name.slice(0, 6));
    await ada.getByRole("alert").getByText("No connection right now").waitFor();
    await option(ada, room.name).click();
    await message(ada, "Filler 120").waitFor();
    assertNoComplaints(ada);
});

test("the keys are all told, and lead through rooms, to the search and back", async (t) => {
    const ada = await somebody(t, "Ada");
    const [first, second] = [newName("a-room"), newName("b-room")];
    await createRoom(ada, first);
    await createRoom(ada, second);
    await ada.keyboard.press("Escape");
    // A room that opens gives the focus to its field, where ? would be a character.
    await ada.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
    await ada.getByRole("heading", { name: second, level: 1 }).click();
    await ada.keyboard.press("?");
    const help = ada.getByRole("dialog", { name: "Keyboard shortcuts" });
    for (const does of ["Jump to a room, a person or a message", "Search messages", "Go through the rooms"])
        await help.getByText(does, { exact: true }).waitFor();
    await ada.keyboard.press("Escape");
    await help.waitFor({ state: "detached" });

    await ada.keyboard.press("Alt+ArrowUp");
    await ada.getByRole("heading", { name: first, level: 1 }).waitFor();
    await ada.keyboard.press("Control+Shift+f");
    await ada.locator(":focus").and(field(ada)).waitFor();
    await ada.keyboard.press("Escape");
    await panel(ada).waitFor({ state: "detached" });
    await ada.goBack();
    await ada.getByRole("heading", { name: second, level: 1 }).waitFor();
    await ada.goForward();
    await ada.getByRole("heading", { name: first, level: 1 }).waitFor();
    assertNoComplaints(ada);
});

const titleIs = (page, title) =>
    eventually(`the title is ${title}`, async () => (await page.title()) === title);
const iconIs = (page, name) =>
    eventually(`the icon is ${name}`, () =>
        page.evaluate((name) => document.querySelector('link[rel="icon"]').href.endsWith(name), `/${name}.svg`),
    );

test("title, icon and app badge tell what is unread, and what of it concerns one", async (t) => {
    const { ada, writer, room } = await longRoom(t);
    const quiet = await makeRoom(writer, [], { name: `${newName("quiet")}-bay` });
    await findAndJoin(ada, quiet.name);
    await ada.evaluate(() => {
        globalThis.appBadges = [];
        navigator.setAppBadge = async (count) => void globalThis.appBadges.push(count ?? "dot");
        navigator.clearAppBadge = async () => void globalThis.appBadges.push("none");
    });
    await titleIs(ada, `${quiet.name} · Chatter`);
    await iconIs(ada, "favicon");

    await post(writer, room.id, "Nothing in particular");
    await titleIs(ada, `• ${quiet.name} · Chatter`);
    await iconIs(ada, "favicon-unread");
    await post(writer, room.id, `@${ada.username}, look`);
    await titleIs(ada, `(1) ${quiet.name} · Chatter`);
    await roomLink(ada, room.name).getByText("unread, you are mentioned").waitFor();
    // Everybody is named, which only the server can tell from the mere words.
    await post(writer, room.id, "@room, look");
    await titleIs(ada, `(2) ${quiet.name} · Chatter`);
    await iconIs(ada, "favicon-mention");

    await ada.keyboard.press("Alt+Shift+ArrowDown");
    await message(ada, "@room, look").waitFor();
    await titleIs(ada, `${room.name} · Chatter`);
    await iconIs(ada, "favicon");
    assert.deepEqual(await ada.evaluate(() => globalThis.appBadges), ["dot", 1, 2, "none"]);
    assertNoComplaints(ada);
});
