// Pictures in a room: their place, their look over the whole page, and those that move.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
    assertNoComplaints,
    atRest,
    message,
    newPage,
    pageOf,
    pictures,
    picturesLoaded,
    placesOf,
    signIn,
    startBrowser,
    timeline,
} from "../support/browser.mjs";
import { blinking, samples, upload } from "../support/images.mjs";
import { makeRoom, post, register } from "../support/people.mjs";
import { startS3 } from "../support/s3.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer, temporaryFolder } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: "dark" };
let server;
let browser;
let wide;
let tall;
let blink;

before(async () => {
    server = await startServer(file);
    browser = await startBrowser(file);
    wide = (await samples(await temporaryFolder(file), 1600, 900)).jpg;
    tall = (await samples(await temporaryFolder(file), 300, 900)).png;
    blink = await blinking(await temporaryFolder(file), 120, 80);
});

/** Somebody with a room in which these pictures stand, each between two lines of text. */
async function roomWith(...images) {
    const ada = await register(server);
    const room = await makeRoom(ada);
    await post(ada, room.id, "Above all");
    for (const [index, bytes] of images.entries()) {
        const { url } = (await upload(ada, bytes)).json;
        await post(ada, room.id, `[img]${url}`);
        await post(ada, room.id, `Below ${index + 1}`);
    }
    await ada.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq: 1 + 2 * images.length } });
    return { ada, room };
}

async function openedRoom(t, { ada, room }, options) {
    const page = await newPage(browser, server, options);
    t.after(() => page.context().close());
    await signIn(page, server, ada);
    await page.goto(`/rooms/${room.id}`);
    await timeline(page).waitFor();
    return page;
}

const lightbox = (page) => page.getByRole("dialog", { name: /^Picture by / });
const scaleOf = async (page) => Number(await lightbox(page).locator("[data-scale]").getAttribute("data-scale"));
const openPicture = (page, index) => page.getByRole("button", { name: "Open the picture" }).nth(index);
/** Does something twice, a tenth of a second apart by the time that its events say, however slow the machine is. */
async function twice(press) {
    const at = Date.now() / 1000;
    await press(at, 1);
    await press(at + 0.1, 2);
}
const playing = (page) => timeline(page).locator("[data-plays=true] > img");

test("a picture's place is kept and filled with a hint of it before its bytes come", async (t) => {
    const { ada, room } = await roomWith(wide, tall);
    const page = await newPage(browser, server);
    t.after(() => page.context().close());
    await signIn(page, server, ada);
    let release;
    const released = new Promise((resolve) => (release = resolve));
    await page.route("**/api/images/*", async (route) => {
        await released;
        await route.continue();
    });
    await page.goto(`/rooms/${room.id}`, { waitUntil: "commit" });
    await message(page, "Below 2").waitFor();
    await timeline(page).locator('img[src^="data:"]').nth(1).waitFor();
    await atRest(page);
    await page.evaluate(() => {
        window.shifts = [];
        new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map(({ value }) => value))).observe({
            type: "layout-shift",
        });
    });

    const before = await placesOf(page);
    release();
    await picturesLoaded(page, 2);
    await timeline(page).locator('img[src^="data:"]').first().waitFor({ state: "detached" });
    assert.deepEqual(await placesOf(page), before);
    assert.deepEqual(await page.evaluate(() => window.shifts), []);
    assertNoComplaints(page);
});

test("a picture that cannot be had says so in its place", async (t) => {
    const { ada, room } = await roomWith(wide);
    const page = await newPage(browser, server);
    t.after(() => page.context().close());
    await signIn(page, server, ada);
    await page.route("**/api/images/*", (route) => route.abort());
    await page.goto(`/rooms/${room.id}`, { waitUntil: "commit" });
    await timeline(page).getByText("The picture could not be loaded").waitFor();
    assertNoComplaints(page);
});

test("a picture opens over the page, and Esc gives the focus back to it", async (t) => {
    const page = await openedRoom(t, await roomWith(wide, tall));
    await picturesLoaded(page, 2);
    await openPicture(page, 0).focus();
    await page.keyboard.press("Enter");
    await lightbox(page).getByText("1 of 2").waitFor();
    // It is drawn a moment before it has the focus, and so hears keys.
    await page.locator(":focus").and(lightbox(page)).waitFor();
    await page.keyboard.press("ArrowRight");
    await lightbox(page).getByText("2 of 2").waitFor();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("PageUp");
    await lightbox(page).getByText("1 of 2").waitFor();
    await lightbox(page).getByRole("button", { name: "Next picture" }).click();
    await lightbox(page).getByText("2 of 2").waitFor();
    assert.equal(await lightbox(page).getByRole("button", { name: "Next picture" }).count(), 0);
    await page.keyboard.press("Escape");
    await lightbox(page).waitFor({ state: "detached" });
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Open the picture");
    assertNoComplaints(page);
});

test("going back closes the picture, and once it is closed leads where one was before", async (t) => {
    const { ada, room } = await roomWith(wide);
    const page = await openedRoom(t, { ada, room });
    await page.goto("/threads");
    await page.getByRole("navigation", { name: "Rooms" }).getByRole("link").first().click();
    await picturesLoaded(page, 1);
    await openPicture(page, 0).click();
    await lightbox(page).waitFor();
    await page.goBack();
    await lightbox(page).waitFor({ state: "detached" });
    assert.equal(new URL(page.url()).pathname, `/rooms/${room.id}`);
    assert.equal(await timeline(page).isVisible(), true);

    await openPicture(page, 0).click();
    await lightbox(page).waitFor();
    await page.keyboard.press("Escape");
    await lightbox(page).waitFor({ state: "detached" });
    await page.waitForFunction(() => !history.state?.covered);
    await page.goBack();
    await page.waitForURL("**/threads");
    assertNoComplaints(page);
});

test("it is zoomed by wheel, keys and double click, around what is pointed at", async (t) => {
    const page = await openedRoom(t, await roomWith(wide));
    await picturesLoaded(page, 1);
    await openPicture(page, 0).click();
    const image = lightbox(page).getByRole("img", { name: /^Sent by / });
    await image.waitFor();
    const frame = await image.boundingBox();
    const point = { x: frame.x + frame.width / 4, y: frame.y + frame.height / 4 };

    await page.mouse.move(point.x, point.y);
    await page.mouse.wheel(0, -400);
    await eventually("the wheel zooms", async () => (await scaleOf(page)) > 2);
    const zoomed = await image.boundingBox();
    const share = (box) => (point.x - box.x) / box.width;
    assert.ok(Math.abs(share(zoomed) - share(frame)) < 0.01, "what was pointed at is still there");
    await page.mouse.down();
    await page.mouse.move(point.x + 60, point.y + 10, { steps: 3 });
    await page.mouse.up();
    await eventually("it is dragged", async () => Math.abs((await image.boundingBox()).x - zoomed.x - 60) < 1);

    await page.keyboard.press("0");
    await eventually("0 shows all of it", async () => (await scaleOf(page)) === 1);
    await page.keyboard.press("+");
    await eventually("+ zooms", async () => (await scaleOf(page)) === 1.5);
    await page.keyboard.press("-");
    await eventually("- zooms out", async () => (await scaleOf(page)) === 1);
    const mouse = await page.context().newCDPSession(page);
    const doubleClick = () =>
        twice(async (timestamp, clickCount) => {
            const press = { ...point, button: "left", clickCount, timestamp };
            await mouse.send("Input.dispatchMouseEvent", { type: "mousePressed", ...press });
            await mouse.send("Input.dispatchMouseEvent", { type: "mouseReleased", ...press });
        });
    await doubleClick();
    await eventually("a double click zooms", async () => (await scaleOf(page)) === 2.5);
    await doubleClick();
    await eventually("another one shows all", async () => (await scaleOf(page)) === 1);
    assertNoComplaints(page);
});

test("it can be kept as a file of its kind", async (t) => {
    const page = await openedRoom(t, await roomWith(wide));
    await picturesLoaded(page, 1);
    await openPicture(page, 0).click();
    const download = page.waitForEvent("download");
    await lightbox(page).getByRole("link", { name: "Download" }).click();
    assert.match((await download).suggestedFilename(), /^chatter-\d{4}-\d\d-\d\d-[0-9a-f]{6}\.jpe?g$/);
    assertNoComplaints(page);
});

test("on a phone two fingers zoom, and a stroke leads to the next picture or away", async (t) => {
    const page = await openedRoom(t, await roomWith(tall, wide), phone);
    await picturesLoaded(page, 2);
    await openPicture(page, 0).tap();
    await lightbox(page).getByText("1 of 2").waitFor();
    const session = await page.context().newCDPSession(page);
    const touch = (type, ...points) =>
        session.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
    const stroke = async (from, to) => {
        await touch("touchStart", from);
        await touch("touchMove", [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]);
        await touch("touchMove", to);
        await touch("touchEnd");
    };

    await stroke([300, 500], [100, 505]);
    await lightbox(page).getByText("2 of 2").waitFor();
    await lightbox(page).getByRole("img", { name: /^Sent by / }).waitFor();
    await touch("touchStart", [150, 400], [250, 400]);
    await touch("touchMove", [100, 400], [300, 400]);
    await touch("touchEnd");
    await eventually("two fingers zoom", async () => (await scaleOf(page)) === 2);
    await stroke([300, 500], [100, 505]);
    assert.equal(await scaleOf(page), 2);
    await lightbox(page).getByText("2 of 2").waitFor();
    await twice(async (timestamp) => {
        const tap = (type, touchPoints) => session.send("Input.dispatchTouchEvent", { type, touchPoints, timestamp });
        await tap("touchStart", [{ x: 200, y: 400 }]);
        await tap("touchEnd", []);
    });
    await eventually("a double tap shows all", async () => (await scaleOf(page)) === 1);
    await stroke([200, 300], [205, 500]);
    await lightbox(page).waitFor({ state: "detached" });
    assertNoComplaints(page);
});

test("an animation plays while it is in sight, and can be stopped", async (t) => {
    const { ada, room } = await roomWith(blink);
    for (let n = 1; n <= 12; n += 1) await post(ada, room.id, `Further down ${n}\n\nand\n\nstill\n\nfurther`);
    await ada.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq: 15 } });
    const page = await openedRoom(t, { ada, room }, { reducedMotion: "no-preference" });
    await message(page, "Further down 12").waitFor();
    // A list that is still coming to rest does not hear of a scroll by script.
    await atRest(page);
    await timeline(page).evaluate((list) => list.scrollTo(0, 0));
    await playing(page).waitFor();
    const colours = new Set();
    await eventually("both of its pictures are seen", async () => {
        colours.add((await playing(page).screenshot({ type: "png" })).toString("base64"));
        return colours.size > 1;
    });

    // Near enough that its row is still in the page.
    await timeline(page).evaluate((list) => list.scrollTo(0, 420));
    await timeline(page).locator("[data-plays=false]").waitFor({ state: "attached" });
    assert.equal(await playing(page).count(), 0);
    await timeline(page).evaluate((list) => list.scrollTo(0, 0));
    await playing(page).waitFor();
    await page.getByRole("button", { name: "Pause the animation" }).click();
    await playing(page).waitFor({ state: "detached" });
    assertNoComplaints(page);
});

test("an animation in an object store stands still too, though the page may not look into its bytes", async (t) => {
    const s3 = await startS3(t);
    const elsewhere = await startServer(t, { env: s3.env() });
    const ada = await register(elsewhere);
    const room = await makeRoom(ada);
    const { url } = (await upload(ada, blink)).json;
    await post(ada, room.id, `[img]${url}`);
    const page = await pageOf(browser, elsewhere, ada);
    t.after(() => page.context().close());
    await page.goto(`/rooms/${room.id}`);
    await page.getByRole("button", { name: "Play the animation" }).click();
    const moving = timeline(page).locator(`img[src="${url}"]`);
    await moving.waitFor();
    assert.ok(await moving.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)));
    assertNoComplaints(page);
});

test("where motion is unwelcome an animation stands still until it is played", async (t) => {
    const page = await openedRoom(t, await roomWith(blink), { reducedMotion: "reduce" });
    await page.getByRole("button", { name: "Play the animation" }).waitFor();
    assert.equal(await pictures(page).count(), 0);
    await eventually("its first picture is drawn", () =>
        timeline(page)
            .locator("canvas")
            .evaluate((canvas) => {
                const { data } = canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height / 2, 1, 1);
                return data[3] === 255 && data[0] === 0;
            }),
    );
    await page.getByRole("button", { name: "Play the animation" }).click();
    await playing(page).waitFor();
    assertNoComplaints(page);
});
