export const emoji = {
    picker: "Emoji",
    search: "Search emoji",
    noneFound: "No emoji of that name",
    /** The keyboard's groups, by Unicode's numbers. */
    groups: {
        recent: "Recent",
        found: "Found",
        0: "Smileys",
        1: "People",
        3: "Animals and nature",
        4: "Food and drink",
        5: "Travel and places",
        6: "Activities",
        7: "Objects",
        8: "Symbols",
        9: "Flags",
    },
};
