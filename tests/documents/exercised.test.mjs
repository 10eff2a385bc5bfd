// What the documents of the API describe was met by the tests that ran before (support/exercised.mjs): an operation or
// event that no test ever sees may be described as one likes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { asyncApi } from "../support/asyncapi.mjs";
import { allExercised } from "../support/exercised.mjs";
import { openApi } from "../support/openapi.mjs";

const met = allExercised();
const unmet = (wanted) => [...wanted].filter((what) => !met.has(what));

test("every operation of docs/openapi.yaml has succeeded in a test", () => {
    const missing = [...openApi.operations()].filter(
        ([method, template]) => ![200, 201, 204].some((status) => met.has(`${method.toUpperCase()} ${template} ${status}`)),
    );
    assert.deepEqual(missing.map(([method, template]) => `${method.toUpperCase()} ${template}`), []);
});

test("every event of docs/asyncapi.yaml was heard in a test", () => {
    assert.deepEqual(unmet([...asyncApi.heard.keys()].map((name) => `heard ${name}`)), []);
});

test("every event that clients send was acked in a test", () => {
    assert.deepEqual(unmet([...asyncApi.sent.keys()].map((name) => `acked ${name}`)), []);
});

test("which answers no test has met, is told", (t) => {
    for (const [method, template, { responses }] of openApi.operations()) {
        const missing = Object.keys(responses).filter((status) => !met.has(`${method.toUpperCase()} ${template} ${status}`));
        if (missing.length > 0) t.diagnostic(`${method.toUpperCase()} ${template} never answered ${missing.join(", ")}`);
    }
});
