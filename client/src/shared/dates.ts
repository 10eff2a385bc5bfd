const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long" });
const dayThisYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });
const dayOtherYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "medium", hourCycle: "h23" });

/** "09:12" */
export function timeOfDay(iso: string): string {
    return clock.format(new Date(iso));
}

/** "Today", "Yesterday", "Thursday, 4 June", or with the year for another one. */
export function dayName(iso: string, now = new Date()): string {
    const date = new Date(iso);
    if (sameDay(date, now)) return "Today";
    const yesterday = new Date(now);
    yesterday.setDate(now.getDate() - 1);
    if (sameDay(date, yesterday)) return "Yesterday";
    if (date.getFullYear() !== now.getFullYear()) return dayOtherYear.format(date);
    return `${weekday.format(date)}, ${dayThisYear.format(date)}`;
}

/** The whole date and time, for a hover. */
export function exactTime(iso: string): string {
    return exact.format(new Date(iso));
}

/** Whether two times fall on one day of the viewer's own calendar. */
export function sameDay(a: string | Date, b: string | Date): boolean {
    return new Date(a).toDateString() === new Date(b).toDateString();
}
