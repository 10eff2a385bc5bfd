// Measures the client in Chromium against the release server, and prints a table with the budget beside each figure.
// Arguments: [--slowed N] [PART…] of load switch scroll images typing; script/bench client tells more.

import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { newPage, signIn, startBrowser } from "../tests/support/browser.mjs";
import { samples, upload } from "../tests/support/images.mjs";
import { oneTo, post, register } from "../tests/support/people.mjs";
import { startServer, temporaryFolder } from "../tests/support/server.mjs";
import { socketOf } from "../tests/support/sockets.mjs";
import { eventually } from "../tests/support/wait.mjs";
import { noteKeys, notePainted, noteShifts, scroll, switchRoom } from "./client/page.mjs";
import { roomOf } from "./client/room.mjs";
import { budgets, printTable } from "./client/table.mjs";

const loads = 7;
const paintedWord = "painted";
const settledMs = 300;
const settledShare = 0.1;
const settledWithinMs = 60_000;
const scrolled = 10_000;
const keysTyped = 200;
const incomingPerSecond = 50;
// Whoever looks into a page makes V8 go through each function a second time, for the lines that its traces might name.
const notAsDebugged = ["--js-flags=--no-enable-lazy-source-positions"];
const motion = { reducedMotion: "no-preference" };

const parts = { load, switch: switchRooms, scroll: scrollFar, images: loadImages, typing };
const { values: options, positionals: asked } = parseArgs({ options: { slowed: { type: "string", default: "1" } }, allowPositionals: true });
const slowed = Number(options.slowed);
if (!(slowed >= 1)) {
    console.error(`bench: --slowed wants a number from 1 on, not '${options.slowed}'`);
    process.exit(2);
}
const unknown = asked.filter((part) => !(part in parts));
if (unknown.length > 0) {
    console.error(`bench: no part '${unknown.join("', '")}'; there are: ${Object.keys(parts).join(" ")}`);
    process.exit(2);
}

const steps = [];
const scope = { after: (step) => steps.push(step) };
const rows = [];
try {
    const server = await startServer(scope, { env: { DATABASE_URL: "" } });
    const browser = await startBrowser(scope, notAsDebugged);
    const writer = await register(server, "writer");
    const reader = await register(server, "reader");
    const bench = { server, browser, writer, reader };
    const busyBefore = loadavg()[0];
    for (const [name, measure] of Object.entries(parts)) {
        if (asked.length > 0 && !asked.includes(name)) continue;
        console.error(`bench: ${name}`);
        await measure(bench);
    }
    printTable(rows);
    console.log(`\nChromium ${browser.version()}. The machine's load was ${busyBefore.toFixed(1)} as it began.${slowed > 1 ? ` Its pages ran at 1/${slowed} of its speed.` : ""}`);
} finally {
    for (const step of steps.reverse()) await step();
}

/** A page of a new profile, and so with an empty cache, of the reader. */
async function readersPage(bench, options) {
    const page = await newReadersPage(bench, options);
    await slowDown(page);
    return page;
}

async function newReadersPage({ browser, server, reader }, options = {}) {
    const page = await newPage(browser, server, { ...motion, ...options });
    page.setDefaultTimeout(60_000);
    await signIn(page, server, reader);
    // As in a browser in which one has signed in: src/app/was-signed-in.ts.
    await page.addInitScript(() => localStorage.setItem("chatter.signedIn", "yes"));
    return page;
}

async function slowDown(page) {
    if (slowed === 1) return;
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowed });
}

async function load(bench) {
    const room = await roomOf(bench.server, bench.writer, bench.reader, 200, "first");
    const times = [];
    let scripts;
    for (let run = 0; run < loads; run += 1) {
        const page = await newReadersPage(bench);
        await page.addInitScript(notePainted, { newest: room.newest, word: paintedWord });
        await settled(bench.browser);
        // Not before: what slows a page down keeps a processor busy.
        await slowDown(page);
        // The page tells of itself: asking it would have it run the asker's code, which is larger than its own.
        const painted = page.waitForEvent("console", (message) => message.text() === paintedWord);
        await page.goto(room.path);
        await painted;
        times.push(await page.evaluate(() => window.paintedAt));
        scripts = await page.evaluate(() =>
            performance.getEntriesByType("resource").filter(({ name, responseEnd }) => /\.js$/.test(name) && responseEnd <= window.paintedAt).map(({ name }) => name),
        );
        await page.context().close();
    }
    let bytes = 0;
    for (const url of scripts) bytes += gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer())).length;
    rows.push({ what: "JavaScript loaded when a room is seen, gzip, kB", figure: bytes / 1000, budget: budgets.script });
    rows.push({ what: `room visible, nothing cached: median ms of ${loads}`, figure: median(times), budget: budgets.visible });
    rows.push({ what: "the same, slowest", figure: Math.max(...times) });
}

/**
 * Waits until the browser has opened its window: that takes as much of the processor as the whole page, and is over when
 * somebody enters an address.
 */
async function settled(browser) {
    const session = await browser.newBrowserCDPSession();
    const cpuSeconds = async () => {
        const { processInfo } = await session.send("SystemInfo.getProcessInfo");
        return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    };
    let before = 0;
    const isSettled = async () => {
        const former = before;
        before = await cpuSeconds();
        await sleep(settledMs);
        return former > 0 && Math.abs(before - former) < (settledMs / 1000) * settledShare;
    };
    await eventually("the browser's window is open", isSettled, settledWithinMs);
    await session.detach();
}

async function switchRooms(bench) {
    const all = [];
    for (const n of oneTo(10)) all.push(await roomOf(bench.server, bench.writer, bench.reader, 300, `switch-${n}`));
    const page = await readersPage(bench);
    await page.goto(all[0].path);
    await page.getByText(all[0].newest).waitFor();
    const first = [];
    for (const room of all.slice(1)) first.push(await page.evaluate(switchRoom, room));
    const again = [];
    for (const _ of oneTo(5)) for (const room of all) again.push(await page.evaluate(switchRoom, room));
    // The very first press of each round leads to the room that is open.
    rows.push({ what: "to a room seen before: median ms", figure: median(again), budget: budgets.switching });
    rows.push({ what: "the same, p95", figure: percentile(again, 0.95), budget: budgets.switching });
    rows.push({ what: "to a room not seen before: median ms", figure: median(first), budget: budgets.switching });
    await page.context().close();
}

async function scrollFar(bench) {
    const room = await roomOf(bench.server, bench.writer, bench.reader, scrolled, "far");
    const page = await readersPage(bench);
    await page.goto(room.path);
    await page.getByText(room.newest).waitFor();
    const up = await page.evaluate(scroll, { step: -1000, until: room.first });
    const down = await page.evaluate(scroll, { step: 1000, until: room.newest });
    rows.push({ what: "up through 10,000 messages as they load: longest task ms", figure: longest(up), budget: budgets.task });
    rows.push({ what: "the same, tasks over 50 ms", figure: up.tasks.length, budget: budgets.none });
    rows.push({ what: "down again, all of them held: longest task ms", figure: longest(down), budget: budgets.task });
    rows.push({ what: "the same, tasks over 50 ms", figure: down.tasks.length, budget: budgets.none });
    rows.push({ what: "rows in the page, at most", figure: Math.max(up.rows, down.rows) });
    await page.context().close();
}

async function loadImages(bench) {
    const { server, writer, reader } = bench;
    const room = await roomOf(server, writer, reader, 30, "pictures");
    const made = await samples(await temporaryFolder(scope), 1200, 800);
    const url = (await upload(writer, made.jpg)).json.url;
    const other = (await upload(writer, made.png)).json.url;
    for (const n of oneTo(20)) {
        await post(writer, room.id, `[img]${n % 2 ? url : other}`);
        await post(writer, room.id, `Between the pictures ${n}`);
    }
    await reader.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq: 70 } });
    const page = await readersPage(bench);
    await page.route("**/api/images/*", (route) => setTimeout(() => void route.continue(), 300));
    await page.goto(room.path, { waitUntil: "commit" });
    await page.getByText("Between the pictures 20").waitFor();
    await page.evaluate(noteShifts);
    await page.waitForFunction(() => {
        const images = [...document.querySelectorAll('ol img[src^="/api/images/"]')];
        return images.length > 0 && images.every(({ complete, naturalWidth }) => complete && naturalWidth > 0);
    });
    await page.waitForTimeout(500);
    const { layout, pixels } = await page.evaluate(() => window.shifts);
    rows.push({ what: "layout shift while pictures load", figure: layout, budget: budgets.none });
    rows.push({ what: "pixels that a row moved meanwhile", figure: pixels, budget: budgets.none });
    await page.context().close();
}

async function typing(bench) {
    const { server, writer, reader } = bench;
    const room = await roomOf(server, writer, reader, 500, "busy");
    const quiet = await typeIn(bench, room);
    const stop = talk(server, writer, room.id);
    const busy = await typeIn(bench, room);
    const sent = await stop();
    rows.push({ what: "a key waits for the page, p95 ms, while it is quiet", figure: percentile(quiet.delay, 0.95) });
    rows.push({
        what: `the same with ${incomingPerSecond} messages a second (${Math.round(sent)} came)`,
        figure: percentile(busy.delay, 0.95),
        budget: budgets.delayBeside(percentile(quiet.delay, 0.95)),
    });
    rows.push({ what: "from a key to its letter, p95 ms, while it is quiet", figure: percentile(quiet.painted, 0.95) });
    rows.push({
        what: `the same with ${incomingPerSecond} messages a second`,
        figure: percentile(busy.painted, 0.95),
        budget: budgets.paintBeside(percentile(quiet.painted, 0.95)),
    });
}

async function typeIn(bench, room) {
    const page = await readersPage(bench);
    await page.goto(room.path);
    await page.locator("ol li[data-row]").nth(10).waitFor();
    await page.evaluate(noteKeys);
    await page.keyboard.type("the quick brown fox ".repeat(keysTyped / 20), { delay: 40 });
    await eventually("every letter is there", () => page.evaluate((count) => window.keys.painted.length === count, keysTyped));
    const keys = await page.evaluate(() => window.keys);
    await page.context().close();
    return keys;
}

/** Somebody says `incomingPerSecond` things a second; the answer stops it and tells how many a second there were. */
function talk(server, person, roomId) {
    const undo = [];
    const socket = socketOf({ after: (step) => undo.push(step) }, server, person);
    const began = performance.now();
    let sent = 0;
    const timer = setInterval(() => {
        const due = ((performance.now() - began) / 1000) * incomingPerSecond;
        for (; sent < due; sent += 1) socket.emit("message:send", { roomId, content: `Something new, number ${sent}` }, () => {});
    }, 10);
    return async () => {
        clearInterval(timer);
        for (const step of undo) await step();
        return sent / ((performance.now() - began) / 1000);
    };
}

function longest({ tasks }) {
    return tasks[0] ?? 0;
}

function median(values) {
    return percentile(values, 0.5);
}

function percentile(values, share) {
    const sorted = values.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
