// Every screen of the client: a small workspace that has been talked in, and a line for each thing to look at in it.
// Pictures are taken of them (browser/screenshots.mjs), and nobody may be kept out of one (browser/accessibility.test.mjs).

import { atRest, message, picturesLoaded, rooms, row, timeline, unreadIs } from "./browser.mjs";
import { request } from "./http.mjs";
import { drawn, png, upload } from "./images.mjs";
import { login, makeRoom, password, post } from "./people.mjs";
import { temporaryFolder } from "./server.mjs";

export const sizes = {
    desktop: { viewport: { width: 1440, height: 900 } },
    phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

const dialog = (page) => page.getByRole("dialog");
const settled = (locator) => locator.first().waitFor();

async function openRoom(page, { room, lastText }) {
    await page.goto(`/rooms/${room.id}`);
    await message(page, lastText).waitFor();
    await picturesLoaded(page, 1);
    await atRest(page);
}

/** Presses a key on the last message of the room. */
async function onLastMessage(page, scene, key) {
    await openRoom(page, scene);
    await row(page, scene.lastText).focus();
    await page.keyboard.press(key);
}

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

async function openRoomMenu(page, scene) {
    await openRoom(page, scene);
    await press(page, "Room menu");
    await page.getByRole("menuitem", { name: "Members" }).waitFor();
}

async function openMembers(page, { room }) {
    await page.goto(`/rooms/${room.id}/members`);
    await settled(page.getByRole("complementary", { name: "Members" }).getByText("Jonas Lindqvist"));
}

async function openRoomSettings(page, scene) {
    await openRoomMenu(page, scene);
    await page.getByRole("menuitem", { name: "Room settings" }).click();
    await settled(dialog(page).getByRole("switch"));
}

async function openMemberMenu(page, scene) {
    await openMembers(page, scene);
    await page.getByRole("button", { name: /^What to do with Jonas/ }).click();
    await page.getByRole("menuitem", { name: "Remove from room" }).waitFor();
}

/** What an admin may do to somebody, chosen from the list of users. */
const userAction = (name, action) => ({
    name,
    only: "desktop",
    async open(page) {
        await page.goto("/admin/users");
        await page.getByRole("button", { name: "Actions for Jonas Lindqvist" }).click();
        await page.getByRole("menuitem", { name: action }).click();
        await dialog(page).or(page.getByRole("alertdialog")).waitFor();
    },
});

/** The sections of a page, a screen each. */
const sections = (page, names) =>
    names.map((name) => ({
        name: `${page}-${name}`,
        async open(browserPage) {
            await browserPage.goto(`/${page}/${name}`);
            // The sidebar, which has headings of its own, may be there first.
            await browserPage.getByRole("main").getByRole("heading", { level: 2 }).first().waitFor();
        },
    }));

/** The list in the place of a room, as on a phone; without the room that was open last. */
async function openHome(page) {
    await page.goto("/threads");
    await page.evaluate(() => localStorage.clear());
    await page.goto("/");
    await rooms(page).waitFor();
}

/**
 * What is to be seen, by name: how a page comes there, from wherever it is. `out`: as nobody who is signed in.
 * `only`: the one size that has it.
 */
export const screens = [
    { name: "sign-in", out: true, open: (page) => page.goto("/sign-in").then(() => page.getByLabel("Username").waitFor()) },
    { name: "sign-up", out: true, open: (page) => page.goto("/sign-up").then(() => page.getByLabel("Username").waitFor()) },
    {
        name: "invited",
        out: true,
        async open(page, { invite }) {
            await page.goto(`/invite/${invite.code}`);
            await page.getByLabel("Username").waitFor();
        },
    },
    { name: "room", open: openRoom },
    {
        name: "picture",
        async open(page, scene) {
            await openRoom(page, scene);
            await page.getByRole("button", { name: "Open the picture" }).click();
            await settled(dialog(page).getByRole("img", { name: /^Sent by / }));
        },
    },
    {
        name: "message-menu",
        only: "desktop",
        async open(page, scene) {
            await openRoom(page, scene);
            await row(page, scene.lastText).hover();
            await row(page, scene.lastText).getByRole("button", { name: "More" }).click();
            await page.getByRole("menuitem", { name: "Copy link" }).waitFor();
        },
    },
    {
        name: "message-sheet",
        only: "phone",
        async open(page, scene) {
            await openRoom(page, scene);
            await longPress(page, message(page, scene.lastText));
            await dialog(page).getByRole("button", { name: "Copy link" }).waitFor();
        },
    },
    {
        name: "emoji",
        async open(page, scene) {
            await onLastMessage(page, scene, "+");
            await settled(page.getByRole("option", { name: "thumbs up" }));
        },
    },
    {
        name: "edit-message",
        async open(page, scene) {
            await onLastMessage(page, scene, "e");
            await page.getByRole("textbox", { name: "Edit message" }).waitFor();
        },
    },
    {
        name: "delete-message",
        async open(page, scene) {
            await onLastMessage(page, scene, "Delete");
            await page.getByRole("alertdialog").waitFor();
        },
    },
    {
        name: "keys",
        async open(page, scene) {
            await onLastMessage(page, scene, "?");
            await dialog(page).waitFor();
        },
    },
    {
        name: "jump",
        async open(page, scene) {
            await onLastMessage(page, scene, "Control+k");
            await settled(dialog(page).getByRole("option"));
        },
    },
    {
        name: "thread",
        async open(page, { room, thread, replyText }) {
            await page.goto(`/rooms/${room.id}/thread/${thread.id}`);
            await page.getByRole("complementary", { name: "Thread" }).getByText(replyText).waitFor();
        },
    },
    {
        name: "pins",
        async open(page, { room }) {
            await page.goto(`/rooms/${room.id}/pins`);
            await settled(page.getByRole("list", { name: "Pinned messages" }).getByRole("listitem"));
        },
    },
    {
        name: "threads",
        async open(page) {
            await page.goto("/threads");
            await settled(page.getByRole("list", { name: "Threads" }).getByRole("listitem"));
        },
    },
    {
        name: "saved",
        async open(page) {
            await page.goto("/saved");
            await settled(page.getByRole("list", { name: "Saved" }).getByRole("listitem"));
        },
    },
    {
        name: "browse",
        async open(page) {
            await page.goto("/browse");
            await settled(page.getByRole("button", { name: "Join" }));
        },
    },
    {
        name: "search",
        async open(page, { room }) {
            await page.goto(`/search?q=epoxy&in=${room.id}`);
            await settled(page.getByRole("list", { name: "Search results" }).getByRole("link"));
        },
    },
    {
        name: "not-joined",
        async open(page, { other }) {
            await page.goto(`/rooms/${other.id}`);
            await page.getByRole("main").getByRole("button", { name: "Join" }).waitFor();
        },
    },
    {
        name: "empty-room",
        async open(page, { empty }) {
            await page.goto(`/rooms/${empty.id}`);
            await timeline(page).waitFor();
        },
    },
    {
        name: "home",
        async open(page, { unread }) {
            await openHome(page);
            await unreadIs(page, unread.name, 3);
        },
    },
    {
        name: "create-room",
        async open(page) {
            await openHome(page);
            await rooms(page).getByRole("button", { name: "Create room" }).click();
            await dialog(page).waitFor();
        },
    },
    {
        name: "direct-message",
        async open(page) {
            await openHome(page);
            await press(page, "New direct message");
            await settled(dialog(page).getByText("Jonas Lindqvist"));
        },
    },
    {
        name: "own-menu",
        async open(page) {
            await openHome(page);
            await page.getByRole("button", { name: "@mira" }).click();
            await page.getByRole("menuitem", { name: "Settings" }).waitFor();
        },
    },
    { name: "room-menu", open: openRoomMenu },
    {
        name: "leave-room",
        async open(page, scene) {
            await openRoomMenu(page, scene);
            await page.getByRole("menuitem", { name: "Leave room" }).click();
            await page.getByRole("alertdialog").waitFor();
        },
    },
    {
        name: "hand-over",
        only: "desktop",
        async open(page, scene) {
            await openRoomMenu(page, scene);
            await page.getByRole("menuitem", { name: "Leave room" }).click();
            await page.getByRole("alertdialog").getByRole("button", { name: "Leave room" }).click();
            await settled(dialog(page).getByRole("radio"));
        },
    },
    { name: "room-settings", open: openRoomSettings },
    {
        name: "delete-room",
        only: "desktop",
        async open(page, scene) {
            await openRoomSettings(page, scene);
            await press(page, "Delete room");
            await page.getByRole("dialog", { name: /^Delete / }).waitFor();
        },
    },
    { name: "members", open: openMembers },
    { name: "member-menu", only: "desktop", open: openMemberMenu },
    {
        name: "remove-member",
        only: "desktop",
        async open(page, scene) {
            await openMemberMenu(page, scene);
            await page.getByRole("menuitem", { name: "Remove from room" }).click();
            await page.getByRole("alertdialog").waitFor();
        },
    },
    {
        name: "add-people",
        async open(page, scene) {
            await openMembers(page, scene);
            await press(page, "Add people");
            await settled(dialog(page).getByRole("searchbox").or(dialog(page).getByRole("textbox")));
        },
    },
    {
        name: "profile",
        async open(page, scene) {
            await openMembers(page, scene);
            await page.getByRole("complementary", { name: "Members" }).getByText("Jonas Lindqvist").click();
            await settled(dialog(page).getByRole("button", { name: "Message" }));
        },
    },
    {
        name: "search-panel",
        async open(page, { room }) {
            await page.goto(`/rooms/${room.id}/search?q=epoxy&in=${room.id}`);
            await settled(page.getByRole("list", { name: "Search results" }).getByRole("link"));
        },
    },
    ...sections("settings", ["profile", "account", "notifications", "appearance", "language", "blocked"]),
    {
        name: "crop-picture",
        only: "desktop",
        async open(page) {
            await page.goto("/settings/profile");
            const file = { name: "picture.png", mimeType: "image/png", buffer: png(300, 200) };
            await page.locator("input[type=file]").setInputFiles(file);
            await settled(dialog(page).getByRole("img", { name: "Part of the picture that is kept" }));
        },
    },
    ...sections("admin", ["users", "invitations", "audit"]),
    userAction("reset-password", "Reset password"),
    userAction("user-sessions", "Sessions"),
    {
        name: "not-found",
        async open(page) {
            await page.goto("/rooms/01a22476-0000-7000-8000-000000000000");
            await settled(page.getByRole("main").getByRole("heading"));
        },
    },
];

/** The screens that a page of this size has, those for nobody signed in first. */
export const screensOf = (size) => screens.filter(({ only }) => only === undefined || only === size);

async function longPress(page, locator) {
    const box = await locator.boundingBox();
    const touch = await page.context().newCDPSession(page);
    const touchPoints = [{ x: box.x + 20, y: box.y + 8 }];
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
    await dialog(page).waitFor();
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

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

/** A small workspace that has been talked in. */
export async function setScene(scope, server) {
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
    const other = await makeRoom(sofia, [], { name: "recipes" });
    await makeRoom(jonas, [], { name: "film-club" });
    await mira.call("POST", "/api/rooms", { json: { kind: "direct", userIds: [sofia.user.id] } });

    await post(jonas, room.id, "Morning all. The primer arrived, so we can start on the hull as soon as it is dry outside.");
    await post(sofia, room.id, "Saturday looks good: 14° and no rain until the evening.");
    const thread = await post(sofia, room.id, "I can bring the sander and two dust masks. Who has the **two-part epoxy**?");
    await post(mira, room.id, "Perfect. This is how far we got last time:");
    const picture = await drawn(await temporaryFolder(scope), boat);
    const { url } = (await upload(mira, picture)).json;
    await post(mira, room.id, `[img]${url}`);
    const question = await post(jonas, room.id, "@mira should we do the waterline first, or the whole deck?");
    const lastText = "Waterline first, then the deck while it dries.";
    const { seq } = await post(mira, room.id, lastText, { replyTo: question.id });
    const replyText = "Half a tin in the red cabinet, left shelf.";
    await post(jonas, room.id, replyText, { threadOf: thread.id });
    await post(mira, room.id, "That one expired in March. I can pick up a fresh one.", { threadOf: thread.id });
    for (const [person, emoji] of [[mira, "🙏"], [jonas, "🙏"], [sofia, "⛵"]]) {
        const path = `/api/rooms/${room.id}/messages/${thread.id}/reactions/${encodeURIComponent(emoji)}`;
        await person.call("PUT", path);
    }
    await mira.call("PUT", `/api/rooms/${room.id}/messages/${question.id}/pin`);
    await mira.call("PUT", `/api/rooms/${room.id}/messages/${thread.id}/saved`);
    await mira.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq: seq + 2 } });
    for (const text of ["The east gate is closed until noon", "Fuel dock is open again", "Thanks for the heads-up"]) {
        await post(jonas, unread.id, text);
    }
    const { invite } = (await mira.call("POST", "/api/invites", { json: {} })).json;
    return { mira, sofia, room, empty, other, unread, invite, lastText, thread, replyText };
}
