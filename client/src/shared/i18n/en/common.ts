import { plurals } from "../plural";

const count = plurals("en-GB");

export const common = {
    back: "Back",
    cancel: "Cancel",
    close: "Close",
    optional: "Optional",
    tryAgain: "Try again",
    today: "Today",
    yesterday: "Yesterday",
    /** Joins a weekday and a date: "Thursday, 4 June". */
    dayAndDate: (weekday: string, date: string) => `${weekday}, ${date}`,
    partNotLoaded: "A part of the page could not be loaded. Loading the page again may help",
    request: (id: string) => `Request ${id}`,
    members: (members: number) => count(members, { one: "# member", other: "# members" }),
};
