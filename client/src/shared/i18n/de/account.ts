import type { account as english } from "../en/account";

export const account: typeof english = {
    appearance: "Aussehen",
    asSystem: "Wie das System",
    light: "Hell",
    dark: "Dunkel",
    signOut: "Abmelden",
    notSignedOut: (reason) => `Nicht abgemeldet: ${reason}`,
};
