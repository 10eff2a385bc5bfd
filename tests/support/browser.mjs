// People in headless Chromium, each with a browser profile of their own.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { newName, password } from "./people.mjs";
import { noteSecrets } from "./secrets.mjs";
import { eventually } from "./wait.mjs";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/** What flows are shown in: between them both sizes and both themes. */
export const looks = Object.entries({
    "a wide screen": { colorScheme: "light" },
    "a phone": { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: "dark" },
});

export async function startBrowser(t, more = []) {
    const browser = await chromium.launch({ executablePath, args: [...args, ...more] });
    t.after(() => browser.close());
    return browser;
}

/** A page of a new profile. `page.complaints` collects what the client should never say. */
export async function newPage(browser, server, options = {}) {
    const context = await browser.newContext({
        baseURL: server.url,
        viewport: { width: 1440, height: 900 },
        reducedMotion: "reduce",
        locale: "en-GB",
        ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.complaints = [];
    page.on("pageerror", (error) => page.complaints.push(String(error)));
    page.on("console", (message) => {
        if (/Content Security Policy|Warning:|Uncaught/.test(message.text())) page.complaints.push(message.text());
    });
    return page;
}

export async function signUp(page, username, displayName) {
    await page.goto("/sign-up");
    await page.getByLabel("Username").fill(username);
    await page.getByLabel("Display name").fill(displayName);
    noteSecrets({ password });
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Create account" }).click();
    await rooms(page).waitFor();
}

/** Lets the page be signed in as a person of people.mjs. */
export async function signIn(page, server, { token }) {
    const cookie = { name: "token", value: token, url: server.url, httpOnly: true, sameSite: "Lax" };
    await page.context().addCookies([cookie]);
}

/** A page of a new profile in which `person` (support/people.mjs) is signed in already. */
export async function pageOf(browser, server, person, options = {}) {
    const page = await newPage(browser, server, options);
    await signIn(page, server, person);
    return page;
}

/** Waits until the page has its live connection, without which nobody hears of typing, nor can a reaction be made. */
export const connected = (page) =>
    page.locator("button", { hasText: "@" }).getByText("online", { exact: true }).first().waitFor({ state: "attached" });

export const rooms = (page) => page.getByRole("navigation", { name: "Rooms" });
export const roomLink = (page, name) => rooms(page).getByRole("link", { name });
export const timeline = (page) => page.getByRole("list", { name: "Messages" });
export const composer = (page) => page.getByRole("textbox", { name: "Message", exact: true });

/** The shown message of exactly this text. */
export const message = (page, text) => timeline(page).getByText(text, { exact: true });
/** The row of that message, which has the keys and tools for it. */
export const row = (page, text) => timeline(page).getByRole("listitem").filter({ hasText: text }).last();
export const pictures = (page) => timeline(page).locator('img[src*="/api/images/"]');

export async function createRoom(page, name) {
    await rooms(page).getByRole("button", { name: "Create room" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByRole("button", { name: "Create room" }).click();
    await page.waitForURL(/\/rooms\/[0-9a-f-]{36}$/);
    return page.url().split("/").at(-1);
}

export async function findAndJoin(page, name) {
    await page.getByRole("button", { name: "Browse rooms" }).click();
    await page.getByRole("searchbox", { name: "Search public rooms" }).fill(name);
    const found = page.getByRole("main").getByRole("listitem");
    // Before that, the list of all rooms may move away under the pointer.
    await eventually(`${name} alone is found`, async () => (await found.count()) === 1 && (await found.textContent()).includes(name));
    await found.getByRole("button", { name: "Join" }).click();
    await page.waitForURL(/\/rooms\/[0-9a-f-]{36}$/);
}

export async function say(page, text) {
    noteSecrets({ content: text });
    await composer(page).fill(text);
    await composer(page).press("Enter");
}

/** Waits until one's own message is stored: before that there is little to be done to it, whoever else has it. */
export const stored = (page, text) => row(page, text).and(page.locator(":not([aria-busy])")).waitFor();

/** Two signed-up people in one room, both with it open; `options` are those of the first one's page. */
export async function twoInARoom(t, browser, server, options = {}) {
    const [ada, bob] = [await newPage(browser, server, options), await newPage(browser, server)];
    t.after(() => Promise.all([ada.context().close(), bob.context().close()]));
    ada.username = newName("ada");
    bob.username = newName("bob");
    await signUp(ada, ada.username, "Ada");
    await signUp(bob, bob.username, "Bob");
    const name = newName("harbour");
    const id = await createRoom(ada, name);
    await findAndJoin(bob, name);
    await Promise.all([connected(ada), connected(bob)]);
    return { ada, bob, name, id };
}

/** Pastes an image into the composer, as from the clipboard. */
export async function paste(page, bytes, name = "pasted.png", type = "image/png") {
    await composer(page).evaluate(
        (area, { base64, name, type }) => {
            const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
            const clipboardData = new DataTransfer();
            clipboardData.items.add(new File([bytes], name, { type }));
            area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        },
        { base64: bytes.toString("base64"), name, type },
    );
}

/** Waits until `count` pictures are shown, each with its bytes. */
export async function picturesLoaded(page, count) {
    await page.waitForFunction((wanted) => {
        const shown = [...document.querySelectorAll('[aria-label="Messages"] img[src*="/api/images/"]')];
        return shown.length === wanted && shown.every((image) => image.complete && image.naturalWidth > 0);
    }, count);
}

/** Notes from now on what a screen reader is given to read out in the open room, in `window.said`. */
export function noteReadOut(page) {
    return page.evaluate(() => {
        window.said = [];
        const region = document.querySelector("main [aria-live=polite].sr-only");
        new MutationObserver(() => window.said.push(region.textContent)).observe(region, {
            childList: true,
            characterData: true,
            subtree: true,
        });
    });
}

/** Waits until the room's link shows this many unread; 0 means no badge. */
export async function unreadIs(page, name, count) {
    const wanted = count === 0 ? name : `${name} ${count} unread`;
    await page.waitForFunction(
        ({ name, wanted }) => {
            const links = [...document.querySelectorAll('nav[aria-label="Rooms"] a')];
            const link = links.find((candidate) => candidate.textContent.includes(name));
            const words = link?.innerText.replace(/[#◆]/g, "").split(/\s+/).filter(Boolean).join(" ");
            return words === wanted;
        },
        { name, wanted },
    );
}

/**
 * Scrolls the timeline by `pixels` and gives where every row was painted in each of the next `frames` frames:
 * [{key: top}, …], the first from before the scroll.
 */
export function scrollAndWatch(page, pixels, frames) {
    return timeline(page).evaluate(
        async (list, { pixels, frames }) => {
            const rows = () =>
                Object.fromEntries(
                    [...list.querySelectorAll("li[data-index]")].map((row) => [row.dataset.row, row.getBoundingClientRect().top]),
                );
            // A new observer is called last of all before a frame is painted: what it sees is what people see.
            const painted = () =>
                new Promise((resolve) =>
                    requestAnimationFrame(() => {
                        const observer = new ResizeObserver(() => {
                            observer.disconnect();
                            resolve(rows());
                        });
                        observer.observe(document.body);
                    }),
                );
            const seen = [await painted()];
            list.scrollTop += pixels;
            for (let frame = 0; frame < frames; frame += 1) seen.push(await painted());
            return seen;
        },
        { pixels, frames },
    );
}

/** Waits for the next frame to be painted: what has just come into the page may move until then, unseen. */
export function painted(page) {
    return page.evaluate(
        () =>
            new Promise((resolve) =>
                requestAnimationFrame(() => {
                    const observer = new ResizeObserver(() => {
                        observer.disconnect();
                        resolve();
                    });
                    observer.observe(document.body);
                }),
            ),
    );
}

/** Waits until the timeline has come to rest: where it opens, rows are measured and put right for some frames. */
export function atRest(page) {
    return timeline(page).evaluate(async (list) => {
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        const rows = () => [...list.querySelectorAll("li[data-index]")].map((row) => [row.dataset.row, row.getBoundingClientRect().top]);
        const deadline = performance.now() + 30_000;
        for (let still = 0, before = ""; still < 8; ) {
            if (performance.now() > deadline) throw new Error("the timeline does not come to rest");
            await frame();
            const now = JSON.stringify([list.scrollTop, list.scrollHeight, rows()]);
            still = now === before ? still + 1 : 0;
            before = now;
        }
    });
}

/** Where each row is painted in the next frame that can be seen: {key: top}. */
export function placesOf(page) {
    return timeline(page).evaluate(
        (list) =>
            new Promise((resolve) =>
                requestAnimationFrame(() => {
                    // As in scrollAndWatch: what it sees is what people see.
                    const observer = new ResizeObserver(() => {
                        observer.disconnect();
                        const { top, bottom } = list.getBoundingClientRect();
                        const seen = [...list.querySelectorAll("li[data-index]")]
                            .map((row) => [row.dataset.row, row.getBoundingClientRect()])
                            .filter(([, box]) => box.bottom > top && box.top < bottom);
                        resolve(Object.fromEntries(seen.map(([key, box]) => [key, box.top])));
                    });
                    observer.observe(document.body);
                }),
            ),
    );
}

/** Rows that moved further than `allowed` pixels from one frame to the next. */
export function jumpsBetween(frames, allowed) {
    return frames.slice(1).flatMap((frame, index) =>
        Object.entries(frames[index])
            .filter(([key, top]) => key in frame && Math.abs(frame[key] - top) > allowed)
            .map(([key, top]) => `${key}: ${top} → ${frame[key]}`)
            .slice(0, 1),
    );
}

export function assertNoComplaints(...pages) {
    assert.deepEqual(pages.flatMap((page) => page.complaints), []);
}
