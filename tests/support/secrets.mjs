// What a test's people hand to servers and no log may repeat: their passwords, and what they write. Tokens need no list,
// they look like nothing else.

const shortest = 10; // what is shorter may be a word of the log's own
const longest = 40;
const countMax = 1000; // enough to see a server that tells; some tests write ten thousand
const told = new Set();

/** Notes what of a request, an event's payload or a command's input is nobody else's business. */
export function noteSecrets({ password, currentPassword, newPassword, content } = {}) {
    for (const text of [password, currentPassword, newPassword, content]) {
        if (typeof text !== "string" || text.startsWith("[img]") || told.size >= countMax) continue;
        const part = unescaped(text);
        if (part.length >= shortest) told.add(part);
    }
}

/** The line of `log` that repeats something of it, or a token. */
export function lineWithSecret(log) {
    const [line] = /.*eyJ[\w-]+\.eyJ[\w-]+\..*/.exec(log) ?? [];
    if (line) return line;
    const secret = [...told].find((text) => log.includes(text));
    return secret && log.split("\n").find((text) => text.includes(secret));
}

/** What stands in every log's way of writing as it stands in `text`: its longest run without quotes and the like. */
function unescaped(text) {
    const runs = text.slice(0, 4000).match(/[^"\\\p{Cc}<>&]+/gu) ?? [""];
    return runs.reduce((best, run) => (run.length > best.length ? run : best)).slice(0, longest);
}
