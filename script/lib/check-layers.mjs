// Fails on an import that points against the layers of the design.
// --self-test plants one violation of every rule and fails unless each is found.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";

const repo = join(dirname(fileURLToPath(import.meta.url)), "../..");

// What a folder of server/src may include besides itself. A folder that is missing here may include nothing else.
const serverMayInclude = {
    base: [],
    net: ["base"],
    socketio: ["base", "net"],
    chat: ["base"],
    auth: ["base", "chat"],
    store: ["base", "chat"],
    media: ["base", "chat"],
    objects: ["base", "chat"],
    wire: ["base", "chat"],
    cluster: ["base", "net", "socketio", "chat", "wire"],
    http: ["base", "net", "chat", "auth", "media", "wire"],
    realtime: ["base", "net", "socketio", "chat", "auth", "wire"],
    app: ["base", "net", "socketio", "chat", "auth", "store", "media", "objects", "wire", "cluster", "http", "realtime"],
};

/** The rule that `file` (a path from server/src) breaks by including `target`, or null. */
function brokenServerRule(file, target) {
    const from = file.split("/");
    const to = target.split("/");
    if (to[0] === "tests" || to[0] === "bench" || to.includes("..")) return "the product includes no test or bench code";
    if (!(to[0] in serverMayInclude)) return null;
    if (from[0] === "store" && to[0] === "store" && isBackend(from[1]) && isBackend(to[1]) && from[1] !== to[1]) {
        return "one store backend knows nothing of another";
    }
    if (from[0] === "store" && from[1] !== "move" && to[0] === "store" && to[1] === "move") {
        return "only the move from one store to another sees both";
    }
    if (from[0] === to[0]) return null;
    if (from[0] === "http" && from[1] === "testing" && to[0] === "store") return null; // tests ask the real store
    const allowed = serverMayInclude[from[0]] ?? [];
    return allowed.includes(to[0]) ? null : `${from[0]} may include only ${["itself", ...allowed].join(", ")}`;
}

const isBackend = (folder) => folder === "sqlite" || folder === "postgres";

/** The rule that `file` (a path from client/src) breaks by importing `target` (such a path, or a package), or null. */
function brokenClientRule(file, target) {
    const from = file.split("/");
    const to = target.split("/");
    if (target.startsWith("../")) return "the client imports nothing from outside client/src";
    if (["protocol", "connection"].includes(from[0]) && /^react(-dom)?(\/|$)/.test(target)) {
        return `${from[0]} knows nothing of React`;
    }
    if (["protocol", "connection", "shared"].includes(from[0]) && ["features", "app"].includes(to[0])) {
        return `${from[0]} imports no feature`;
    }
    if (from[0] === "features" && to[0] === "features" && from[1] !== to[1]) return "no feature imports another";
    if (from[0] === "features" && to[0] === "app") return "features import nothing from app";
    return null;
}

function* filesUnder(folder, ends) {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
        const path = join(entry.parentPath ?? entry.path, entry.name);
        if (entry.isFile() && ends.test(entry.name)) yield path;
    }
}

function* serverImports(root) {
    for (const path of filesUnder(root, /\.(cpp|hpp)$/)) {
        const file = relative(root, path);
        for (const [line, text] of readFileSync(path, "utf8").split("\n").entries()) {
            const target = /^\s*#\s*include\s+"([^"]+)"/.exec(text)?.[1];
            if (target) yield { path, line: line + 1, target, rule: brokenServerRule(file, fromRoot(root, path, target)) };
        }
    }
}

// "foo.hpp" beside the including file is of its folder; everything else is written from server/src.
function fromRoot(root, path, target) {
    return target.includes("/") ? normalize(target) : join(relative(root, dirname(path)), target);
}

function* clientImports(root) {
    for (const path of filesUnder(root, /\.(ts|tsx|css)$/)) {
        const file = relative(root, path);
        const text = readFileSync(path, "utf8");
        for (const match of text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)["']([^"']+)["']/g)) {
            const written = match[1];
            const target = written.startsWith(".")
                ? relative(root, join(dirname(path), written))
                : written.replace(/^@\//, "");
            const line = text.slice(0, match.index).split("\n").length;
            yield { path, line, target: written, rule: brokenClientRule(file, target) };
        }
    }
}

/** Every import below `top` that has a place to be judged, with the rule it breaks, if any. */
function importsBelow(top) {
    return [...serverImports(join(top, "server/src")), ...clientImports(join(top, "client/src"))];
}

function check() {
    const imports = importsBelow(repo);
    const broken = imports.filter((found) => found.rule);
    for (const { path, line, target, rule } of broken) {
        console.error(`${relative(repo, path)}:${line}: imports "${target}", but ${rule}`);
    }
    console.log(`layers: ${imports.length} imports, ${broken.length} against the layers`);
    return imports.length > 0 && broken.length === 0;
}

const plantedInServer = [
    ["chat/rooms.cpp", "store/sqlite/store.hpp"],
    ["chat/rooms.hpp", "wire/entities.hpp"],
    ["socketio/server.cpp", "chat/rooms.hpp"],
    ["store/sqlite/store.cpp", "store/postgres/pool.hpp"],
    ["store/postgres/pool.cpp", "store/sqlite/store.hpp"],
    ["store/sqlite/rooms.cpp", "realtime/gateway.hpp"],
    ["store/sqlite/backup.cpp", "store/move/tables.hpp"],
    ["store/case_folding.cpp", "store/move/tables.hpp"],
    ["store/sqlite/users.cpp", "http/routes.hpp"],
    ["store/sqlite/images.cpp", "cluster/bus.hpp"],
    ["realtime/gateway.cpp", "store/sqlite/store.hpp"],
    ["http/routes.cpp", "store/sqlite/store.hpp"],
    ["http/uploads.cpp", "realtime/gateway.hpp"],
    ["realtime/typing.cpp", "http/routes.hpp"],
    ["cluster/bus.cpp", "store/sqlite/store.hpp"],
    ["http/router.cpp", "app/config.hpp"],
    ["auth/token.cpp", "net/http.hpp"],
    ["media/decoder.cpp", "net/http.hpp"],
    ["objects/s3_client.cpp", "store/sqlite/store.hpp"],
    ["wire/entities.cpp", "net/http.hpp"],
    ["base/text.cpp", "chat/ids.hpp"],
    ["app/app.cpp", "tests/support.hpp"],
    ["app/main.cpp", "../../bench/load.hpp"],
];
const plantedInClient = [
    ["shared/Button.tsx", "../features/rooms/RoomList"],
    ["features/rooms/RoomList.tsx", "../composer/Composer"],
    ["features/search/Search.tsx", "../../app/App"],
    ["protocol/parse.ts", "react"],
    ["connection/outbox.ts", "react-dom/client"],
    ["connection/socket.ts", "../features/rooms/rooms"],
];
const soundInServer = [
    ["chat/messages.cpp", "base/result.hpp"],
    ["chat/users.cpp", "users.hpp"],
    ["socketio/transport/polling.cpp", "net/http.hpp"],
    ["app/wiring.cpp", "store/sqlite/store.hpp"],
    ["store/move/mover.cpp", "store/sqlite/connection.hpp"],
];
const soundInClient = [
    ["features/rooms/Room.tsx", "../../shared/Button"],
    ["features/rooms/Rooms.tsx", "./rooms"],
    ["app/App.tsx", "../features/rooms/RoomList"],
    ["app/main.tsx", "react"],
];

function selfTest() {
    const top = mkdtempSync(join(tmpdir(), "chatter-layers-"));
    try {
        for (const [file, target] of [...plantedInServer, ...soundInServer]) {
            write(join(top, "server/src", file), `#pragma once\n#include "${target}"\n`);
        }
        for (const [file, target] of [...plantedInClient, ...soundInClient]) {
            write(join(top, "client/src", file), `import { thing } from "${target}";\n`);
        }
        const found = importsBelow(top).filter(({ rule }) => rule).map(({ path }) => path);
        const missed = [
            ...plantedInServer.map(([file]) => join(top, "server/src", file)),
            ...plantedInClient.map(([file]) => join(top, "client/src", file)),
        ].filter((path) => !found.includes(path));
        const planted = plantedInServer.length + plantedInClient.length;
        for (const path of missed) console.error(`self-test: the import planted in ${relative(top, path)} was not found`);
        console.log(`layers: self-test, ${planted} planted violations, ${found.length} found`);
        return missed.length === 0 && found.length === planted;
    } finally {
        rmSync(top, { recursive: true });
    }
}

function write(path, text) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
}

process.exitCode = (process.argv.includes("--self-test") ? selfTest() : check()) ? 0 : 1;
