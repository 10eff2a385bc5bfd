// Runs before the first paint, and long before the scripts that draw are here.

// A chosen theme never flashes the other one, and text has its size. The same keys are written by
// src/features/account/theme.ts and text-size.ts.
try {
    const theme = localStorage.getItem("chatter.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    const size = localStorage.getItem("chatter.textSize");
    if (size && size !== "normal") document.documentElement.dataset.text = size;
} catch {
    // Storage may be forbidden; the system's own theme then applies.
}

// What is drawn first is asked for while the scripts are on their way; src/connection/early.ts takes the answers. A link
// to a message needs what was said around that one instead of the newest. Where nobody was signed in, as
// src/app/was-signed-in.ts has written down, all but who one is would be refused.
{
    let wasSignedIn = false;
    try {
        wasSignedIn = localStorage.getItem("chatter.signedIn") !== null;
    } catch {
        // Then the rest is asked for later.
    }
    const asked = new Map();
    const ask = (path) => {
        const answer = fetch(`/api${path}`, { signal: AbortSignal.timeout(20_000) }).then(
            async (response) => ({
                ok: response.ok,
                status: response.status,
                headers: response.headers,
                body: await response.json().catch(() => null),
            }),
        );
        // Whoever takes it hears of a failure; nobody may.
        answer.catch(() => {});
        asked.set(path, answer);
    };
    ask("/auth/me");
    if (wasSignedIn && !/^\/sign-(?:in|up)/.test(location.pathname)) {
        ask("/rooms");
        const room = /^\/rooms\/([^/]+)(?:$|\/(?!at\/))/.exec(location.pathname);
        if (room) ask(`/rooms/${room[1]}/messages?limit=50`);
    }
    globalThis.chatterEarly = asked;
}
