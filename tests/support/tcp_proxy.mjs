// A TCP relay in front of a server, which can cut, stall or delay what passes through it.

import { once } from "node:events";
import { connect, createServer } from "node:net";
import { Transform } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

/** Starts a relay to `server` on a free port; it is gone when the test `t` ends. Use it where a server is wanted. */
export async function startProxy(t, server) {
    const proxy = new Proxy(server.port);
    t.after(() => proxy.close());
    await proxy.start();
    return proxy;
}

class Proxy {
    constructor(target) {
        this.target = target;
        this.pairs = new Set();
        this.refuses = false;
        this.latencyMs = 0;
        this.listener = createServer((near) => this.#relay(near));
    }

    get url() {
        return `http://localhost:${this.port}`;
    }

    async start() {
        this.listener.listen(0);
        await once(this.listener, "listening");
        this.port = this.listener.address().port;
    }

    /** Ends every connection now. What has been passed on to the server is not taken back from it. */
    cut() {
        for (const { near, far } of this.pairs) {
            near.resetAndDestroy();
            far.destroy();
        }
    }

    /** While true, new connections are dropped at once. */
    refuse(yes) {
        this.refuses = yes;
    }

    /** Everything takes this much longer, in each direction, from now on. */
    delay(latencyMs) {
        this.latencyMs = latencyMs;
    }

    /** Whether on some connection the client has spoken last, and the server been sent it: a request, unanswered. */
    hasQuestion() {
        return [...this.pairs].some(({ far, clientSpokeLast }) => clientSpokeLast && !far.connecting && far.writableLength === 0);
    }

    /** Passes on nothing more in either direction, and closes nothing: the peer seems to sleep. */
    stall() {
        for (const { near, far } of this.pairs) {
            near.unpipe();
            far.unpipe();
            near.pause();
            far.pause();
        }
    }

    close() {
        for (const { near, far } of this.pairs) {
            near.destroy();
            far.destroy();
        }
        this.listener.close();
    }

    #relay(near) {
        if (this.refuses) {
            near.resetAndDestroy();
            return;
        }
        const far = connect(this.target, "localhost");
        const pair = { near, far };
        this.pairs.add(pair);
        near.on("data", () => (pair.clientSpokeLast = true));
        far.on("data", () => (pair.clientSpokeLast = false));
        for (const [one, other] of [[near, far], [far, near]]) {
            one.on("error", () => other.destroy());
            one.on("close", () => {
                this.pairs.delete(pair);
                other.destroy();
            });
            one.pipe(this.#lag()).pipe(other);
        }
    }

    /** Lets bytes pass after `latencyMs`, as many at a time as come, and never before what came earlier. */
    #lag() {
        let earlier = Promise.resolve();
        const after = (pass) => {
            const at = performance.now() + this.latencyMs;
            earlier = earlier.then(async () => {
                const ms = at - performance.now();
                if (ms > 0) await delay(ms);
                pass();
            });
        };
        const lag = new Transform({
            transform(chunk, _encoding, done) {
                after(() => lag.push(chunk));
                done();
            },
            flush: (done) => after(done),
        });
        return lag;
    }
}
