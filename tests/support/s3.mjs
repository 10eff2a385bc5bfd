// An S3 server (s3rver) with one bucket that anybody may read, as behind a CDN. Everything else must be signed, which is
// checked here by Amazon's description of Signature Version 4: s3rver takes unsigned requests too, and knows no signature
// with the bucket in the host's name.

import { createHash, createHmac } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "@20minutes/s3rver";

const accessKeyId = "S3RVER"; // the only one that s3rver has
const secretAccessKey = "S3RVER";
const region = "eu-central-1";
const bucket = "pictures";

/** Starts one; gone when the test `t` ends, or the file if `t` is a `fileScope()`. */
export async function startS3(t) {
    const s3 = new S3();
    t.after(() => s3.end());
    await s3.start();
    return s3;
}

class S3 {
    constructor() {
        this.port = 0;
        this.folder = mkdtempSync(join(tmpdir(), "chatter-s3-"));
        this.requests = []; // {method, host, path, digest, headers} of those that were signed well
        /** Called with each request before it is served; who waits there, waits. */
        this.before = async () => {};
        this.store = new S3rver({
            directory: this.folder,
            silent: true,
            serviceEndpoint: "localhost",
            configureBuckets: [{ name: bucket }],
        });
    }

    get publicUrl() {
        return `http://127.0.0.1:${this.port}/${bucket}`;
    }

    /** What a server, or a command, needs to use it. */
    env(more = {}) {
        return {
            S3_ENDPOINT: `http://127.0.0.1:${this.port}`,
            S3_REGION: region,
            S3_BUCKET: bucket,
            S3_ACCESS_KEY_ID: accessKeyId,
            S3_SECRET_ACCESS_KEY: secretAccessKey,
            S3_PUBLIC_URL: this.publicUrl,
            ...more,
        };
    }

    /** The same with the bucket in the host's name. */
    virtualEnv() {
        return this.env({ S3_ENDPOINT: `http://s3.localhost:${this.port}`, S3_ADDRESSING: "virtual" });
    }

    /** Listens, on the port of last time. */
    async start() {
        await this.store.configureBuckets();
        const serve = this.store.callback();
        this.server = createServer(async (request, response) => {
            await this.before(request);
            if (!this.#admit(request)) {
                request.resume();
                response.writeHead(403, { "content-type": "application/xml" });
                response.end("<Error><Code>SignatureDoesNotMatch</Code><Message>No.</Message></Error>");
                return;
            }
            serve(request, response);
        });
        await new Promise((resolve, reject) => {
            this.server.once("error", reject);
            this.server.listen(this.port, "127.0.0.1", resolve);
        });
        this.port = this.server.address().port;
    }

    /** Gone as when its machine is: every connection is cut, and nobody listens. */
    async stop() {
        const closed = new Promise((resolve) => this.server.close(resolve));
        this.server.closeAllConnections();
        await closed;
    }

    /** The ids of the images that are in the bucket. */
    images() {
        try {
            return readdirSync(join(this.folder, bucket, "images"))
                .filter((name) => name.endsWith("._S3rver_object"))
                .map((name) => name.split(".")[0])
                .sort();
        } catch (error) {
            if (error.code === "ENOENT") return [];
            throw error;
        }
    }

    /** Makes it `hours` since an image was put. */
    age(id, hours) {
        const at = new Date(Date.now() - hours * 3_600_000);
        utimesSync(join(this.folder, bucket, "images", `${id}._S3rver_object`), at, at);
    }

    /** Puts an object that no server knows of. */
    async put(id, bytes) {
        await this.store.store.putObject({
            bucket,
            key: `images/${id}`,
            content: (await import("node:stream")).Readable.from([bytes]),
            metadata: { "content-type": "image/png" },
        });
    }

    #admit(request) {
        const { method, headers, url } = request;
        if (headers.authorization === undefined) return method === "GET" || method === "HEAD";
        if (headers.authorization !== expectedAuthorization(request)) return false;
        const digest = headers["x-amz-content-sha256"];
        this.requests.push({ method, host: headers.host, path: url, digest, headers: { ...headers } });
        if (headers.host.startsWith(`${bucket}.`)) {
            request.url = `/${bucket}${url}`;
            headers.host = `127.0.0.1:${this.port}`;
        }
        delete headers.authorization;
        return true;
    }

    async end() {
        if (this.server.listening) await this.stop();
        rmSync(this.folder, { recursive: true, force: true });
    }
}

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const hmac = (key, text) => createHmac("sha256", key).update(text).digest();

/** The Authorization header that `request` must have (Amazon S3 API, "Signature Calculations: Transferring Payload in a Single Chunk"). */
export function expectedAuthorization({ method, url, headers }, key = { accessKeyId, secretAccessKey, region }) {
    const [path, query = ""] = url.split("?");
    const signed = /SignedHeaders=([^,]+)/.exec(headers.authorization)?.[1].split(";") ?? [];
    // What would change the request must be signed.
    const mustBeSigned = ["host", ...Object.keys(headers).filter((name) => name.startsWith("x-amz-"))];
    if (!mustBeSigned.every((name) => signed.includes(name))) return "nothing";
    const canonical = [
        method,
        path,
        query.split("&").sort().join("&"),
        ...[...signed].sort().map((name) => `${name}:${(headers[name] ?? "").trim().replace(/ +/g, " ")}`),
        "",
        signed.join(";"),
        headers["x-amz-content-sha256"],
    ].join("\n");
    const moment = headers["x-amz-date"];
    const scope = `${moment.slice(0, 8)}/${key.region}/s3/aws4_request`;
    const signingKey = [...scope.split("/")].reduce(hmac, `AWS4${key.secretAccessKey}`);
    const signature = hmac(signingKey, `AWS4-HMAC-SHA256\n${moment}\n${scope}\n${sha256(canonical)}`).toString("hex");
    return (
        `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope}, ` +
        `SignedHeaders=${signed.join(";")}, Signature=${signature}`
    );
}
