import type { composer as english } from "../en/composer";
import { plurals } from "../plural";

const count = plurals("de");

export const composer: typeof english = {
    message: "Nachricht",
    send: "Senden",
    replyingTo: (name) => `Antwort an ${name}`,
    cancelReply: "Nicht antworten",
    attachImage: "Bild anhängen",
    attachedImages: "Angehängte Bilder",
    cancelUpload: (file) => `${file} abbrechen`,
    remove: (file) => `${file} entfernen`,
    uploadAgain: (file) => `${file} noch einmal hochladen`,
    uploading: (file) => `${file} wird hochgeladen`,
    sendsWhenUploaded: "Geht hinaus, sobald die Bilder hochgeladen sind",
    notAPicture: "Diese Datei ist kein Bild",
    tooManyPictures: (most) => `Mit einer Nachricht gehen höchstens ${most} Bilder`,

    draft: "Entwurf",
    rivalDraft: "Auf einem anderen Gerät hier geschrieben:",
    takeRival: "Das nehmen",
    keepOwn: "Dies behalten",

    suggestions: (suggestions) => count(suggestions, { one: "# Vorschlag", other: "# Vorschläge" }),
    suggested: { person: "Personen", emoji: "Emoji", room: "Räume" },
    notInRoom: "nicht in diesem Raum",
    everybody: { room: "alle in diesem Raum", here: "alle in diesem Raum" },
};
