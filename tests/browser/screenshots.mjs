// Pictures of the real client: node browser/screenshots.mjs [FOLDER], tests/.output/screenshots if left out.
// Every screen at 1440×900 and 390×844, light and dark.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { newPage, signIn, startBrowser } from "../support/browser.mjs";
import { screensOf, setScene, sizes } from "../support/screens.mjs";
import { startServer } from "../support/server.mjs";

const folder = process.argv[2] ?? join(fileURLToPath(import.meta.url), "../../.output/screenshots");

const undo = [];
const scope = { after: (step) => undo.push(step) };
try {
    await mkdir(folder, { recursive: true });
    const server = await startServer(scope);
    const browser = await startBrowser(scope);
    const scene = await setScene(scope, server);
    for (const [size, options] of Object.entries(sizes)) {
        const page = await newPage(browser, server, options);
        let isIn = false;
        for (const { name, out = false, open } of screensOf(size)) {
            if (!out && !isIn) await signIn(page, server, scene.mira);
            isIn = !out;
            await open(page, scene);
            for (const colorScheme of ["light", "dark"]) {
                await page.emulateMedia({ colorScheme });
                await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`) });
            }
        }
        await page.context().close();
    }
    console.log(folder);
} finally {
    for (const step of undo.reverse()) await step();
}
