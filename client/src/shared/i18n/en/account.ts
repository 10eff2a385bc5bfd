export const account = {
    appearance: "Appearance",
    asSystem: "As the system",
    light: "Light",
    dark: "Dark",
    signOut: "Sign out",
    notSignedOut: (reason: string) => `Not signed out: ${reason}`,
};
