import type { keys as english } from "../en/keys";

export const keys: typeof english = {
    title: "Tastenkürzel",
    everywhere: "Überall",
    jump: "Zu einem Raum, einer Person oder einer Nachricht springen",
    search: "Nachrichten durchsuchen",
    nextRoom: "Durch die Räume gehen",
    nextUnread: "Durch die ungelesenen Räume gehen",
    escape: "Offenes schließen, dann den Raum als gelesen markieren",
    help: "Diese Kürzel zeigen",
    writing: "Beim Schreiben",
    send: "Senden",
    newLine: "Neue Zeile",
    suggest: "Personen, Räume und Emoji nennen",
    editLast: "Die eigene letzte Nachricht bearbeiten, solange nichts geschrieben ist",
    onMessage: "Auf einer Nachricht",
    nextMessage: "Von Nachricht zu Nachricht gehen",
    or: "oder",
    shift: "Umschalt",
    control: "Strg",
    enter: "Eingabe",
    delete: "Entf",
};
