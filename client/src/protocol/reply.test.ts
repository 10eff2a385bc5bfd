import { describe, expect, test } from "vitest";
import { object, string } from "./read";
import { isTransient, makeProblem, readAck, readProblem } from "./reply";

const named = object<{ name: string }>({ name: string });

describe("readAck", () => {
    test("reads what a successful ack carries", () => {
        expect(readAck({ ok: true, name: "a" }, named)).toEqual({ ok: true, value: { name: "a" } });
    });

    test("reads the code of a refusal", () => {
        const ack = { ok: false, error: { code: "forbidden", message: "Not a member." } };
        expect(readAck(ack, named)).toMatchObject({
            ok: false,
            problem: { code: "forbidden", message: "Not a member." },
        });
    });

    test.each([undefined, null, "ok", { ok: true }, { ok: false }, { ok: false, error: "no" }])(
        "takes %j for a bad reply",
        (ack) => {
            expect(readAck(ack, named)).toMatchObject({ ok: false, problem: { code: "bad_reply" } });
        },
    );
});

describe("readProblem", () => {
    test("reads a problem body, its fields and its headers", () => {
        const body = {
            code: "invalid",
            detail: "Mend it.",
            errors: [{ field: "name", message: "Too long." }],
        };
        const headers = new Headers({ "retry-after": "3", "x-request-id": "q1" });
        expect(readProblem(422, body, headers)).toEqual({
            status: 422,
            code: "invalid",
            message: "Mend it.",
            fields: [{ field: "name", message: "Too long." }],
            requestId: "q1",
            retryAfterMs: 3000,
        });
    });

    test("takes a proxy's page for a server that is not there", () => {
        expect(readProblem(502, null, new Headers()).code).toBe("unavailable");
        expect(readProblem(404, null, new Headers()).code).toBe("unknown");
    });
});

test("only what may pass by itself is transient", () => {
    for (const code of ["offline", "timeout", "unavailable", "busy"]) {
        expect(isTransient(makeProblem({ code }))).toBe(true);
    }
    expect(isTransient(makeProblem({ code: "strange", status: 503 }))).toBe(true);
    expect(isTransient(makeProblem({ code: "strange", status: 429 }))).toBe(true);
    for (const code of ["forbidden", "room_not_found", "invalid", "bad_reply", "unauthorized"]) {
        expect(isTransient(makeProblem({ code }))).toBe(false);
    }
});
