import { describe, expect, test } from "vitest";
import { signUpErrors } from "./validation";

const right = { username: "mira.o", displayName: "", password: "correct horse" };

test("a form that is right has no errors", () => {
    expect(signUpErrors(right)).toEqual({});
    expect(signUpErrors({ ...right, username: " Mira_2 ", displayName: "Мира 👩‍🔧" })).toEqual({});
});

describe("a form is refused", () => {
    test.each(["", "a", "-ab", "a b", "mïra", "a".repeat(33)])("for the username %j", (username) => {
        expect(Object.keys(signUpErrors({ ...right, username }))).toEqual(["username"]);
    });

    test.each(["", "1234567", "🙂".repeat(257)])("for the password %j", (password) => {
        expect(Object.keys(signUpErrors({ ...right, password }))).toEqual(["password"]);
    });

    test.each(["a\u0007", "a\u202Eb", "a\u200Bb", "a".repeat(65)])(
        "for the display name %j",
        (displayName) => {
            expect(Object.keys(signUpErrors({ ...right, displayName }))).toEqual(["displayName"]);
        },
    );
});

test("a password counts in characters as people see them typed, not in bytes", () => {
    expect(signUpErrors({ ...right, password: "🙂".repeat(8) })).toEqual({});
});
