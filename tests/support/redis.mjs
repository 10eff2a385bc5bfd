// Real Redis on a port of its own, that keeps nothing; killed and started again at will.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "redis";
import { freePort } from "../../script/lib/free-port.mjs";
import { Daemon } from "./daemon.mjs";

/**
 * Starts Redis; gone when the test `t` ends, or the file if `t` is a `fileScope()`. With `tls` it speaks TLS alone, with a
 * certificate for localhost that `redis.certificate` names. It has url, start(), stop() and kill().
 */
export async function startRedis(t, { password, tls = false } = {}) {
    const redis = new Redis(await freePort(), mkdtempSync(join(tmpdir(), "chatter-redis-")), password, tls);
    t.after(async () => {
        await redis.kill();
        rmSync(redis.folder, { recursive: true, force: true });
    });
    await redis.start();
    return redis;
}

class Redis {
    constructor(port, folder, password, tls) {
        this.port = port;
        this.folder = folder;
        this.url = `${tls ? "rediss" : "redis"}://${password ? `:${password}@` : ""}localhost:${port}`;
        const common = ["--bind", "127.0.0.1", "::1", "--dir", folder, "--save", "", "--appendonly", "no"];
        const guard = password ? ["--requirepass", password] : [];
        const listening = tls ? this.#tls() : ["--port", String(port)];
        this.daemon = new Daemon(
            ["redis-server", ...common, ...listening, ...guard],
            /Ready to accept connections/,
        );
    }

    start() {
        return this.daemon.start();
    }

    stop() {
        return this.daemon.end("SIGTERM");
    }

    kill() {
        return this.daemon.end("SIGKILL");
    }

    #tls() {
        const key = join(this.folder, "key.pem");
        this.certificate = join(this.folder, "certificate.pem");
        execFileSync(
            "openssl",
            [
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-keyout",
                key,
                "-out",
                this.certificate,
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
            ],
            { stdio: "ignore" },
        );
        return [
            "--port",
            "0",
            "--tls-port",
            String(this.port),
            "--tls-cert-file",
            this.certificate,
            "--tls-key-file",
            key,
            "--tls-auth-clients",
            "no",
        ];
    }
}

/** A client of `redis`, closed when the test `t` ends. */
export async function redisClient(t, redis) {
    const client = createClient({ url: redis.url });
    client.on("error", () => {});
    await client.connect();
    // The adapter waits for the answer to none of these, which fail as the client is closed.
    for (const name of ["unsubscribe", "pUnsubscribe", "publish", "sUnsubscribe", "sPublish"]) {
        const ask = client[name].bind(client);
        client[name] = (...args) => ask(...args).catch(() => {});
    }
    // What it has been told still goes out, where there is somebody to tell.
    t.after(() => (client.isReady ? client.close() : client.destroy()));
    return client;
}
