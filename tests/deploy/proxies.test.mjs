// Behind the real nginx and Caddy, configured as deploy/ and as the deployment guide have it, and without a proxy, with TLS
// by an authority made up for the test: two people in a real browser sign up, chat, send a picture and come back.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { before, test } from "node:test";
import { promisify } from "node:util";
import { freePort } from "../../script/lib/free-port.mjs";
import {
    assertNoComplaints,
    connected,
    createRoom,
    findAndJoin,
    message,
    newPage,
    paste,
    picturesLoaded,
    say,
    signUp,
    startBrowser,
} from "../support/browser.mjs";
import { samples } from "../support/images.mjs";
import { newName } from "../support/people.mjs";
import { placeFor, startCaddy, startNginx } from "../support/proxies.mjs";
import { fileScope } from "../support/scope.mjs";
import { runChatter, startServer, temporaryFolder } from "../support/server.mjs";
import { makeCertificate } from "../support/tls.mjs";

const file = fileScope();
const run = promisify(execFile);
let tls;
let browser;
let picture;

before(async () => {
    const folder = await temporaryFolder(file);
    tls = await makeCertificate(folder);
    browser = await startBrowser(file, [`--ignore-certificate-errors-spki-list=${await fingerprint(tls.certificate)}`]);
    picture = (await samples(folder, 320, 200)).png;
});

/** What Chromium knows a certificate's key by: no other certificate is let pass. */
async function fingerprint(certificate) {
    const command = `openssl x509 -in "$1" -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64`;
    return (await run("sh", ["-c", command, "sh", certificate])).stdout.trim();
}

/** The settings of a server in production that people see at `port`. */
const production = (port, folder) => ({
    NODE_ENV: "production",
    JWT_SECRET: "4f9c2b7d8e1a6053c7f2d9b84e6a1c30",
    CLIENT_ORIGIN: `https://localhost:${port}`,
    DATABASE_URL: "",
    DATA_DIR: join(folder, "data"),
});

/** A server in production behind the proxy that `start` starts with `file`. */
async function installation(t, start, file) {
    const place = await placeFor(await temporaryFolder(t), tls);
    const env = { ...production(place.port, place.folder), HOST: "127.0.0.1", TRUST_PROXY: "loopback" };
    assert.equal((await runChatter(["migrate", "deploy"], { env })).code, 0);
    const server = await startServer(t, { env });
    await start(t, file, place, server.port);
    return { env: { ...env, PORT: String(server.port), SSL_CERT_FILE: tls.authority }, url: env.CLIENT_ORIGIN, ...place };
}

async function chat(t, site) {
    const [ada, bob] = [await newPage(browser, site), await newPage(browser, site)];
    t.after(() => Promise.all([ada.context().close(), bob.context().close()]));
    const webSockets = [];
    bob.on("websocket", (socket) => webSockets.push(socket.url()));

    await signUp(ada, newName("ada"), "Ada");
    await signUp(bob, newName("bob"), "Bob");
    const [cookie] = await ada.context().cookies();
    assert.deepEqual([cookie.name, cookie.secure, cookie.httpOnly, cookie.sameSite], ["token", true, true, "Lax"]);

    const name = newName("harbour");
    const id = await createRoom(ada, name);
    await findAndJoin(bob, name);
    await say(ada, "Hello over TLS");
    await message(bob, "Hello over TLS").waitFor();
    await connected(bob);
    assert.ok(webSockets.some((url) => url.startsWith(`${site.url.replace("https:", "wss:")}/socket.io/`)), webSockets.join());

    await paste(ada, picture);
    await ada.getByRole("list", { name: "Attached images" }).getByRole("listitem").waitFor();
    await ada.getByRole("button", { name: "Send" }).click();
    await picturesLoaded(bob, 1);

    await bob.goto(`/rooms/${id}`);
    await message(bob, "Hello over TLS").waitFor();
    await picturesLoaded(bob, 1);
    assertNoComplaints(ada, bob);
}

/** What `chatter doctor` finds, by item. */
async function doctor(site) {
    const { stdout } = await runChatter(["doctor", "--json"], { env: site.env });
    return Object.fromEntries(JSON.parse(stdout).items.map((item) => [item.name, item]));
}

async function everythingPasses(site) {
    const items = await doctor(site);
    for (const name of ["https", "websocket", "uploads", "port"]) {
        assert.equal(items[name].outcome, "passed", JSON.stringify(items[name]));
    }
}

test("nginx with deploy/nginx.conf", async (t) => {
    const site = await installation(t, startNginx, "deploy/nginx.conf");
    await chat(t, site);
    await everythingPasses(site);

    const plain = await fetch(`http://localhost:${site.plainPort}/rooms`, { redirect: "manual" });
    assert.equal(plain.status, 301);
    assert.match(plain.headers.get("location"), /^https:\/\/localhost\/rooms$/);
});

test("Caddy with deploy/Caddyfile", async (t) => {
    const site = await installation(t, startCaddy, "deploy/Caddyfile");
    await chat(t, site);
    await everythingPasses(site);
});

test("nginx as the deployment guide has it", async (t) => {
    const site = await installation(t, startNginx, "tests/deploy/guide/nginx.conf");
    await chat(t, site);
    const { https, websocket } = await doctor(site);
    assert.deepEqual([https.outcome, websocket.outcome], ["passed", "passed"]);
});

test("Caddy as the deployment guide has it", async (t) => {
    const site = await installation(t, startCaddy, "tests/deploy/guide/Caddyfile");
    await chat(t, site);
    const { https, websocket } = await doctor(site);
    assert.deepEqual([https.outcome, websocket.outcome], ["passed", "passed"]);
});

test("no proxy: the server's own HTTPS", async (t) => {
    const port = await freePort();
    const env = {
        ...production(port, await temporaryFolder(t)),
        PORT: String(port),
        TLS_CERT: tls.certificate,
        TLS_KEY: tls.key,
        SSL_CERT_FILE: tls.authority,
    };
    assert.equal((await runChatter(["migrate", "deploy"], { env })).code, 0);
    await startServer(t, { env });
    const site = { env, url: env.CLIENT_ORIGIN };
    await chat(t, site);
    await everythingPasses(site);
});
