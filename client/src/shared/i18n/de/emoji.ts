import type { emoji as english } from "../en/emoji";

export const emoji: typeof english = {
    picker: "Emoji",
    search: "Emoji suchen",
    noneFound: "Kein Emoji heißt so",
    groups: {
        recent: "Zuletzt",
        found: "Gefunden",
        0: "Smileys",
        1: "Menschen",
        3: "Tiere und Natur",
        4: "Essen und Trinken",
        5: "Reisen und Orte",
        6: "Aktivitäten",
        7: "Dinge",
        8: "Symbole",
        9: "Flaggen",
    },
};
