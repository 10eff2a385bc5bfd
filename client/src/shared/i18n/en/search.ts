import { plurals } from "../plural";

const count = plurals("en-GB");

export const search = {
    messages: "Search messages",
    placeholder: "Search messages",
    results: "Search results",
    hint: "Words are found in any order; between quotes, side by side. Narrow it down with in:, from:, after: and before:.",
    found: (hits: number, more: boolean) =>
        `${count(hits, { one: "# message", other: "# messages" })} found${more ? " so far" : ""}`,
    noneTitle: "Nothing found",
    none: (text: string) => `No message that you can read says “${text}”.`,
    noneFiltered: (text: string) => `With these filters, no message says “${text}”.`,
    withoutFilters: "Search without filters",
    failed: "The search did not work",
    moreFailed: "More could not be loaded",
    needsWords: "Add a word to search for.",

    /** What opens a filter as it is typed, without its colon, in lower case. */
    openers: { in: "in", from: "from", after: "after", before: "before" },
    me: "me",
    filters: { in: "In", from: "From", after: "After", before: "Before" },
    addFilter: { in: "In a room", from: "From a person", after: "After a day", before: "Before a day" },
    removeFilter: (filter: string) => `Remove the filter ${filter}`,
    suggestions: "Suggestions",
    noRoom: (name: string) => `You are in no room called ${name}`,
    noPerson: (name: string) => `Nobody here is called ${name}`,
    noDay: (day: string) => `${day} is no day. Write it as 2026-06-04, or today, or yesterday`,
};
