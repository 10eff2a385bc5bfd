// How Redis is come to: a password, a number of a database, TLS with a certificate that is trusted.

import assert from "node:assert/strict";
import { test } from "node:test";
import { startExample } from "../../support/example.mjs";
import { startRedis } from "../../support/redis.mjs";

const start = (t, url, env = {}) => startExample(t, "cluster", ["--redis", url], env);

test("a password and a database are given to Redis", async (t) => {
    const redis = await startRedis(t, { password: "s3cret" });
    await start(t, `${redis.url}/3`);
    await assert.rejects(start(t, `redis://:wrong@localhost:${redis.port}`));
});

test("over TLS Redis must have a certificate that is trusted, for its name", async (t) => {
    const redis = await startRedis(t, { tls: true, password: "s3cret" });
    await start(t, redis.url, { SSL_CERT_FILE: redis.certificate });
    await assert.rejects(start(t, redis.url), "it is not trusted");
    await assert.rejects(
        start(t, redis.url.replace("localhost", "127.0.0.1"), { SSL_CERT_FILE: redis.certificate }),
        "it is for another name",
    );
});
