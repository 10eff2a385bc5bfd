// Sign-in tokens as an attacker would make them.

import { createHmac } from "node:crypto";

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The claims inside a token. */
export const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

/** A token with these claims, signed with `secret` by HS256. */
export function signed(claims, secret, header = { alg: "HS256", typ: "JWT" }) {
    const body = `${encode(header)}.${encode(claims)}`;
    return `${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`;
}

/** A token that claims to need no signature. */
export const unsigned = (claims) => `${encode({ alg: "none", typ: "JWT" })}.${encode(claims)}.`;

/** Every way a token can be wrong, by name. `token` is a good one and `secret` the server's. */
export function badTokens(token, secret) {
    const claims = claimsOf(token);
    const [header, payload, signature] = token.split(".");
    const now = Math.floor(Date.now() / 1000);
    return {
        "no token at all": "nonsense",
        "two parts": `${header}.${payload}`,
        "alg none": unsigned(claims),
        "alg none with the signature left on": `${encode({ alg: "none", typ: "JWT" })}.${payload}.${signature}`,
        "another secret": signed(claims, "another secret of more than thirty-two characters"),
        "another algorithm's name": signed(claims, secret, { alg: "HS512", typ: "JWT" }),
        "expired": signed({ ...claims, iat: now - 7200, exp: now - 3600 }, secret),
        "a session that never was": signed({ ...claims, sid: "01900000-0000-7000-8000-000000000000" }, secret),
        "another user's name on it": signed({ ...claims, sub: "01900000-0000-7000-8000-000000000000" }, secret),
        "a payload that is no object": signed("sub", secret),
    };
}
