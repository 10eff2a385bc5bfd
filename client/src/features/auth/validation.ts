import { pageWords } from "../../shared/i18n/page-words";
/** What is wrong with each field of a form, in words; a field that is right is left out. */
export type FieldErrors<Field extends string> = Partial<Record<Field, string>>;

export type SignUpFields = { username: string; displayName: string; password: string };

// The characters that the server refuses in names: controls, zero-width ones and bidi overrides.
const refusedInNames = /[\p{Cc}\u200B\u200C\u2060\uFEFF\u202A-\u202E\u2066-\u2069]/u;

export function signUpErrors({
    username,
    displayName,
    password,
}: SignUpFields): FieldErrors<keyof SignUpFields> {
    const errors: FieldErrors<keyof SignUpFields> = {};
    const name = usernameError(username);
    if (name) errors.username = name;
    const shown = displayNameError(displayName);
    if (shown) errors.displayName = shown;
    const secret = passwordError(password);
    if (secret) errors.password = secret;
    return errors;
}

function usernameError(username: string): string | null {
    const name = username.trim().toLowerCase();
    if (name === "") return pageWords().auth.chooseUsername;
    if (name.length < 2) return pageWords().auth.usernameShort;
    if (name.length > 32) return pageWords().auth.usernameLong;
    if (!/^[a-z0-9]/.test(name)) return pageWords().auth.usernameStart;
    if (!/^[a-z0-9._-]+$/.test(name)) return pageWords().auth.usernameCharacters;
    return null;
}

function displayNameError(displayName: string): string | null {
    if ([...displayName.trim()].length > 64) return pageWords().auth.displayNameLong;
    if (refusedInNames.test(displayName)) return pageWords().auth.displayNameInvisible;
    return null;
}

function passwordError(password: string): string | null {
    const length = [...password].length;
    if (length === 0) return pageWords().auth.choosePassword;
    if (length < 8) return pageWords().auth.passwordShort;
    if (length > 256) return pageWords().auth.passwordLong;
    return null;
}
