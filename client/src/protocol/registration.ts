import { object, oneOf } from "./read";

/** Who may sign up: everybody, who has an invitation, or nobody. */
export type Registration = "open" | "invite" | "closed";

export function readRegistration(value: unknown): Registration {
    const read = object<{ registration: Registration }>({ registration: oneOf("open", "invite", "closed") });
    return read(value).registration;
}
