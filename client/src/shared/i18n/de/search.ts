import type { search as english } from "../en/search";
import { plurals } from "../plural";

const count = plurals("de-DE");

export const search: typeof english = {
    messages: "Nachrichten durchsuchen",
    placeholder: "Nachrichten durchsuchen",
    results: "Suchergebnisse",
    hint: "Wörter finden sich in jeder Reihenfolge, in Anführungszeichen nur nebeneinander. Eingrenzen lässt es sich mit in:, von:, nach: und vor:.",
    found: (hits, more) =>
        `${more ? "Bisher " : ""}${count(hits, { one: "# Nachricht", other: "# Nachrichten" })} gefunden`,
    noneTitle: "Nichts gefunden",
    none: (text) => `Keine Nachricht, die du lesen kannst, enthält „${text}“.`,
    noneFiltered: (text) => `Mit diesen Filtern enthält keine Nachricht „${text}“.`,
    withoutFilters: "Ohne Filter suchen",
    failed: "Die Suche hat nicht geklappt",
    moreFailed: "Mehr ließ sich nicht laden",
    needsWords: "Gib noch ein Wort ein, nach dem gesucht wird.",

    openers: { in: "in", from: "von", after: "nach", before: "vor" },
    me: "mir",
    filters: { in: "In", from: "Von", after: "Nach", before: "Vor" },
    addFilter: {
        in: "In einem Raum",
        from: "Von einer Person",
        after: "Nach einem Tag",
        before: "Vor einem Tag",
    },
    removeFilter: (filter) => `Filter ${filter} entfernen`,
    suggestions: "Vorschläge",
    noRoom: (name) => `Du bist in keinem Raum namens ${name}`,
    noPerson: (name) => `Niemand hier heißt ${name}`,
    noDay: (day) => `${day} ist kein Tag. Schreib ihn als 2026-06-04, heute oder gestern`,
};
