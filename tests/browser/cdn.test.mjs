// The client's assets from another origin than its page, which a CDN fetches from the server.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
    assertNoComplaints,
    createRoom,
    message,
    newPage,
    say,
    signUp,
    startBrowser,
} from "../support/browser.mjs";
import { newName } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { startProxy } from "../support/tcp_proxy.mjs";

const file = fileScope();
let server;
let browser;
/** The server at another address, and so of another origin: what a CDN is to a browser. */
let cdn;

before(async () => {
    server = await startServer(file);
    cdn = await startProxy(file, server);
    server.env.ASSET_BASE_URL = cdn.url;
    await server.stop();
    await server.start();
    browser = await startBrowser(file);
});

test("scripts, styles and fonts come from the CDN, all else from the page's own origin", async (t) => {
    const ada = await newPage(browser, server);
    t.after(() => ada.context().close());
    const asked = [];
    ada.on("request", (request) => asked.push(new URL(request.url())));
    await signUp(ada, newName("ada"), "Ada Quist");
    await createRoom(ada, newName("harbour"));
    await say(ada, "Hello from afar");
    await message(ada, "Hello from afar").waitFor();
    await ada.keyboard.press("Control+k");
    await ada.getByRole("dialog").waitFor();

    const assets = asked.filter(({ pathname }) => pathname.startsWith("/assets/"));
    for (const ending of [".js", ".css", ".woff2"])
        assert.ok(
            assets.some(({ pathname }) => pathname.endsWith(ending)),
            ending,
        );
    assert.deepEqual(assets.filter(({ origin }) => origin !== cdn.url).map(String), []);
    assert.deepEqual(
        asked
            .filter(({ origin, pathname }) => origin === cdn.url && !pathname.startsWith("/assets/"))
            .map(String),
        [],
    );
    assertNoComplaints(ada);
});

test("a CDN that changes a script has it run nowhere, whether the page names it or a script loads it later", async (t) => {
    const page = await (await fetch(server.url)).text();
    const entry = /<script type="module"[^>]* src="([^"]+)"/.exec(page)[1];
    const later = Object.keys(
        JSON.parse(/<script type="importmap">(.*?)<\/script>/.exec(page)[1]).integrity,
    ).find((url) => !page.includes(`"${url}" integrity`));
    for (const changed of [entry, later]) {
        const ada = await newPage(browser, server);
        t.after(() => ada.context().close());
        await ada.route(changed, async (route) => {
            const response = await route.fetch();
            await route.fulfill({ response, body: `globalThis.changed = true;${await response.text()}` });
        });
        await ada.goto("/sign-up");
        const failed = await ada.evaluate(async (url) => {
            const loaded = await import(url).then(
                () => "loaded",
                () => "refused",
            );
            return { loaded, ran: globalThis.changed === true };
        }, changed);
        assert.deepEqual(failed, { loaded: "refused", ran: false }, changed);
    }
});

test("the page is asked for anew each time, what it names is kept for ever, and any page may load that", async () => {
    const page = await fetch(`${server.url}/rooms/deep`);
    assert.equal(page.headers.get("cache-control"), "no-cache");
    assert.equal(page.headers.get("access-control-allow-origin"), null);
    const again = await fetch(`${server.url}/rooms/deep`, {
        headers: { "If-None-Match": page.headers.get("etag") },
    });
    assert.equal(again.status, 304);
    const [, script] = / src="([^"]+\.js)" integrity/.exec(await page.text());
    const asset = await fetch(script);
    assert.match(asset.headers.get("cache-control"), /max-age=31536000, immutable/);
    assert.equal(asset.headers.get("access-control-allow-origin"), "*");
});
