import type { people as english } from "../en/people";

export const people: typeof english = {
    blockedMessage: "Blockierte Nachricht",
    show: "Zeigen",
    hide: "Ausblenden",
    members: "Mitglieder",
    roomSettings: "Einstellungen des Raums",
    notifications: "Sag mir Bescheid bei",
    all: "Allen Nachrichten",
    mentions: "Erwähnungen",
    nothing: "Nichts",
    mute: "Stummschalten",
    unmute: "Nicht mehr stumm",
    muted: "Stumm: keine Zahl, keine Benachrichtigung",
    unmuted: "Nicht mehr stumm",
    onlyModerators: "Hier schreiben nur Moderation und Besitz.",
    archived: "Dieser Raum ist archiviert. Er lässt sich lesen, aber es kommt nichts mehr dazu.",
    settings: "Einstellungen",
    administration: "Verwaltung",
};
