// What people write as Markdown, as a browser shows it: with colours for code, and harmless whatever it is.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, test } from "node:test";
import { axeFinds } from "../support/axe.mjs";
import { assertNoComplaints, looks, message, pageOf, startBrowser, timeline } from "../support/browser.mjs";
import { makeRoom, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";
import { eventually } from "../support/wait.mjs";

const file = fileScope();
let server;
let browser;
let vectors;

before(async () => {
    server = await startServer(file);
    browser = await startBrowser(file);
    vectors = JSON.parse(await readFile(new URL("../../client/src/shared/markdown/xss-vectors.json", import.meta.url)));
});

/** A page of somebody who reads what was said in a room. */
async function readerOf(t, contents, options) {
    const [ada, bob] = [await register(server), await register(server)];
    const room = await makeRoom(ada, [bob]);
    const ids = [];
    for (const content of [...contents, "The end"]) ids.push((await post(ada, room.id, content)).id);
    await bob.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq: contents.length + 1 } });
    const page = await pageOf(browser, server, bob, options);
    t.after(() => page.context().close());
    return Object.assign(page, { path: `/rooms/${room.id}`, ids });
}

for (const [size, options] of looks) {
    test(`Markdown looks like what it says, and code has the colours of its language, on ${size}`, async (t) => {
        const code = "const answer = 42; // the question";
        const page = await readerOf(t, ["**Bold**, *slanted*, ~~gone~~ and `code`", `\`\`\`ts\n${code}\n\`\`\``], options);
        await page.goto(page.path);
        await message(page, "The end").waitFor();
        const styleOf = (text, property) =>
            message(page, text).evaluate((element, property) => getComputedStyle(element)[property], property);
        assert.ok(Number(await styleOf("Bold", "fontWeight")) >= 600);
        assert.equal(await styleOf("slanted", "fontStyle"), "italic");
        assert.match(await styleOf("gone", "textDecorationLine"), /line-through/);
        assert.match(await styleOf("code", "fontFamily"), /mono/i);

        const block = timeline(page).locator("pre");
        assert.equal(await block.textContent(), code);
        const colours = () =>
            block.evaluate((element) => {
                const colourOf = (text) => {
                    const part = [...element.querySelectorAll("span")].find((span) => span.textContent === text);
                    return part && getComputedStyle(part).color;
                };
                return [getComputedStyle(element).color, ...["const", "42", "// the question"].map(colourOf)];
            });
        await eventually("it is coloured", async () => !(await colours()).includes(undefined));
        assert.equal(new Set(await colours()).size, 4, "words, numbers and comments differ from each other");
        assert.deepEqual(await axeFinds(page), []);
        assertNoComplaints(page);
    });
}

test("nothing of what attackers write runs, is loaded or leads anywhere but to the web and to mail", async (t) => {
    const page = await readerOf(t, vectors);
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("dialog", (dialog) => {
        page.complaints.push(`a dialog: ${dialog.message()}`);
        return dialog.dismiss();
    });
    await page.goto(page.path);
    await message(page, "The end").waitFor();
    const seen = new Set();
    const found = [];
    await eventually("all of it was in the page", async () => {
        const drawn = await timeline(page).evaluate(whatIsDrawn);
        for (const row of drawn.rows) seen.add(row);
        found.push(...drawn.found);
        await timeline(page).evaluate((list) => list.scrollBy(0, -list.clientHeight / 2));
        return page.ids.every((id) => seen.has(id));
    });
    assert.deepEqual(found, []);
    assert.deepEqual(asked.filter((url) => !url.startsWith(server.url) && !url.startsWith("data:image/")), []);
    assertNoComplaints(page);
});

/** The rows in the page, and all in them that may run, load or lead somewhere. */
function whatIsDrawn(list) {
    const rows = [...list.querySelectorAll("li[data-row]")];
    const found = [];
    for (const row of rows) {
        for (const element of row.querySelectorAll("*")) {
            if (/^(script|iframe|object|embed|style|link|math|form|base|meta|foreignobject)$/i.test(element.tagName))
                found.push(element.outerHTML);
            for (const { name, value } of element.attributes) {
                const leads = /^(xlink:)?(href|src|action|formaction)$/.test(name);
                if (name.startsWith("on") || (leads && !/^(https?:|mailto:|\/rooms\/|\/api\/images\/)/.test(value)))
                    found.push(element.outerHTML);
            }
        }
    }
    return { rows: rows.map((row) => row.dataset.row), found };
}
