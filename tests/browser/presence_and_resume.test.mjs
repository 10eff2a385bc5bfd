// Who is here, and how a page comes back from sleep, from a lost network and from the end of its session.

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
    noteReadOut,
    pageOf,
    roomLink,
    rooms,
    say,
    signUp,
    startBrowser,
    timeline,
} from "../support/browser.mjs";
import { login, makeRoom, newName, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { connect } from "../support/sockets.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let server;
let browser;

before(async () => {
    server = await startServer(file, { env: { PRESENCE_GRACE_MS: "200" } });
    browser = await startBrowser(file);
});

/** Somebody at a page of their own, whose clock the test moves where `clock` is set. */
async function somebody(t, name, { clock = false, ...options } = {}) {
    const page = await newPage(browser, server, options);
    t.after(() => page.context().close());
    if (clock) await page.clock.install();
    page.username = newName(name.toLowerCase());
    await signUp(page, page.username, name);
    return page;
}

/** Lets time pass as it passes on the page: timers run when they are due. */
const pass = (page, ms) => page.clock.runFor(ms);

/**
 * A line between the page and the server, to be set up before the page connects. `cut`: what has connected so far hears
 * and says nothing more, as after sleep. `drop()` closes it. `count` is how often the page has connected.
 */
async function lineOf(page) {
    const line = { cut: false, count: 0, drop: () => {} };
    await page.routeWebSocket(/\/socket\.io\//, (socket) => {
        const upstream = socket.connectToServer();
        const live = !line.cut;
        const dead = () => line.cut && live;
        socket.onMessage((data) => dead() || upstream.send(data));
        upstream.onMessage((data) => dead() || socket.send(data));
        line.count += 1;
        line.drop = () => Promise.all([socket.close(), upstream.close()]);
    });
    return line;
}

const banner = (page) => page.getByRole("status").getByText("No connection. Trying again");

/** Opens the direct room with somebody. */
async function talkTo(page, username) {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill(username);
    await page
        .getByRole("option")
        .filter({ hasText: `@${username}` })
        .click();
    await page.waitForURL(/\/rooms\/[0-9a-f-]{36}$/);
}

for (const colorScheme of ["light", "dark"]) {
    test(`whoever comes, rests, wants to be left alone and goes is seen so, ${colorScheme}`, async (t) => {
        const bob = await register(server, newName("bob"));
        await bob.call("PATCH", "/api/users/me", { json: { statusText: "Sanding the hull" } });
        const ada = await somebody(t, "Ada", { colorScheme });
        await talkTo(ada, bob.user.username);
        const link = roomLink(ada, bob.user.displayName);
        await link.waitFor();
        assert.doesNotMatch(await link.innerText(), /online|away/);

        const socket = await connect(t, server, bob);
        await link.getByText("online").waitFor();
        await ada.getByRole("main").getByText("online · Sanding the hull").waitFor();
        await socket.emitWithAck("presence:set", { status: "away" });
        await link.getByText("away").waitFor();
        await bob.call("PATCH", "/api/users/me", { json: { chosenPresence: "dnd" } });
        await link.getByText("do not disturb").waitFor();
        await bob.call("PATCH", "/api/users/me", { json: { statusText: "Varnishing" } });
        await ada.getByRole("main").getByText("do not disturb · Varnishing").waitFor();
        await bob.call("PATCH", "/api/users/me", { json: { chosenPresence: "automatic" } });
        await link.getByText("away").waitFor();
        socket.disconnect();
        await link.getByText("away").waitFor({ state: "detached" });
        assertNoComplaints(ada);
    });
}

test("whoever is looked up is shown with how they are, and watched no longer than that", async (t) => {
    const bob = await register(server, newName("bob"));
    await connect(t, server, bob);
    const ada = await somebody(t, "Ada");
    await ada.keyboard.press("Control+k");
    await ada.getByRole("combobox").fill(bob.user.username);
    const choice = ada.getByRole("option").filter({ hasText: `@${bob.user.username}` });
    await choice.getByText("online").waitFor();
    await ada.keyboard.press("Escape");

    await ada.getByRole("button", { name: "New direct message" }).click();
    await ada.getByRole("dialog").getByLabel("To").fill(bob.user.username);
    await ada.getByRole("listitem").filter({ hasText: bob.user.username }).getByText("online").waitFor();
    assertNoComplaints(ada);
});

test("over polling, how somebody was does not go over how they are since", async (t) => {
    const [bob, cyd] = [await register(server, newName("bob")), await register(server, newName("cyd"))];
    const ada = await newPage(browser, server);
    t.after(async () => {
        await ada.unrouteAll({ behavior: "ignoreErrors" });
        await ada.context().close();
    });
    // As behind a proxy that knows nothing of WebSockets.
    await ada.addInitScript(() => {
        window.WebSocket = class extends WebSocket {
            constructor() {
                super("/no/websockets");
            }
        };
    });
    // What the server says comes to the page once it has said `last`: all of it at once, as to a slow page.
    let last = "";
    let packets = [];
    await ada.route(/transport=polling/, async (route) => {
        if (route.request().method() === "POST") return route.continue();
        do packets.push(await (await route.fetch()).text());
        while (!packets.at(-1).includes(last));
        const body = packets.join("\x1e");
        packets = [];
        await route.fulfill({ body, contentType: "text/plain; charset=UTF-8" });
    });
    await signUp(ada, newName("ada"), "Ada");
    await talkTo(ada, bob.user.username);
    // Also while a dialog is before it.
    const link = ada.locator("nav a").filter({ hasText: bob.user.displayName });
    const bobs = await connect(t, server, bob);
    await link.filter({ hasText: "online" }).waitFor();
    await bobs.emitWithAck("presence:set", { status: "away" });
    await link.filter({ hasText: "away" }).waitFor();

    last = '"online"';
    await ada.keyboard.press("Control+k");
    await ada.getByRole("combobox").fill(cyd.user.username);
    await eventually("the watch is answered", () => packets.some((one) => one.includes('"presence":[')));
    await bobs.emitWithAck("presence:set", { status: "online" });
    await link.filter({ hasText: "online" }).waitFor();
});

test("a page that nobody touches for five minutes is away, and here again at the first key", async (t) => {
    const bob = await register(server, newName("bob"));
    const ada = await somebody(t, "Ada", { clock: true });
    const { user } = await login(server, ada.username);
    const socket = await connect(t, server, bob);
    // A page connects once it shows something.
    await eventually("Ada is online", async () => {
        const { presence } = await socket.emitWithAck("presence:watch", { userIds: [user.id] });
        return presence[0].status === "online";
    });
    const heard = () =>
        socket.heard
            .filter(([event]) => event === "presence")
            .flatMap(([, { changes }]) => changes.map(({ status }) => status));

    await pass(ada, 4 * 60_000);
    await ada.keyboard.press("Shift");
    await pass(ada, 4 * 60_000);
    assert.ok(!heard().includes("away"), String(heard()));
    await pass(ada, 61_000);
    await eventually("Ada is away", () => heard().at(-1) === "away");
    await ada.keyboard.press("Shift");
    await eventually("Ada is here", () => heard().at(-1) === "online");
    assertNoComplaints(ada);
});

test("presence that is known does not flicker while a connection is lost for a moment", async (t) => {
    const bob = await register(server, newName("bob"));
    const ada = await newPage(browser, server);
    t.after(() => ada.context().close());
    const line = await lineOf(ada);
    await signUp(ada, newName("ada"), "Ada");
    await talkTo(ada, bob.user.username);
    await connect(t, server, bob);
    const link = roomLink(ada, bob.user.displayName);
    await link.getByText("online").waitFor();
    await link.evaluate((element) => {
        globalThis.vanished = 0;
        new MutationObserver(() => {
            if (!element.textContent.includes("online")) globalThis.vanished += 1;
        }).observe(element, { subtree: true, childList: true, characterData: true });
    });
    const before = line.count;
    await line.drop();
    await eventually("Ada has connected again", () => line.count > before);
    await say(ada, "Back");
    await message(ada, "Back").waitFor();
    await ada.locator('li[aria-busy="true"]').waitFor({ state: "detached" });
    await link.getByText("online").waitFor();
    assert.equal(await ada.evaluate(() => globalThis.vanished), 0);
    assertNoComplaints(ada);
});

/** Two people in one room; Ada's clock is the test's. */
async function twoInARoom(t, options = {}) {
    const [ada, bob] = [await somebody(t, "Ada", { clock: true, ...options }), await somebody(t, "Bob")];
    const name = `${newName("harbour")}-pier`;
    await createRoom(bob, name);
    await findAndJoin(ada, name);
    return { ada, bob, name };
}

test("after sleep the page notices that its connection is dead, and catches up", async (t) => {
    const [ada, bob] = [await newPage(browser, server), await somebody(t, "Bob")];
    t.after(() => ada.context().close());
    await ada.clock.install();
    const line = await lineOf(ada);
    await signUp(ada, newName("ada"), "Ada");
    const name = `${newName("harbour")}-pier`;
    await createRoom(bob, name);
    await findAndJoin(ada, name);
    await say(bob, "Before the sleep");
    await message(ada, "Before the sleep").waitFor();

    line.cut = true;
    await say(bob, "While it slept");
    await message(bob, "While it slept").waitFor();
    await ada.clock.fastForward(3 * 3_600_000);
    line.cut = false;
    // The timer that came late asks, waits for an answer that cannot come, and connects anew.
    await eventually("Ada has caught up", async () => {
        await pass(ada, 1_000);
        return (await message(ada, "While it slept").count()) === 1;
    });
    await say(ada, "Awake");
    await message(bob, "Awake").waitFor();
    assertNoComplaints(ada, bob);
});

for (const [size, options] of [
    ["a wide screen", {}],
    [
        "a phone",
        { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: "dark" },
    ],
]) {
    test(`a lost connection is told after five seconds, and no longer than it lasts, on ${size}`, async (t) => {
        const { ada, bob } = await twoInARoom(t, options);
        await say(bob, "Here");
        await message(ada, "Here").waitFor();
        const now = () => ada.evaluate(() => Date.now());
        const stoppedAt = await now();
        await server.stop();
        await say(ada, "Written without a connection");
        await timeline(ada).locator('li[aria-busy="true"]').waitFor();
        await pass(ada, 4_000);
        // On a slow machine the page's clock may have gone further by itself.
        const shown = (await banner(ada).count()) === 1;
        assert.ok(!shown || (await now()) - stoppedAt >= 5_000, "it was told too early");
        await pass(ada, 2_000);
        await banner(ada).waitFor();
        assert.deepEqual(await axeFinds(ada), []);
        // The page would come back by itself before long, and the button go: its timers stand still.
        await ada.clock.pauseAt((await now()) + 10_000);
        // What it tries at this moment must not find the server there: it has failed when what is asked later has.
        await ada.evaluate(() => fetch("/api/health").catch(() => undefined));
        await server.start();
        await ada.getByRole("button", { name: "Try now" }).click();
        await banner(ada).waitFor({ state: "detached" });
        await ada.clock.resume();
        await message(bob, "Written without a connection").waitFor();
        assertNoComplaints(ada, bob);
    });
}

test("who has come while there was no connection is among the members once it is back", async (t) => {
    const [ada, bob, zoe] = [await register(server), await register(server), await register(server)];
    const { id } = await makeRoom(ada, [bob]);
    const page = await pageOf(browser, server, ada);
    t.after(() => page.context().close());
    const line = await lineOf(page);
    await page.goto(`/rooms/${id}/members`);
    const members = page.getByRole("complementary", { name: "Members" });
    await members.getByText(bob.user.displayName).first().waitFor();
    await eventually("the page is connected", () => line.count > 0);
    line.cut = true;
    assert.equal((await zoe.call("POST", `/api/rooms/${id}/join`)).status, 200);
    line.cut = false;
    await line.drop();
    await members.getByText(zoe.user.displayName).first().waitFor();
    assertNoComplaints(page);
});

test("the browser's word that there is a network again ends the waiting", async (t) => {
    const { ada, bob } = await twoInARoom(t);
    await server.stop();
    await pass(ada, 30_000);
    await banner(ada).waitFor();
    await server.start();
    await ada.evaluate(() => dispatchEvent(new Event("online")));
    await banner(ada).waitFor({ state: "detached" });
    await say(bob, "Both are back");
    await message(ada, "Both are back").waitFor();
    assertNoComplaints(ada, bob);
});

test("a room can be read and written in before the code of the connection is there", async (t) => {
    const [ada, bob] = [await register(server), await register(server)];
    const { id } = await makeRoom(bob, [ada]);
    await post(bob, id, "Read at once");
    const page = await pageOf(browser, server, ada);
    t.after(() => page.context().close());
    let asked = 0;
    let comes;
    const late = new Promise((resolve) => {
        comes = resolve;
    });
    await page.route("**/assets/socket-*.js", async (route) => {
        asked += 1;
        if (asked === 1) return route.abort();
        await late;
        return route.continue();
    });
    await page.goto(`/rooms/${id}`);
    await message(page, "Read at once").waitFor();
    await say(page, "Written early");
    await message(page, "Written early").waitFor();
    await eventually("its code is asked for again", () => asked > 1);
    await post(bob, id, "Said meanwhile");
    await noteReadOut(page);
    comes();
    await message(page, "Said meanwhile").waitFor();
    await page.waitForFunction(() => window.said.some((text) => text.endsWith(": Said meanwhile")));
    await eventually("what was written is stored", async () => {
        const { json } = await bob.call("GET", `/api/rooms/${id}/messages`);
        return json.messages.filter(({ content }) => content === "Written early").length === 1;
    });
    assertNoComplaints(page);
});

test("whoever is signed out from elsewhere is told so at the door, and comes back to the room", async (t) => {
    const ada = await somebody(t, "Ada");
    const name = `${newName("harbour")}-pier`;
    await createRoom(ada, name);
    await connected(ada);
    const elsewhere = await login(server, ada.username);
    const { json } = await elsewhere.call("GET", "/api/auth/sessions");
    const here = json.sessions.find(({ current }) => !current);
    await elsewhere.call("DELETE", `/api/auth/sessions/${here.id}`);
    await ada.getByText("You were signed out from another place. Sign in to go on.").waitFor();

    await ada.getByLabel("Username").fill(ada.username);
    await ada.getByLabel("Password").fill("correct horse battery");
    await ada.getByRole("button", { name: "Sign in" }).click();
    await rooms(ada).waitFor();
    await ada.getByRole("heading", { name, level: 1 }).waitFor();
    await composer(ada).waitFor();
    assertNoComplaints(ada);
});
