import { locale, words } from "./i18n/language";

const made = new Map<string, Intl.DateTimeFormat>();

/** "09:12" */
export function timeOfDay(iso: string): string {
    return format("clock", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, iso);
}

/** "Today", "Yesterday", "Thursday, 4 June", or with the year for another one. */
export function dayName(iso: string, now = new Date()): string {
    const { common } = words();
    const days = daysAgo(iso, now);
    if (days === 0) return common.today;
    if (days === 1) return common.yesterday;
    if (new Date(iso).getFullYear() !== now.getFullYear()) {
        return format("otherYear", { day: "numeric", month: "long", year: "numeric" }, iso);
    }
    return common.dayAndDate(
        format("weekday", { weekday: "long" }, iso),
        format("thisYear", { day: "numeric", month: "long" }, iso),
    );
}

/** How many midnights of the viewer's calendar lie between then and now; less than 0 for a day to come. */
export function daysAgo(iso: string, now = new Date()): number {
    return Math.round((midnight(now) - midnight(new Date(iso))) / 86_400_000);
}

/** The whole date and time, for a hover. */
export function exactTime(iso: string): string {
    return format("exact", { dateStyle: "full", timeStyle: "medium", hourCycle: "h23" }, iso);
}

/** The whole date, for a hover. */
export function exactDay(iso: string): string {
    return format("exactDay", { dateStyle: "full" }, iso);
}

/** The start of a day as if it had no changes of the clock, so that days are of one length. */
function midnight(date: Date): number {
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
}

/** A formatter costs more than what it formats, so each is made once a locale. */
function format(name: string, options: Intl.DateTimeFormatOptions, iso: string): string {
    const key = `${name} ${locale()}`;
    const known = made.get(key) ?? new Intl.DateTimeFormat(locale(), options);
    made.set(key, known);
    return known.format(new Date(iso));
}
