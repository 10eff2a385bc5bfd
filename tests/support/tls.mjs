// HTTPS as a proxy in front of the server gives it, with certificates of an authority that is made up for the test.

import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { createServer } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const openssl = (...args) => run("openssl", args);
const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/**
 * Makes an authority and, signed by it, a certificate for `names` that is good for `days` from now. Resolves to the
 * paths {authority, certificate, key}, all in `folder`.
 */
export async function makeCertificate(folder, { names = ["localhost"], days = 90 } = {}) {
    const path = (name) => join(folder, name);
    const [authority, authorityKey] = [path("ca.crt"), path("ca.key")];
    const [certificate, key, wish, extensions] = ["tls.crt", "tls.key", "tls.csr", "tls.ext"].map(path);
    await openssl("req", "-x509", ...newKey, "-keyout", authorityKey, "-out", authority, "-days", "90",
        "-subj", "/CN=Throwaway authority");
    await openssl("req", ...newKey, "-keyout", key, "-out", wish, "-subj", `/CN=${names[0]}`);
    await writeFile(extensions, `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}\n`);
    await openssl("x509", "-req", "-in", wish, "-CA", authority, "-CAkey", authorityKey, "-CAcreateserial",
        "-days", String(days), "-extfile", extensions, "-out", certificate);
    return { authority, certificate, key };
}

/**
 * A proxy with HTTPS on a free port, gone when the test `t` ends. It passes all it gets on to `target.port`; without
 * `upgrades` no WebSocket, and no body that announces more than `bodyBytesMax`.
 */
export async function startTlsProxy(t, { certificate, key }, target, { upgrades = true, bodyBytesMax = Infinity } = {}) {
    const secrets = { cert: await readFile(certificate), key: await readFile(key) };
    const proxy = createServer(secrets, (asked, answer) => {
        if (Number(asked.headers["content-length"]) > bodyBytesMax) return answer.writeHead(413).end();
        const { method, url: path, headers } = asked;
        const passed = httpRequest({ host: "127.0.0.1", port: target.port, method, path, headers }, (answered) => {
            answer.writeHead(answered.statusCode, answered.headers);
            answered.pipe(answer);
        });
        passed.on("error", () => answer.destroy());
        asked.pipe(passed);
    });
    const sockets = new Set();
    proxy.on("secureConnection", (socket) => {
        sockets.add(socket);
        socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    });
    proxy.on("upgrade", (asked, socket, head) => {
        if (!upgrades) return socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        const passed = connect(target.port, "127.0.0.1", () => {
            const fields = asked.rawHeaders.map((text, i) => (i % 2 ? `${text}\r\n` : `${text}: `)).join("");
            passed.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${fields}\r\n`);
            passed.write(head);
            passed.pipe(socket).pipe(passed);
        });
        passed.on("error", () => socket.destroy());
    });
    t.after(() => {
        for (const socket of sockets) socket.destroy();
        return new Promise((resolve) => proxy.close(resolve));
    });
    await new Promise((resolve) => proxy.listen(0, resolve));
    return { origin: `https://localhost:${proxy.address().port}` };
}
