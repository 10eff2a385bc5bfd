import { createServer } from "node:net";

/** A port that nothing listens at, below those that the kernel gives to outgoing connections: it stays free. */
export async function freePort() {
    for (;;) {
        const port = 15_000 + Math.floor(Math.random() * 15_000);
        if (await isFree(port)) return port;
    }
}

function isFree(port) {
    return new Promise((resolve) => {
        const probe = createServer();
        probe.once("error", () => resolve(false));
        probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
}
