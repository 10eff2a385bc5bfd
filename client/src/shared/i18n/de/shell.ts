import type { shell as english } from "../en/shell";

export const shell: typeof english = {
    unreachable: "Chatter ist nicht erreichbar",
    broken: "Diese Seite ist kaputtgegangen",
    brokenHint: "Das ist ein Fehler von Chatter, nicht deiner. Was du gesendet hast, ist sicher.",
    loadAgain: "Neu laden",
    signedOutElsewhere: "Du wurdest von anderswo abgemeldet. Melde dich an, um weiterzumachen.",
    signInExpired: "Deine Anmeldung ist abgelaufen. Melde dich an, um weiterzumachen.",
    noConnection:
        "Keine Verbindung. Neuer Versuch läuft; was du schreibst, wartet hier und geht von selbst hinaus.",
    tryNow: "Jetzt versuchen",
    dropPicture: "Bild hier loslassen",
    jumpTo: "Springen zu…",
    search: "Suche",
    searchInRoom: "In diesem Raum suchen",
    browseRooms: "Räume entdecken",
    pickRoom: "Knüpf an ein Gespräch an",
    pickRoomHint: "Wähle links einen Raum oder eine Person.",
    welcome: (name) => `Willkommen, ${name}`,
    welcomeHint:
        "Gesprochen wird hier in Räumen. Tritt einem bei, der allen offen steht, oder beginne mit dem Plus in der Liste einen eigenen.",
    seeOpenRooms: "Offene Räume ansehen",
    writeTo: (place) => `Nachricht an ${place}`,
    directBegins: (names) => `Das hier lesen nur du und ${names}.`,
    roomBeganToday: "Hier beginnt der Raum. Er wurde heute angelegt.",
    roomBeganYesterday: "Hier beginnt der Raum. Er wurde gestern angelegt.",
    roomBeganOn: (day) => `Hier beginnt der Raum. Angelegt: ${day}.`,
    sentPicture: "hat ein Bild geschickt",
};
