// Pictures of the real client: node browser/screenshots.mjs [FOLDER], tests/.output/screenshots if left out.
// Every screen at 1440×900 and 390×844, light and dark.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
    message,
    newPage,
    picturesLoaded,
    rooms,
    startBrowser,
    unreadIs,
} from "../support/browser.mjs";
import { drawn, upload } from "../support/images.mjs";
import { login, makeRoom, password, post } from "../support/people.mjs";
import { request } from "../support/http.mjs";
import { startServer, temporaryFolder } from "../support/server.mjs";

const folder = process.argv[2] ?? join(fileURLToPath(import.meta.url), "../../.output/screenshots");
const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

// A hull on its trestles in the evening, before the water.
const boat = `<svg xmlns="http://www.w3.org/2000/svg" width="840" height="560" viewBox="0 0 840 560">
  <defs>
    <linearGradient id="sky" x2="0" y2="1"><stop stop-color="#7fb0c9"/><stop offset="1" stop-color="#f7d9b0"/></linearGradient>
    <linearGradient id="sea" x2="0" y2="1"><stop stop-color="#5d94a8"/><stop offset="1" stop-color="#2f5f74"/></linearGradient>
  </defs>
  <rect width="840" height="330" fill="url(#sky)"/>
  <circle cx="640" cy="255" r="46" fill="#fdf0cf"/>
  <path d="M0 300q120-60 250-30t230 10 360-20v80H0z" fill="#6d8f8a"/>
  <rect y="330" width="840" height="110" fill="url(#sea)"/>
  <path d="M560 352h170M520 376h230M590 402h120" stroke="#f3d8ad" stroke-width="5" stroke-linecap="round" opacity=".55"/>
  <path d="M0 430q210-24 420-6t420-8v144H0z" fill="#cdb491"/>
  <path d="M250 470l-26 64M330 478l14 56M520 478l-14 56M600 468l30 66" stroke="#6b4a2d" stroke-width="13" stroke-linecap="round"/>
  <path d="M150 330h560q-30 96-110 138-170 34-340 0-80-42-110-138z" fill="#f4efe4"/>
  <path d="M176 392h508q-30 52-84 76-170 34-340 0-54-24-84-76z" fill="#a8432f"/>
  <path d="M150 330h560l-6 20H156z" fill="#7a4f2c"/>
  <path d="M330 330v-52h150l34 52z" fill="#fbf8f1"/>
  <path d="M350 292h40v22h-40zM408 292h40v22h-40z" fill="#47707f"/>
  <path d="M300 330V90" stroke="#7a4f2c" stroke-width="9" stroke-linecap="round"/>
</svg>`;

const undo = [];
const scope = { after: (step) => undo.push(step) };
try {
    await mkdir(folder, { recursive: true });
    const server = await startServer(scope);
    const browser = await startBrowser(scope);
    const scene = await setScene(server);
    for (const [sizeName, viewport] of Object.entries(sizes)) {
        for (const colorScheme of ["light", "dark"]) {
            const page = await newPage(browser, server, { viewport, colorScheme });
            await takeAll(page, server, scene, (name) =>
                page.screenshot({ path: join(folder, `${name}-${sizeName}-${colorScheme}.png`) }),
            );
            await page.context().close();
        }
    }
    console.log(folder);
} finally {
    for (const step of undo.reverse()) await step();
}

async function takeAll(page, server, scene, take) {
    await page.goto("/sign-in");
    await page.getByLabel("Username").waitFor();
    await take("sign-in");
    await page.goto("/sign-up");
    await page.getByLabel("Username").waitFor();
    await take("sign-up");

    const { token } = await login(server, "mira");
    await page.context().addCookies([{ name: "token", value: token, url: server.url, httpOnly: true, sameSite: "Lax" }]);
    await page.goto(`/rooms/${scene.room.id}`);
    await message(page, scene.lastText).waitFor();
    await picturesLoaded(page, 1);
    await take("room");
    await page.goto("/browse");
    await page.getByRole("button", { name: "Join" }).first().waitFor();
    await take("browse");
    await page.goto(`/rooms/${scene.empty.id}`);
    await page.getByRole("textbox", { name: "Message", exact: true }).waitFor();
    await take("empty-room");
    await page.evaluate(() => localStorage.clear());
    await page.goto("/");
    await rooms(page).waitFor();
    await unreadIs(page, scene.unread.name, 3);
    await take("home");
    await rooms(page).getByRole("button", { name: "Create room" }).click();
    await page.getByRole("dialog").waitFor();
    await take("create-room");
}

/** A small workspace that has been talked in. */
async function setScene(server) {
    const person = async (username, displayName) => {
        const json = { username, password, displayName };
        await request(server, "POST", "/api/auth/register", { json });
        return login(server, username);
    };
    const mira = await person("mira", "Mira Okafor");
    const jonas = await person("jonas", "Jonas Lindqvist");
    const sofia = await person("sofia", "Sofia Marchetti");
    const room = await makeRoom(mira, [jonas, sofia], { name: "boat-restoration" });
    const empty = await makeRoom(mira, [], { name: "winter-storage" });
    const unread = await makeRoom(jonas, [mira, sofia], { name: "harbour" });
    await makeRoom(sofia, [], { name: "recipes" });
    await makeRoom(jonas, [], { name: "film-club" });
    await mira.call("POST", "/api/rooms", { json: { kind: "direct", userIds: [sofia.user.id] } });

    await post(jonas, room.id, "Morning all. The primer arrived, so we can start on the hull as soon as it is dry outside.");
    await post(sofia, room.id, "Saturday looks good: 14° and no rain until the evening.");
    await post(sofia, room.id, "I can bring the sander and two dust masks.");
    await post(mira, room.id, "Perfect. This is how far we got last time:");
    const picture = await drawn(await temporaryFolder(scope), boat);
    const { url } = (await upload(mira, picture)).json;
    await post(mira, room.id, `[img]${url}`);
    const question = await post(jonas, room.id, "@mira should we do the waterline first, or the whole deck?");
    const lastText = "Waterline first, then the deck while it dries.";
    const { seq } = await post(mira, room.id, lastText, { replyTo: question.id });
    await mira.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq } });
    for (const text of ["The east gate is closed until noon", "Fuel dock is open again", "Thanks for the heads-up"]) {
        await post(jonas, unread.id, text);
    }
    return { room, empty, unread, lastText };
}
