// Two people in browsers and a bare Socket.IO client talk in one room, while the network and the server fail.
// However it ends, nothing is lost, doubled or out of order: not in the store, and at no moment on a screen.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { assertNoComplaints, composer, createRoom, findAndJoin, message, newPage, say, signUp, startBrowser, timeline } from "../support/browser.mjs";
import { join, login, newName, oneTo, register, wholeHistory } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { ask, connect, heard } from "../support/sockets.mjs";
import { startProxy } from "../support/tcp_proxy.mjs";
import { eventually } from "../support/wait.mjs";

const patience = 90_000;
const desktop = { colorScheme: "light" };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: "dark" };

const file = fileScope();
let server;
let browser;
/** The line that Ada's browser has to the server. */
let line;

before(async () => {
    server = await startServer(file);
    line = await startProxy(file, server);
    server.env.CLIENT_ORIGIN = `${server.url},${line.url}`;
    await server.stop();
    await server.start();
    browser = await startBrowser(file);
});

/** Ada over the line, Bob on a phone, and a bot, all in one room, each watched. */
async function threeInARoom(t) {
    const [ada, bob] = [await newPage(browser, line, desktop), await newPage(browser, server, phone)];
    t.after(() => Promise.all([ada.context().close(), bob.context().close()]));
    const username = newName("ada");
    await signUp(ada, username, "Ada");
    await signUp(bob, newName("bob"), "Bob");
    const name = newName("harbour");
    const id = await createRoom(ada, name);
    await findAndJoin(bob, name);
    const person = await register(server, newName("cem"));
    await join(person, id);
    const bot = await startBot(t, person, id);
    for (const page of [ada, bob]) {
        await composer(page).waitFor();
        await watch(page);
    }
    return { ada, bob, bot, id, account: await login(server, username) };
}

/** The official client with nothing around it, which asks for what it missed whenever it comes back. */
async function startBot(t, person, roomId) {
    const socket = await connect(t, server, person, { reconnection: true, reconnectionDelay: 100, reconnectionDelayMax: 500 });
    const seen = new Map();
    let version = 0;
    const learn = (news) => {
        version = Math.max(version, news.version);
        if (seen.has(news.seq)) assert.equal(seen.get(news.seq), news.content);
        seen.set(news.seq, news.content);
    };
    socket.on("message:new", ({ message: news }) => learn(news));
    socket.on("ready", async () => {
        const { rooms } = await ask(socket, "sync", { rooms: { [roomId]: version } });
        for (const news of rooms[roomId]?.messages ?? []) learn(news);
    });
    return {
        socket,
        /** Every message, by seq, as far as this one knows. */
        contents: () => [...seen].sort(([a], [b]) => a - b).map(([, content]) => content),
        /** Sends, under the same clientId until there is an answer. */
        say: (content) =>
            eventually(
                `"${content}" is acked`,
                async () => (await ask(socket, "message:send", { roomId, content, clientId: content }, 3_000)).ok,
                patience,
            ),
    };
}

const said = /\b(?:ada|bob|cem) \d+\b/g;

/** Writes down, from frame to frame, which messages are on the screen, in their order. */
async function watch(page) {
    await page.evaluate((source) => {
        const said = new RegExp(source, "g");
        window.frames_ = [];
        const look = () => {
            const list = document.querySelector('[aria-label="Messages"]');
            const shown = (list?.innerText.match(said) ?? []).join(",");
            if (shown !== window.frames_.at(-1)) window.frames_.push(shown);
            requestAnimationFrame(look);
        };
        look();
    }, said.source);
}

const shownOn = async (page) => (await timeline(page).innerText()).match(said) ?? [];

/** All of `expected` is stored once, and everybody has it in the order of the store, at all times. */
async function assertAllThere({ ada, bob, bot, id, account }, expected) {
    await eventually("all is stored", async () => (await wholeHistory(account, id)).length >= expected.length, patience);
    for (const page of [ada, bob]) {
        for (const text of expected) await message(page, text).waitFor({ timeout: patience });
        await page.waitForFunction(() => !document.querySelector('li[aria-busy="true"]'), null, { timeout: patience });
    }
    const stored = (await wholeHistory(account, id)).map(({ content }) => content);
    assert.deepEqual([...stored].sort(), [...expected].sort(), "each is stored, and once");
    for (const who of ["ada", "bob", "cem"]) {
        const own = expected.filter((text) => text.startsWith(who));
        assert.deepEqual(stored.filter((text) => text.startsWith(who)), own, `what ${who} said is in the order of saying`);
    }
    await eventually("the bot knows all", () => bot.contents().length === stored.length, patience);
    assert.deepEqual(bot.contents(), stored);
    for (const page of [ada, bob]) {
        assert.deepEqual(await shownOn(page), stored);
        const frames = (await page.evaluate(() => window.frames_)).map((frame) => frame.split(",").filter(Boolean));
        assert.ok(frames.length > 1, "there was something to see");
        assert.deepEqual(frames.filter((frame) => !isPartOf(stored, frame)), [], "no frame had another order, or one twice");
        const lost = frames.slice(1).filter((frame, n) => !isPartOf(frame, frames[n]));
        assert.deepEqual(lost, [], "what was on the screen stayed there");
    }
    assertNoComplaints(ada, bob);
}

/** Whether `some` are among `all`, each once and in the same order. */
function isPartOf(all, some) {
    let at = -1;
    return some.every((text) => {
        at = all.indexOf(text, at + 1);
        return at !== -1;
    });
}

const numbered = (who, count) => oneTo(count).map((n) => `${who} ${n}`);

test("ten seconds without a network lose nothing, and writing goes on meanwhile", async (t) => {
    const people = await threeInARoom(t);
    const { ada, bob, bot } = people;
    await say(ada, "ada 1");
    await message(bob, "ada 1").waitFor();

    line.refuse(true);
    line.cut();
    const back = delay(10_000);
    await say(ada, "ada 2");
    await say(bob, "bob 1");
    await bot.say("cem 1");
    await say(ada, "ada 3");
    await say(bob, "bob 2");
    await ada.getByText("No connection").waitFor();
    assert.equal(await message(ada, "bob 1").count(), 0);
    await say(ada, "ada 4");
    await back;
    line.refuse(false);

    await message(bob, "ada 4").waitFor({ timeout: patience });
    await say(ada, "ada 5");
    await say(bob, "bob 3");
    await bot.say("cem 2");
    await ada.getByText("No connection").waitFor({ state: "detached" });
    await assertAllThere(people, [...numbered("ada", 5), ...numbered("bob", 3), ...numbered("cem", 2)]);
});

test("over a line that takes two seconds each way all arrives in order", async (t) => {
    const people = await threeInARoom(t);
    const { ada, bob, bot } = people;
    line.delay(2_000);
    t.after(() => line.delay(0));
    for (const n of oneTo(4)) {
        await say(ada, `ada ${n}`);
        await say(bob, `bob ${n}`);
        await bot.say(`cem ${n}`);
    }
    // Half of it breaks off on its way, and goes again.
    await message(bob, "ada 2").waitFor({ timeout: patience });
    line.cut();
    await say(ada, "ada 5");
    await assertAllThere(people, [...numbered("ada", 5), ...numbered("bob", 4), ...numbered("cem", 4)]);
});

test("a server that is killed while messages are sent, and started again, loses and doubles none", async (t) => {
    const people = await threeInARoom(t);
    const { ada, bob, bot } = people;
    const expected = [];
    for (const round of oneTo(3)) {
        const spoken = [2 * round - 1, 2 * round];
        const bots = spoken.map((n) => bot.say(`cem ${n}`));
        for (const n of spoken) {
            await say(ada, `ada ${n}`);
            await say(bob, `bob ${n}`);
        }
        // Now or a moment later: with a question on its way when there is one, else with all of them answered.
        await eventually("something is asked", () => line.hasQuestion(), 50 * round).catch(() => {});
        await server.kill();
        await say(ada, `ada ${100 + round}`);
        await server.start();
        await Promise.all(bots);
        await message(bob, `ada ${100 + round}`).waitFor({ timeout: patience });
        expected.push(...spoken.flatMap((n) => [`ada ${n}`, `bob ${n}`, `cem ${n}`]), `ada ${100 + round}`);
    }
    await assertAllThere(people, expected);
    assert.ok(heard(people.bot.socket, "ready").length > 1, "the bot was thrown out, and came back");
});
