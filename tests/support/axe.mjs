// What axe finds on the client's screens.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { assertNoComplaints, newPage, signIn, startBrowser } from "./browser.mjs";
import { screensOf, setScene, sizes } from "./screens.mjs";
import { fileScope } from "./scope.mjs";
import { startServer } from "./server.mjs";

// Menus and lists of completions that open over the page stand outside of its landmarks, as they should.
// WCAG 2.2 has axe look at the size of targets only when asked.
const allRules = { resultTypes: ["violations"], rules: { region: { enabled: false }, "target-size": { enabled: true } } };

// All that another theme changes.
const onlyColours = { ...allRules, runOnly: ["color-contrast"] };

/** What axe says of the page once no colour of it changes any more: a line for each element that breaks a rule. */
export async function axeFinds(page, options = allRules) {
    await page.evaluate(async () => {
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        const isEnding = ({ playState, effect }) => playState === "running" && effect?.getComputedTiming().endTime !== Infinity;
        // What the pointer has left is told of it with the next frame, and changes from the one after that.
        for (let still = 0; still < 3; still = document.getAnimations().some(isEnding) ? 0 : still + 1) await frame();
    });
    if (!(await page.evaluate(() => "axe" in window))) {
        await page.evaluate(await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
    }
    const { violations } = await page.evaluate((options) => window.axe.run(document, options), options);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, target }) => `${id}: ${target.join(" ")}: ${html}`));
}

/** Declares the test of all screens of a size (screens.mjs), with all rules in the first theme and its colours in the second. */
export function testScreens(size, [first, second]) {
    const file = fileScope();
    test(`axe finds nothing on any screen, in ${first} and in ${second}, ${size}`, async (t) => {
        const server = await startServer(file);
        const browser = await startBrowser(file);
        const scene = await setScene(file, server);
        const page = await newPage(browser, server, sizes[size]);
        t.after(() => page.context().close());
        const found = [];
        let isIn = false;
        for (const { name, out = false, open } of screensOf(size)) {
            if (!out && !isIn) await signIn(page, server, scene.mira);
            isIn = !out;
            await page.emulateMedia({ colorScheme: first });
            await open(page, scene);
            for (const [colorScheme, rules] of [[first, allRules], [second, onlyColours]]) {
                await page.emulateMedia({ colorScheme });
                found.push(...(await axeFinds(page, rules)).map((finding) => `${name}, ${colorScheme}: ${finding}`));
            }
        }
        assert.deepEqual(found, []);
        assertNoComplaints(page);
    });
}
