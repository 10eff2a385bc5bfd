// Where messages are written: drafts on several devices, pictures, suggestions, input methods.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { axeFinds } from "../support/axe.mjs";
import {
    assertNoComplaints,
    composer,
    connected,
    createRoom,
    findAndJoin,
    message,
    newPage,
    paste,
    picturesLoaded,
    roomLink,
    rooms,
    row,
    say,
    signUp,
    startBrowser,
    stored,
    timeline,
} from "../support/browser.mjs";
import { samples } from "../support/images.mjs";
import { login, makeRoom, newName, register, wholeHistory } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer, temporaryFolder } from "../support/server.mjs";
import { startProxy } from "../support/tcp_proxy.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
const desktop = { colorScheme: "light" };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: "dark" };
let server;
let browser;
/** The same server over a line that can be cut. */
let line;
let picture;

before(async () => {
    server = await startServer(file);
    line = await startProxy(file, server);
    server.env.CLIENT_ORIGIN = `${server.url},${line.url}`;
    await server.stop();
    await server.start();
    browser = await startBrowser(file);
    picture = (await samples(await temporaryFolder(file), 640, 400)).png;
});

/** Ada, signed up, in a new room. */
async function adaInARoom(t, options = desktop) {
    const ada = await newPage(browser, server, options);
    t.after(() => ada.context().close());
    ada.username = newName("ada");
    await signUp(ada, ada.username, "Ada Quist");
    const name = newName("harbour");
    const id = await createRoom(ada, name);
    await composer(ada).waitFor();
    return { ada, name, id, account: await login(server, ada.username) };
}

/** Another device of an account, with the room open; over the line that can be cut when asked. */
async function deviceOf(t, account, roomId, options = phone, at = server) {
    const page = await newPage(browser, at, options);
    t.after(() => page.context().close());
    await page.context().addCookies([{ name: "token", value: account.token, url: at.url, httpOnly: true, sameSite: "Lax" }]);
    await page.goto(`/rooms/${roomId}`);
    await composer(page).waitFor();
    return page;
}

const attached = (page) => page.getByRole("list", { name: "Attached images" }).getByRole("listitem");
const suggestions = (page, of) => page.getByRole("listbox", { name: of });
const activeSuggestion = (page) => page.locator('[role=option][aria-selected="true"]');
const textIs = (page, text) => page.waitForFunction((wanted) => document.querySelector("form textarea")?.value === wanted, text);
const shared = async (account, roomId) => (await account.call("GET", `/api/rooms/${roomId}/draft`)).json.draft;
const contents = async (account, roomId) => (await wholeHistory(account, roomId)).map(({ content }) => content);

test("a draft stays through a reload, follows to the phone, and goes from both when it is sent", async (t) => {
    const { ada, name, id, account } = await adaInARoom(t);
    const other = newName("quay");
    await createRoom(ada, other);
    await roomLink(ada, name).click();
    await ada.waitForURL(`**/rooms/${id}`);
    await composer(ada).fill("half a sent");
    await ada.reload();
    await textIs(ada, "half a sent");

    await eventually("the server has it", async () => (await shared(account, id)).content === "half a sent");
    const pocket = await deviceOf(t, account, id);
    await textIs(pocket, "half a sent");
    await composer(pocket).fill("half a sentence");
    await textIs(ada, "half a sentence");

    await roomLink(ada, other).click();
    await roomLink(ada, name).getByText("draft").waitFor({ state: "attached" });
    await textIs(ada, "");
    await composer(pocket).press("Enter");
    await roomLink(ada, name).getByText("draft").waitFor({ state: "detached" });
    await roomLink(ada, name).click();
    await message(ada, "half a sentence").waitFor();
    await textIs(ada, "");
    await textIs(pocket, "");
    await eventually("the server's is empty", async () => (await shared(account, id)).content === "");
    assertNoComplaints(ada, pocket);
});

test("what two devices wrote at once is kept on both sides until somebody chooses", async (t) => {
    const { ada, id, account } = await adaInARoom(t);
    const pocket = await deviceOf(t, account, id, phone, line);
    line.refuse(true);
    line.cut();
    await composer(pocket).fill("Tea at four?");
    await composer(ada).fill("Coffee at five?");
    await eventually("the server has one", async () => (await shared(account, id)).content === "Coffee at five?");
    line.refuse(false);

    const notice = pocket.getByRole("status").filter({ hasText: "Written here on another device" });
    await notice.getByText("Coffee at five?").waitFor({ timeout: 30_000 });
    assert.deepEqual(await axeFinds(pocket), []);
    assert.equal(await composer(pocket).inputValue(), "Tea at four?");
    assert.equal(await composer(ada).inputValue(), "Coffee at five?");
    await composer(pocket).press("Enter");
    await message(ada, "Tea at four?").waitFor();
    await textIs(pocket, "Coffee at five?");
    await notice.waitFor({ state: "detached" });
    assert.equal(await composer(ada).inputValue(), "Coffee at five?");
    assertNoComplaints(ada, pocket);
});

test("a thread's draft is its own, and what a draft answers stays too through a reload", async (t) => {
    const { ada, id, account } = await adaInARoom(t);
    await say(ada, "Who brings the ladder?");
    await stored(ada, "Who brings the ladder?");
    await row(ada, "Who brings the ladder?").focus();
    await ada.keyboard.press("r");
    await ada.getByText("Replying to Ada Quist").waitFor();
    await composer(ada).fill("Not me");
    await row(ada, "Who brings the ladder?").focus();
    await ada.keyboard.press("t");
    const reply = ada.getByRole("textbox", { name: "Reply in thread" });
    await reply.fill("I could, if");
    await ada.reload();
    await reply.waitFor();
    assert.equal(await reply.inputValue(), "I could, if");
    assert.equal(await composer(ada).inputValue(), "Not me");
    await ada.getByText("Replying to Ada Quist").waitFor();
    await reply.press("Enter");
    await composer(ada).press("Enter");
    await eventually("both are there", async () => (await contents(account, id)).length === 3);
    const [question, first, second] = await wholeHistory(account, id);
    assert.deepEqual([first.content, first.threadSeq], ["I could, if", 1]);
    assert.deepEqual([second.content, second.replyTo.id], ["Not me", question.id]);
    assertNoComplaints(ada);
});

test("the arrow up changes one's last message, in a room as in a thread, but only while nothing is written", async (t) => {
    const { ada } = await adaInARoom(t);
    await say(ada, "Who brings the lader?");
    await stored(ada, "Who brings the lader?");
    await row(ada, "Who brings the lader?").focus();
    await ada.keyboard.press("t");
    const reply = ada.getByRole("textbox", { name: "Reply in thread" });
    const field = ada.getByRole("textbox", { name: "Edit message" });
    const thread = ada.getByRole("list", { name: "Thread" });
    await reply.fill("I doo");
    await reply.press("Enter");
    // What is still on its way cannot be changed yet.
    await thread.locator("li:not([aria-busy])").filter({ hasText: "I doo" }).waitFor();
    await reply.press("ArrowUp");
    await field.fill("I do");
    await field.press("Enter");
    await field.waitFor({ state: "detached" });
    await thread.getByText("I do", { exact: true }).waitFor();
    await composer(ada).fill("And");
    await composer(ada).press("ArrowUp");
    assert.equal(await field.count(), 0);
    await composer(ada).fill("");
    await composer(ada).press("ArrowUp");
    await field.fill("Who brings the ladder?");
    await field.press("Enter");
    await message(ada, "Who brings the ladder?").waitFor();
    assertNoComplaints(ada);
});

test("pictures come by paste, drop and button, upload while one writes and reads elsewhere, and go together", async (t) => {
    const { ada, name, id, account } = await adaInARoom(t);
    await createRoom(ada, newName("quay"));
    await roomLink(ada, name).click();
    await ada.waitForURL(`**/rooms/${id}`);
    const slow = await ada.context().newCDPSession(ada);
    const limit = (uploadThroughput) =>
        slow.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
    await slow.send("Network.enable");
    await limit(20_000);

    await paste(ada, picture, "pasted.png");
    await drop(ada, picture, "dropped.png");
    await ada.locator('form input[type="file"]').first().setInputFiles({ name: "chosen.png", mimeType: "image/png", buffer: picture });
    await eventually("all three are attached", async () => (await attached(ada).count()) === 3);
    for (const file of ["pasted.png", "dropped.png", "chosen.png"]) {
        await attached(ada).getByRole("img", { name: file }).waitFor();
        await ada.getByRole("progressbar", { name: `Uploading ${file}` }).waitFor();
    }
    await ada.waitForFunction(() => [...document.querySelectorAll('[role="progressbar"]')].some((bar) => Number(bar.ariaValueNow) > 0));
    await ada.getByRole("button", { name: "Cancel dropped.png" }).click();
    await eventually("the others stay", async () => (await attached(ada).count()) === 2);

    await composer(ada).pressSequentially("These two");
    await composer(ada).press("Enter");
    await ada.getByText("Goes out as soon as the pictures are uploaded").waitFor();
    await rooms(ada).getByRole("link", { name: "quay" }).click();
    await limit(-1);
    await eventually("all is sent", async () => (await contents(account, id)).length === 3, 30_000);
    const sent = await contents(account, id);
    assert.ok(sent[0].startsWith("[img]/api/images/") && sent[1].startsWith("[img]/api/images/"));
    assert.equal(sent[2], "These two");
    await roomLink(ada, name).click();
    await message(ada, "These two").waitFor();
    await picturesLoaded(ada, 2);
    assert.equal(await attached(ada).count(), 0);
    assertNoComplaints(ada);
});

test("a picture whose upload fails says so, goes again when asked, and text waits for it", async (t) => {
    const { ada, id, account } = await adaInARoom(t, phone);
    let refuses = true;
    await ada.route("**/api/upload", (route) => (refuses ? route.fulfill({ status: 503, body: "" }) : route.continue()));
    await paste(ada, picture);
    await ada.getByRole("alert").filter({ hasText: "pasted.png" }).waitFor();
    assert.deepEqual(await axeFinds(ada), []);
    await composer(ada).fill("With a picture");
    assert.equal(await ada.getByRole("button", { name: "Send" }).isDisabled(), true);
    const asked = ada.waitForEvent("dialog");
    await ada.evaluate(() => setTimeout(() => location.reload()));
    const question = await asked;
    assert.equal(question.type(), "beforeunload", "the picture would be gone with the page");
    await question.dismiss();
    refuses = false;
    await ada.getByRole("button", { name: "Upload pasted.png again" }).tap();
    await ada.getByRole("progressbar").waitFor({ state: "detached" });
    await ada.getByRole("button", { name: "Send" }).tap();
    await message(ada, "With a picture").waitFor();
    await picturesLoaded(ada, 1);
    await eventually("both are stored", async () => (await contents(account, id)).length === 2);
    assertNoComplaints(ada);
});

test("@ suggests the room's people before others, and everybody at once to who may name them", async (t) => {
    const { ada, name, id } = await adaInARoom(t);
    const [bob, zoe] = [newName("bob"), newName("zoe")];
    const bobs = await newPage(browser, server);
    t.after(() => bobs.context().close());
    await signUp(bobs, bob, "Bob Tran");
    await findAndJoin(bobs, name);
    await register(server, zoe);

    await composer(ada).pressSequentially("Hello @b");
    await suggestions(ada, "People").getByRole("option", { name: "Bob Tran" }).waitFor();
    await eventually("a screen reader is told which one is active", async () => {
        const told = await composer(ada).getAttribute("aria-activedescendant");
        return told !== null && told === (await activeSuggestion(ada).getAttribute("id"));
    });
    assert.match(await activeSuggestion(ada).textContent(), /Bob Tran/);
    assert.deepEqual(await axeFinds(ada), []);
    await composer(ada).press("Enter");
    await textIs(ada, `Hello @${bob} `);
    await suggestions(ada, "People").waitFor({ state: "detached" });

    await composer(ada).pressSequentially(`and @${zoe.slice(0, 7)}`);
    await suggestions(ada, "People").getByRole("option", { name: `@${zoe} not in this room` }).waitFor();
    await composer(ada).press("Tab");
    await textIs(ada, `Hello @${bob} and @${zoe} `);
    await composer(ada).press("Enter");
    await message(bobs, `Hello @${bob} and @${zoe} `).waitFor();

    await composer(ada).pressSequentially("@");
    const all = suggestions(ada, "People").getByRole("option");
    await all.filter({ hasText: "@room" }).waitFor();
    await composer(ada).press("ArrowUp");
    assert.match(await activeSuggestion(ada).textContent(), /@here/);
    await composer(ada).press("ArrowUp");
    await composer(ada).press("Enter");
    await textIs(ada, "@room ");
    await composer(bobs).pressSequentially("@");
    await suggestions(bobs, "People").getByRole("option", { name: "Ada Quist" }).waitFor();
    assert.equal(await suggestions(bobs, "People").getByRole("option").filter({ hasText: "@room" }).count(), 0);
    assert.ok(ada.url().endsWith(id));
    assertNoComplaints(ada, bobs);
});

test("Esc gives suggestions up and leaves what was typed; clicking elsewhere, code and addresses suggest nothing", async (t) => {
    const { ada } = await adaInARoom(t);
    await composer(ada).pressSequentially("see :tad");
    await suggestions(ada, "Emoji").waitFor();
    await composer(ada).press("Escape");
    await suggestions(ada, "Emoji").waitFor({ state: "detached" });
    await composer(ada).pressSequentially("a");
    assert.equal(await suggestions(ada, "Emoji").count(), 0);
    await composer(ada).press("Enter");
    await message(ada, "see 🎉").or(message(ada, "see :tada")).waitFor();

    await composer(ada).pressSequentially("`@");
    assert.equal(await suggestions(ada, "People").count(), 0);
    await composer(ada).fill("");
    await composer(ada).pressSequentially("#");
    await suggestions(ada, "Rooms").waitFor();
    await timeline(ada).click();
    await suggestions(ada, "Rooms").waitFor({ state: "detached" });
    await composer(ada).click();
    await composer(ada).pressSequentially(" heading at 10:30");
    assert.equal(await ada.getByRole("listbox").count(), 0);
    assertNoComplaints(ada);
});

test("on a phone emoji and rooms are taken by a finger, and the keyboard stays", async (t) => {
    const { ada, account } = await adaInARoom(t, phone);
    const name = newName("slipway");
    await makeRoom(account, [], { name });
    const open = await makeRoom(await register(server), [], { name: newName("slipper") });
    await composer(ada).tap();
    await ada.keyboard.type("Look :rocke");
    await suggestions(ada, "Emoji").getByRole("option", { name: ":rocket:" }).tap();
    await textIs(ada, "Look 🚀");
    await ada.keyboard.type(" in #sli");
    await suggestions(ada, "Rooms").getByRole("option", { name: open.name }).waitFor();
    const options = await suggestions(ada, "Rooms").getByRole("option").allTextContents();
    assert.ok(options[0].includes(name) && options[1].includes(open.name), "one's own come first");
    const box = await suggestions(ada, "Rooms").boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 390 && box.y > 0, "it is all in sight");
    assert.deepEqual(await axeFinds(ada), []);
    await suggestions(ada, "Rooms").getByRole("option", { name }).tap();
    await textIs(ada, `Look 🚀 in #${name} `);
    assert.equal(await composer(ada).evaluate((area) => area === document.activeElement), true);
    assertNoComplaints(ada);
});

test("Enter that ends an input method's composition sends nothing", async (t) => {
    const { ada, id, account } = await adaInARoom(t);
    const keys = await ada.context().newCDPSession(ada);
    await composer(ada).focus();
    await keys.send("Input.imeSetComposition", { text: "にほん", selectionStart: 3, selectionEnd: 3 });
    await textIs(ada, "にほん");
    // Browsers tell of the key within the composition by this code, some of them after it has ended.
    await keys.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 });
    await keys.send("Input.insertText", { text: "日本" });
    await textIs(ada, "日本");
    await composer(ada).evaluate((area) =>
        area.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, cancelable: true })),
    );
    await composer(ada).evaluate((area) =>
        area.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true })),
    );
    assert.equal(await composer(ada).inputValue(), "日本");
    assert.deepEqual(await contents(account, id), []);
    await composer(ada).press("Enter");
    await message(ada, "日本").waitFor();
    await eventually("it is stored", async () => (await contents(account, id)).length === 1);
    assert.deepEqual(await contents(account, id), ["日本"]);
    assertNoComplaints(ada);
});

/** How many messages on their way this browser keeps. */
const kept = (page) =>
    page.evaluate(
        () =>
            new Promise((resolve, reject) => {
                const opening = indexedDB.open("chatter");
                opening.onerror = () => reject(opening.error);
                opening.onsuccess = () => {
                    const counting = opening.result.transaction("outbox").objectStore("outbox").count();
                    counting.onsuccess = () => {
                        opening.result.close();
                        resolve(counting.result);
                    };
                };
            }),
    );

test("what is sent without a connection shows as pending, survives a reload, and goes out in order", async (t) => {
    const { ada, id, account } = await adaInARoom(t);
    const away = await newPage(browser, server, desktop);
    t.after(() => away.context().close());
    let closed = false;
    await away.routeWebSocket("**/socket.io/**", (socket) => (closed ? socket.close() : socket.connectToServer()));
    await away.route("**/socket.io/**", (route) => (closed ? route.abort() : route.continue()));
    await away.context().addCookies([{ name: "token", value: account.token, url: server.url, httpOnly: true, sameSite: "Lax" }]);
    await away.goto(`/rooms/${id}`);
    await composer(away).waitFor();
    const pending = timeline(away).locator('li[aria-busy="true"]');

    closed = true;
    await server.kill();
    await server.start();
    for (const text of ["one", "two", "three"]) await say(away, text);
    await away.waitForFunction(() => document.querySelectorAll('li[aria-busy="true"]').length === 3);
    await eventually("all are kept for the next page", async () => (await kept(away)) === 3);
    assert.equal(await composer(away).isEnabled(), true);
    await away.reload();
    closed = false;

    await message(ada, "three").waitFor({ timeout: 30_000 });
    await message(away, "three").waitFor();
    await pending.first().waitFor({ state: "detached" });
    assert.deepEqual(await contents(account, id), ["one", "two", "three"]);
    for (const text of ["one", "two", "three"]) assert.equal(await message(away, text).count(), 1);
    assertNoComplaints(ada, away);
});

test("a refused message says so in its place, and can be sent again or withdrawn", async (t) => {
    const { ada, name, id, account } = await adaInARoom(t);
    const bobs = await newPage(browser, server, phone);
    t.after(() => bobs.context().close());
    let closed = false;
    let open;
    await bobs.routeWebSocket("**/socket.io/**", (socket) => {
        if (closed) return socket.close();
        open = socket;
        return socket.connectToServer();
    });
    await bobs.route("**/socket.io/**", (route) => (closed ? route.abort() : route.continue()));
    await signUp(bobs, newName("bob"), "Bob");
    await bobs.getByRole("button", { name: "Browse rooms" }).waitFor();
    await findAndJoin(bobs, name);
    await composer(bobs).waitFor();
    await connected(bobs);
    const setPosting = async (posting) =>
        assert.equal((await account.call("PATCH", `/api/rooms/${id}`, { json: { posting } })).status, 200);

    // Who hears that only moderators post writes no more: Bob has written before he hears it.
    closed = true;
    await open.close();
    await say(bobs, "first");
    await say(bobs, "second");
    await setPosting("moderators");
    closed = false;
    await row(bobs, "first").getByText("Not sent").waitFor({ timeout: 30_000 });
    await row(bobs, "second").getByText("Not sent").waitFor();
    assert.deepEqual(await axeFinds(bobs), []);
    await bobs.reload();
    await row(bobs, "second").getByRole("button", { name: "Delete" }).tap();
    await message(bobs, "second").waitFor({ state: "detached" });
    await setPosting("everyone");
    await row(bobs, "first").getByRole("button", { name: "Retry" }).tap();
    await message(ada, "first").waitFor();
    assert.deepEqual(await contents(account, id), ["first"]);
    assert.equal(await message(bobs, "first").count(), 1);
    assertNoComplaints(ada, bobs);
});

/** Drops a picture onto the room. */
async function drop(page, bytes, name) {
    const carried = await page.evaluateHandle(
        ({ base64, name }) => {
            const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
            const data = new DataTransfer();
            data.items.add(new File([bytes], name, { type: "image/png" }));
            return data;
        },
        { base64: bytes.toString("base64"), name },
    );
    for (const type of ["dragenter", "dragover", "drop"]) await timeline(page).dispatchEvent(type, { dataTransfer: carried });
}
