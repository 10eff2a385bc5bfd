/** When nothing notifies, by the clock of this device: from one time of day to another, over midnight as well. */
export type QuietHours = {
    on: boolean;
    /** "22:00" */
    from: string;
    to: string;
};

export const usualHours: QuietHours = { on: false, from: "22:00", to: "07:00" };

/** Whether `now` lies in the quiet hours. From and to alike are the whole day. */
export function isQuiet({ on, from, to }: QuietHours, now: Date): boolean {
    const [start, end] = [minuteOf(from), minuteOf(to)];
    if (!on || start === null || end === null) return false;
    const minute = now.getHours() * 60 + now.getMinutes();
    if (start < end) return minute >= start && minute < end;
    return minute >= start || minute < end;
}

/** The minute of the day that "22:00" names; null for what is no time. */
export function minuteOf(clock: string): number | null {
    const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(clock) ?? [];
    if (hours === undefined || minutes === undefined) return null;
    const minute = Number(hours) * 60 + Number(minutes);
    return Number(hours) < 24 && Number(minutes) < 60 ? minute : null;
}
