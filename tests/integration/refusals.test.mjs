// Refusals that docs/openapi.yaml promises, of every operation alike or of those that no other test asks for.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertProblem, request } from "../support/http.mjs";
import { openApi } from "../support/openapi.mjs";
import { makeRoom, oneTo, post, register } from "../support/people.mjs";
import { fileScope } from "../support/scope.mjs";
import { startServer } from "../support/server.mjs";

const file = fileScope();
let server;
let admin;
let room;

before(async () => {
    server = await startServer(file);
    admin = await register(server);
    room = await makeRoom(admin);
});

/** A path that fits the template, and leads nowhere. */
const somePath = (template) => `/api${template.replace(/\{\w+\}/g, "01900000-0000-7000-8000-000000000000")}`;

test("every operation is for those who are signed in, unless the document says that it is for anyone", async () => {
    for (const [method, template, { security, responses, requestBody }] of openApi.operations()) {
        const json = requestBody?.content["application/json"] && {};
        const answer = await request(server, method.toUpperCase(), somePath(template), { json });
        if (security?.length === 0) {
            assert.notEqual(answer.json.code, "unauthorized", template);
            continue;
        }
        assertProblem(answer, 401, "unauthorized");
        assert.ok(responses[401], `${method} ${template} does not speak of 401`);
    }
});

test("every operation says what else its path can do", async () => {
    for (const [, template] of openApi.operations())
        for (const method of ["OPTIONS", "TRACE"])
            assert.ok([204, 405].includes((await request(server, method, somePath(template))).status), template);
});

test("parameters and fields out of bounds are 422, of every kind of request", async () => {
    const tooLong = "x".repeat(101);
    const wrong = [
        ["GET", `/api/users?query=${tooLong}`],
        ["GET", "/api/rooms?scope=private"],
        ["GET", `/api/rooms?scope=public&query=${tooLong}`],
        ["GET", `/api/rooms/${room.id}/members?limit=0`],
        ["GET", `/api/rooms/${room.id}/members?limit=201`],
        ["GET", `/api/search?q=${tooLong}`],
        ["POST", "/api/auth/login", {}],
        ["POST", "/api/invites", { maxUses: 0 }],
        ["PUT", `/api/rooms/${room.id}/read`, { seq: -1, unread: true }],
    ];
    for (const [method, path, json] of wrong) assertProblem(await admin.call(method, path, { json }), 422, "validation_failed");
    const message = await post(admin, room.id, "hi");
    for (const method of ["PUT", "DELETE"]) {
        const path = `/api/rooms/${room.id}/messages/${message.id}/reactions/x`;
        assertProblem(await admin.call(method, path), 422, "validation_failed");
    }
});

test("nobody is found by an id that nobody has", async () => {
    assertProblem(await admin.call("GET", somePath("/users/{id}")), 404, "not_found");
});

test("in a room in the archive no reaction is taken back, and no link leads into it", async () => {
    const archived = await makeRoom(admin);
    const message = await post(admin, archived.id, "hi");
    const reaction = `/api/rooms/${archived.id}/messages/${message.id}/reactions/${encodeURIComponent("👍")}`;
    assert.equal((await admin.call("PUT", reaction)).status, 200);
    const { invite } = (await admin.call("POST", `/api/rooms/${archived.id}/invites`, { json: {} })).json;
    assert.equal((await admin.call("PATCH", `/api/rooms/${archived.id}`, { json: { archived: true } })).status, 200);

    assertProblem(await admin.call("DELETE", reaction), 409, "room_archived");
    const other = await register(server);
    assertProblem(await other.call("POST", `/api/invites/${invite.code}/join`), 409, "room_archived");
});

test("a hundred links to register by are enough", async () => {
    for (const _ of oneTo(100)) assert.equal((await admin.call("POST", "/api/invites", { json: {} })).status, 201);
    assertProblem(await admin.call("POST", "/api/invites", { json: {} }), 409, "too_many_invites");
});
