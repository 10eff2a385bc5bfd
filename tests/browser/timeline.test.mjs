// A room's messages as one reads them: what is drawn, where it opens, and that nothing moves.

import assert from "node:assert/strict";
import { join } from "node:path";
import { before, test } from "node:test";
import {
    assertNoComplaints,
    atRest,
    composer,
    jumpsBetween,
    looks,
    message,
    newPage,
    painted,
    picturesLoaded,
    placesOf,
    row,
    say,
    scrollAndWatch,
    signIn,
    startBrowser,
    timeline,
} from "../support/browser.mjs";
import { addMessages, execute } from "../support/database.mjs";
import { samples, upload } from "../support/images.mjs";
import { makeRoom, oneTo, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer, temporaryFolder } from "../support/server.mjs";
import { connect } from "../support/sockets.mjs";
import { onSqliteFile } from "../support/store.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let server;
let browser;
let picture;

before(async () => {
    server = await startServer(file, onSqliteFile);
    browser = await startBrowser(file);
    picture = (await samples(await temporaryFolder(file), 600, 400)).jpg;
});

/** Ada and Bob in one room, where Ada has said these lines, and Bob has read as many of them. */
async function roomWhereAdaSaid(lines, read = lines.length) {
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob]);
    for (const line of lines) await post(ada, room.id, line);
    await bob.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq: read } });
    return { ada, bob, room };
}

async function opened(t, person, path, options) {
    const page = await newPage(browser, server, options);
    t.after(() => page.context().close());
    await signIn(page, server, person);
    await page.goto(path);
    return page;
}

const numbered = (count) => oneTo(count).map((n) => `Line ${n} of the log`);
const line = (n) => `Line ${n} of the log`;
const jumpButton = (page) => page.getByRole("button", { name: "Jump to newest" });
const distanceFromEnd = async (page) => {
    await painted(page);
    return timeline(page).evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight);
};
/** Scrolls there, and again should a list that was still coming to rest not have heard of it. */
const scrollToDistance = (page, distance) =>
    eventually(`the list stands ${distance} px above its end`, () =>
        timeline(page).evaluate(async (list, distance) => {
            const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
            list.scrollTo(0, list.scrollHeight - list.clientHeight - distance);
            await frame().then(frame);
            return Math.abs(list.scrollHeight - list.clientHeight - list.scrollTop - distance) <= 1;
        }, distance),
    );
const sentAt = (text, time) =>
    execute(server, `UPDATE messages SET created_at = ${Date.parse(time)} WHERE content = '${text}'`);

/** Lets a room have `count` messages more, and its reader have read all of them. */
async function fill(reader, room, count) {
    await addMessages(join(server.dataDir, "chatter.db"), room.id, count);
    await reader.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq: count + 1 } });
}

test("of ten thousand messages, all of them held, few are in the page", async (t) => {
    const { bob, room } = await roomWhereAdaSaid(["The first of all"]);
    await fill(bob, room, 9_999);
    const page = await opened(t, bob, `/rooms/${room.id}`);
    await message(page, "bulk message 9999").waitFor();
    const most = await timeline(page).evaluate(async (list) => {
        const most = { rows: 0, elements: 0 };
        while (!list.textContent.includes("The first of all")) {
            list.scrollTop = 0;
            await new Promise((resolve) => requestAnimationFrame(resolve));
            most.rows = Math.max(most.rows, list.querySelectorAll("li[data-index]").length);
            most.elements = Math.max(most.elements, document.querySelectorAll("*").length);
        }
        return { ...most, height: list.scrollHeight };
    });
    assert.ok(most.height > 10_000 * 24, `all are held: ${most.height} px`);
    assert.ok(most.rows <= 80, `rows in the page: ${most.rows}`);
    assert.ok(most.elements <= 1_500, `elements in the page: ${most.elements}`);
    assertNoComplaints(page);
});

test("what one says within five minutes stands under one name", async (t) => {
    const { ada, bob, room } = await roomWhereAdaSaid(["Begins", "Soon after", "Late", "Same minute"]);
    await post(bob, room.id, "Another one");
    await sentAt("Begins", "2026-03-10T10:00:00Z");
    await sentAt("Soon after", "2026-03-10T10:04:59Z");
    await sentAt("Late", "2026-03-10T10:09:59Z");
    await sentAt("Another one", "2026-03-10T10:10:10Z");
    await sentAt("Same minute", "2026-03-10T10:10:00Z");
    const page = await opened(t, bob, `/rooms/${room.id}`);
    await message(page, "Another one").waitFor();
    const named = async (text) => (await row(page, text).getByText(/^person-/).count()) > 0;
    const texts = ["Begins", "Soon after", "Late", "Same minute", "Another one"];
    const shown = await Promise.all(texts.map(named));
    assert.deepEqual(shown, [true, false, true, false, true]);
    await row(page, "Begins").getByText(ada.user.displayName).waitFor();
    assertNoComplaints(page);
});

test("a day begins at the reader's own midnight", async (t) => {
    const { bob, room } = await roomWhereAdaSaid(["Late at night", "Early in the morning"]);
    await sentAt("Late at night", "2026-03-10T10:30:00Z");
    await sentAt("Early in the morning", "2026-03-10T12:30:00Z");
    for (const [timezoneId, days] of [["Pacific/Auckland", ["10", "11"]], ["Europe/Berlin", ["10"]]]) {
        const page = await opened(t, bob, `/rooms/${room.id}`, { timezoneId });
        await message(page, "Early in the morning").waitFor();
        const lines = await timeline(page).getByText(/^(.+, )?\d+ March( 2026)?$/).allTextContents();
        assert.deepEqual(lines.map((text) => /(\d+) March/.exec(text)[1]), days, timezoneId);
        assertNoComplaints(page);
    }
});

for (const [size, options] of looks) {
    test(`a room opens at what is new, and one press leads to the newest, on ${size}`, async (t) => {
        const { bob, room } = await roomWhereAdaSaid(numbered(120), 60);
        const page = await opened(t, bob, `/rooms/${room.id}`, options);
        const newLine = timeline(page).getByText("New", { exact: true });
        await newLine.waitFor();
        await atRest(page);
        const list = await timeline(page).boundingBox();
        const at = await newLine.boundingBox();
        const first = await message(page, line(61)).boundingBox();
        assert.ok(at.y > list.y && at.y < list.y + list.height / 3, "the line is near the top");
        assert.ok(first.y > at.y && first.y < at.y + 80, "the first new message is below it");
        assert.equal(await message(page, line(120)).count(), 0);
        await jumpButton(page).click();
        await message(page, line(120)).waitFor();
        await jumpButton(page).waitFor({ state: "detached" });
        await eventually("the end is in sight", async () => (await distanceFromEnd(page)) <= 1);
        assertNoComplaints(page);
    });
}

for (const [size, options] of looks) {
    test(`older messages of all heights come without moving what is read, on ${size}`, async (t) => {
        const { ada, bob, room } = await roomWhereAdaSaid([]);
        const { url } = (await upload(ada, picture)).json;
        for (const n of oneTo(150)) {
            if (n % 12 === 0) await post(ada, room.id, `[img]${url}`);
            else await post(ada, room.id, n % 5 === 0 ? `${line(n)}\n\n${"and so on ".repeat(n)}` : line(n));
        }
        await bob.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq: 150 } });
        const page = await opened(t, bob, `/rooms/${room.id}`, options);
        await message(page, line(149)).waitFor();
        const jumps = [];
        for (let steps = 0; steps < 500 && !(await message(page, line(1)).count()); steps += 1) {
            jumps.push(...jumpsBetween(await scrollAndWatch(page, -120, 4), 121));
        }
        await message(page, line(1)).waitFor();
        assert.deepEqual(jumps, []);
        assertNoComplaints(page);
    });
}

for (const [size, options] of looks) {
    test(`nothing moves while others talk, react, edit and type, on ${size}`, async (t) => {
        const { ada, bob, room } = await roomWhereAdaSaid(numbered(90));
        const page = await opened(t, bob, `/rooms/${room.id}`, options);
        await message(page, line(90)).waitFor();
        await scrollToDistance(page, 600);
        await jumpButton(page).waitFor();
        // The row in sight that was the first of those there were changes its looks as older ones come.
        let seen;
        await eventually("some rows above the view are in the page", async () => {
            seen = await timeline(page).locator("li[data-index]").evaluateAll((rows) =>
                rows.filter((row) => row.getBoundingClientRect().bottom < 50).map((row) => row.dataset.row),
            );
            return seen.length > 3;
        });
        await atRest(page);
        const before = await placesOf(page);
        const height = await timeline(page).evaluate((list) => list.scrollHeight);

        const { messages } = (await ada.call("GET", `/api/rooms/${room.id}/messages?limit=90`)).json;
        const above = messages.find(({ id }) => id === seen[1]);
        const reaction = `/api/rooms/${room.id}/messages/${above.id}/reactions/${encodeURIComponent("🎉")}`;
        await ada.call("PUT", reaction);
        await ada.call("PUT", `/api/rooms/${room.id}/messages/${messages[4].id}/reactions/${encodeURIComponent("🎉")}`);
        const longer = { json: { content: `${above.content}\n\nand\n\nmuch\n\nmore` } };
        await ada.call("PATCH", `/api/rooms/${room.id}/messages/${above.id}`, longer);
        for (const n of [91, 92, 93]) await post(ada, room.id, line(n));
        await eventually("the list has grown", () => timeline(page).evaluate((list, height) => list.scrollHeight > height + 150, height));
        const socket = await connect(t, server, ada);
        socket.emit("typing", { roomId: room.id, typing: true });
        await page.getByText(/is typing…/).waitFor();
        assert.deepEqual(await placesOf(page), before);

        await ada.call("DELETE", reaction);
        socket.emit("typing", { roomId: room.id, typing: false });
        await page.getByText(/is typing…/).waitFor({ state: "detached" });
        await eventually("the reaction is gone", () => timeline(page).locator(`li[data-row="${above.id}"]`).getByRole("list").count().then((count) => count === 0));
        assert.deepEqual(await placesOf(page), before);
        assertNoComplaints(page);
    });
}

for (const [size, options] of looks) {
    test(`a reaction in sight moves nothing above it, and at the end neither that nor the typing line moves the newest, on ${size}`, async (t) => {
        const { ada, bob, room } = await roomWhereAdaSaid(numbered(90));
        const page = await opened(t, bob, `/rooms/${room.id}`, options);
        await message(page, line(90)).waitFor();
        const { messages } = (await ada.call("GET", `/api/rooms/${room.id}/messages?limit=90`)).json;
        const react = (method, n) =>
            ada.call(method, `/api/rooms/${room.id}/messages/${messages[n - 1].id}/reactions/${encodeURIComponent("🎉")}`);
        const chip = (n) => row(page, line(n)).getByRole("button", { name: /🎉/ });
        const placeOf = async (n) => {
            await painted(page);
            return (await message(page, line(n)).boundingBox()).y;
        };

        await atRest(page);
        const newest = await placeOf(90);
        await react("PUT", 85);
        await chip(85).waitFor();
        assert.equal(await placeOf(90), newest);
        assert.ok((await distanceFromEnd(page)) <= 1);
        await react("DELETE", 85);
        await chip(85).waitFor({ state: "detached" });
        assert.equal(await placeOf(90), newest);
        const socket = await connect(t, server, ada);
        socket.emit("typing", { roomId: room.id, typing: true });
        await page.getByText(/is typing…/).waitFor();
        assert.equal(await placeOf(90), newest);
        socket.emit("typing", { roomId: room.id, typing: false });
        await page.getByText(/is typing…/).waitFor({ state: "detached" });
        assert.equal(await placeOf(90), newest);

        await scrollToDistance(page, 500);
        await jumpButton(page).waitFor();
        const shown = Object.keys(await placesOf(page)).map((key) => messages.findIndex(({ id }) => id === key) + 1);
        const middle = shown[Math.floor(shown.length / 2)];
        const before = await placesOf(page);
        await react("PUT", middle);
        await chip(middle).waitFor();
        const after = await placesOf(page);
        for (const n of shown.filter((n) => n <= middle)) assert.equal(after[messages[n - 1].id], before[messages[n - 1].id], line(n));
        assertNoComplaints(page);
    });
}

for (const [size, options] of looks) {
    test(`the newest message is followed within 100 px of the end, and not beyond, on ${size}`, async (t) => {
        const { ada, bob, room } = await roomWhereAdaSaid(numbered(60));
        const page = await opened(t, bob, `/rooms/${room.id}`, options);
        await message(page, line(60)).waitFor();
        await scrollToDistance(page, 95);
        await eventually("scrolled", async () => (await distanceFromEnd(page)) === 95);
        await post(ada, room.id, line(61));
        await message(page, line(61)).waitFor();
        await eventually("it is followed", async () => (await distanceFromEnd(page)) <= 1);

        await scrollToDistance(page, 110);
        await jumpButton(page).waitFor();
        const before = await placesOf(page);
        await post(ada, room.id, line(62));
        await message(page, line(62)).waitFor({ state: "attached" });
        assert.deepEqual(await placesOf(page), { ...(await placesOf(page)), ...before });
        assert.ok((await distanceFromEnd(page)) > 110);
        await say(page, "What I say myself is shown");
        await message(page, "What I say myself is shown").waitFor();
        await eventually("one's own is followed", async () => (await distanceFromEnd(page)) <= 1);
        assertNoComplaints(page);
    });
}

test("a growing composer keeps the newest message in sight", async (t) => {
    const { bob, room } = await roomWhereAdaSaid(numbered(40));
    const page = await opened(t, bob, `/rooms/${room.id}`);
    await message(page, line(40)).waitFor();
    await composer(page).fill("one\ntwo\nthree\nfour\nfive\nsix");
    await eventually("the end is in sight", async () => (await distanceFromEnd(page)) <= 1);
    await composer(page).fill("");
    await eventually("and still is", async () => (await distanceFromEnd(page)) <= 1);
    assertNoComplaints(page);
});

for (const [size, options] of looks) {
    test(`a link to a message opens around it, and the message stands out for a moment, on ${size}`, async (t) => {
        const { bob, room } = await roomWhereAdaSaid(["The first of all"]);
        await fill(bob, room, 3_000);
        const page = await newPage(browser, server, options);
        t.after(() => page.context().close());
        // The moment may be over before a slow test has a look: the page itself notes what it shows.
        await page.addInitScript(() => {
            window.grounds = new Set();
            (function look() {
                for (const item of document.querySelectorAll("li[data-row]"))
                    if (item.textContent.includes("bulk message 1199"))
                        window.grounds.add(getComputedStyle(item.lastElementChild).backgroundColor);
                requestAnimationFrame(look);
            })();
        });
        await signIn(page, server, bob);
        await page.goto(`/rooms/${room.id}/at/1200`);
        await message(page, "bulk message 1199").waitFor();
        const ground = () =>
            row(page, "bulk message 1199").evaluate((item) => getComputedStyle(item.lastElementChild).backgroundColor);
        const soft = await page.evaluate(() => {
            const probe = document.body.appendChild(document.createElement("i"));
            probe.style.color = "var(--soft)";
            return getComputedStyle(probe).color;
        });
        await eventually("it stands out", () => page.evaluate((soft) => window.grounds.has(soft), soft));
        await atRest(page);
        const [list, at] = [await timeline(page).boundingBox(), await message(page, "bulk message 1199").boundingBox()];
        assert.ok(Math.abs(at.y + at.height / 2 - list.y - list.height / 2) < list.height / 4, "it is in the middle");
        await message(page, "bulk message 1195").waitFor();
        await message(page, "bulk message 1203").waitFor();
        await eventually("it looks like the others again", async () => (await ground()) !== soft);

        // From there the history goes on both ways, and the newest is one press away.
        await eventually("it goes on", async () => {
            await timeline(page).evaluate((list) => list.scrollTo(0, list.scrollHeight));
            const shown = await timeline(page).textContent();
            return [...shown.matchAll(/bulk message (\d+)/g)].some(([, n]) => Number(n) > 1300);
        });
        await jumpButton(page).click();
        await message(page, "bulk message 3000").waitFor();
        assertNoComplaints(page);
    });
}

for (const [size, options] of looks) {
    test(`pictures that come in above do not move what is read, on ${size}`, async (t) => {
        const { ada, bob, room } = await roomWhereAdaSaid(numbered(30));
        const { url } = (await upload(ada, picture)).json;
        for (const n of oneTo(4)) await post(ada, room.id, n % 2 ? `[img]${url}` : `Between ${n}`);
        for (const n of oneTo(12)) await post(ada, room.id, `Afterwards ${n}`);
        await bob.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq: 46 } });
        const page = await newPage(browser, server, options);
        t.after(() => page.context().close());
        let release;
        const released = new Promise((resolve) => (release = resolve));
        await page.route("**/api/images/*", (route) => released.then(() => route.continue()));
        await signIn(page, server, bob);
        await page.goto(`/rooms/${room.id}`, { waitUntil: "commit" });
        await message(page, "Afterwards 12").waitFor();
        await atRest(page);
        const before = await placesOf(page);
        release();
        await picturesLoaded(page, 2);
        assert.deepEqual(await placesOf(page), before);
        assertNoComplaints(page);
    });
}
