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
    if (name === "") return "Choose a name to sign in with";
    if (name.length < 2) return "Two characters at least";
    if (name.length > 32) return "32 characters at most";
    if (!/^[a-z0-9]/.test(name)) return "Begin with a letter or a digit";
    if (!/^[a-z0-9._-]+$/.test(name)) return "Letters a to z, digits, dots, dashes and underscores only";
    return null;
}

function displayNameError(displayName: string): string | null {
    if ([...displayName.trim()].length > 64) return "64 characters at most";
    if (refusedInNames.test(displayName)) return "Leave out invisible characters";
    return null;
}

function passwordError(password: string): string | null {
    const length = [...password].length;
    if (length === 0) return "Choose a password";
    if (length < 8) return "Eight characters at least";
    if (length > 256) return "256 characters at most";
    return null;
}
