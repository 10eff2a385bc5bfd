import type { jump as english } from "../en/jump";

export const jump: typeof english = {
    title: "Zu einem Raum, einer Person oder einer Nachricht springen",
    placeholder: "Zu Raum, Person oder Nachricht springen",
    results: "Wohin",
    groups: { recent: "Zuletzt", found: "Räume und Personen", messages: "Nachrichten", search: "Suche" },
    joinable: "nicht beigetreten",
    searchFor: (text) => `Nachrichten nach „${text}“ durchsuchen`,
    none: "Nichts mit diesem Namen",
    partOffline: "Keine Verbindung: nur deine eigenen Räume werden gelistet",
    partFailed: "Ein Teil ließ sich nicht nachschlagen",
    keys: { choose: "wählen", open: "öffnen", close: "schließen" },
    opening: "Wird geöffnet…",
};
