import type { common as english } from "../en/common";
import { plurals } from "../plural";

const count = plurals("de");

export const common: typeof english = {
    back: "Zurück",
    cancel: "Abbrechen",
    close: "Schließen",
    optional: "Freiwillig",
    tryAgain: "Noch einmal versuchen",
    today: "Heute",
    yesterday: "Gestern",
    dayAndDate: (weekday, date) => `${weekday}, ${date}`,
    partNotLoaded: "Ein Teil der Seite ließ sich nicht laden. Neu laden hilft vielleicht",
    request: (id) => `Anfrage ${id}`,
    members: (members) => count(members, { one: "# Mitglied", other: "# Mitglieder" }),
};
