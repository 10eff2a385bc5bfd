// That what a document of the API does not say is found out: the suite compares every answer and event with them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asyncApi } from "../support/asyncapi.mjs";
import { openApi } from "../support/openapi.mjs";

const time = "2026-06-12T09:40:07.123Z";
const author = { id: "u1", username: "ada", displayName: "Ada", avatarUrl: null };
const user = { ...author, role: "member", createdAt: time, deactivated: false };
const message = {
    ...{ id: "m1", roomId: "r1", seq: 1, version: 1, author, content: "hi", clientId: "c1", replyTo: null },
    ...{ createdAt: time, editedAt: null, deletedAt: null, reactions: [] },
};

/** An answer as support/http makes it; `json` null for no body. */
function answer(status, json, headers = {}) {
    const text = json === null ? "" : JSON.stringify(json);
    const type = status < 400 ? "application/json" : "application/problem+json";
    return { status, text, json, headers: { "x-request-id": "1", ...(json && { "content-type": type }), ...headers } };
}

const problem = (status, code, headers) =>
    answer(status, { type: "about:blank", title: "No", status, code, detail: "It is not." }, headers);

const posting = (given, payload = { content: "hi" }) => () =>
    openApi.assertAnswer("POST", "/api/rooms/r1/messages", given, { payload });
const asking = (path, given, method = "GET") => () => openApi.assertAnswer(method, path, given);

test("an answer that the document describes passes", () => {
    posting(answer(201, { message }))();
    posting(answer(201, { message: { ...message, replyTo: { id: "m0", seq: 1, author, excerpt: "" } } }))();
    posting(problem(409, "room_archived"))();
    posting(problem(503, "busy", { "retry-after": "1" }))();
    asking("/api/users?query=ad", answer(200, { users: [user, { ...user, email: null }] }))();
    asking("/api/auth/me", answer(200, { user: { ...user, email: null } }))();
    asking("/api/nothing", problem(404, "not_found"))();
    asking("/api/rooms/r1/join", problem(405, "method_not_allowed", { allow: "POST, OPTIONS" }))();
    asking("/api/rooms/r1/leave", answer(204, null), "POST")();
    asking("/api/rooms/read", answer(204, null), "POST")();
    asking("/rooms", answer(200, "the client's page, of which this document does not speak"))();
});

const undocumented = {
    "a path": asking("/api/nothing", answer(200, {})),
    "a method": asking("/api/rooms/r1/join", answer(200, {})),
    "a list of methods": asking("/api/rooms/r1/join", problem(405, "method_not_allowed", { allow: "GET, OPTIONS" })),
    "a status": posting(answer(202, { message })),
    "a status of a problem": asking("/api/auth/me", problem(404, "not_found")),
    "a code": posting(problem(409, "username_taken")),
    "a body": asking("/api/rooms/r1/leave", answer(204, { ok: true }), "POST"),
    "a content type": posting(answer(201, { message }, { "content-type": "text/html" })),
    "a problem that is no problem": posting(problem(403, "forbidden", { "content-type": "application/json" })),
    "a field": posting(answer(201, { message, more: 1 })),
    "a field deep inside": posting(answer(201, { message: { ...message, author: { ...author, shoeSize: 42 } } })),
    "a field beside one schema and another": asking("/api/auth/me", answer(200, { user: { ...user, email: null, age: 7 } })),
    "a missing field": posting(answer(201, { message: { ...message, replyTo: undefined } })),
    "a missing field of the second schema": asking("/api/auth/me", answer(200, { user })),
    "a type": posting(answer(201, { message: { ...message, seq: "1" } })),
    "a form of time": posting(answer(201, { message: { ...message, createdAt: "2026-06-12T09:40:07Z" } })),
    "a header": posting(answer(201, { message }, { etag: '"1"' })),
    "a missing header": asking("/api/rooms", answer(200, { rooms: [] })),
    "a parameter": asking("/api/users?name=ad", answer(200, { users: [] })),
    "a value of a parameter": asking("/api/rooms/r1/members?limit=1000", answer(200, { members: [], nextCursor: null })),
    "a field of a request": posting(answer(201, { message }), { content: "hi", mood: "good" }),
    "a request without a body": posting(answer(201, { message }), null),
    "a refusal of what is no HTTP": () => openApi.assertRefused(418, "{}"),
};

for (const [what, check] of Object.entries(undocumented)) {
    test(`over REST, ${what} that the document does not know fails`, () => {
        assert.throws(check, assert.AssertionError);
    });
}

test("every schema of both documents is one", () => {
    for (const [, , { responses, requestBody }] of openApi.operations()) {
        const contents = [...Object.values(responses), requestBody].map((one) => openApi.resolve(one)?.content ?? {});
        for (const { schema } of contents.flatMap((content) => Object.values(content)))
            if (schema) assert.doesNotThrow(() => openApi.complaint(schema, {}));
    }
    for (const schema of [asyncApi.heard, asyncApi.sent, asyncApi.acks].flatMap((schemas) => [...schemas.values()]))
        assert.doesNotThrow(() => asyncApi.complaint(schema, {}));
});

test("an event and an ack that the document describes pass", () => {
    asyncApi.assertHeard("message:new", [{ message }]);
    asyncApi.assertHeard("session:revoked", [{}]);
    asyncApi.assertAck("message:send", { roomId: "r1", content: "hi" }, { ok: true, message });
    asyncApi.assertAck("message:send", 7, { ok: false, error: { code: "validation_failed", message: "No." } });
    asyncApi.assertAck("nonsense", {}, { ok: false, error: { code: "unknown_event", message: "No." } });
});

const unheardOf = {
    "an event": () => asyncApi.assertHeard("message:read", [{ message }]),
    "an event of clients": () => asyncApi.assertHeard("message:send", [{ message }]),
    "a second argument": () => asyncApi.assertHeard("message:new", [{ message }, 1]),
    "a field": () => asyncApi.assertHeard("message:new", [{ message, more: 1 }]),
    "a field where there are none": () => asyncApi.assertHeard("session:revoked", [{ why: "" }]),
    "an ack": () => asyncApi.assertAck("nonsense", {}, { ok: true }),
    "a field of an ack": () => asyncApi.assertAck("typing", { roomId: "r1", typing: true }, { ok: true, more: 1 }),
    "a field of a payload": () =>
        asyncApi.assertAck("message:send", { roomId: "r1", content: "hi", mood: 1 }, { ok: true, message }),
    "a code": () => asyncApi.assertAck("sync", {}, { ok: false, error: { code: "bored", message: "No." } }),
};

for (const [what, check] of Object.entries(unheardOf)) {
    test(`over sockets, ${what} that the document does not know fails`, () => {
        assert.throws(check, assert.AssertionError);
    });
}
