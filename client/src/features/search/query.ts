/** What is searched for: words, and what narrows them down. Days are `YYYY-MM-DD` of the viewer's calendar. */
export type SearchQuery = {
    text: string;
    roomId: string | null;
    authorId: string | null;
    /** Only what was said after this day. */
    after: string | null;
    /** Only what was said before this day. */
    before: string | null;
};

export const emptyQuery: SearchQuery = { text: "", roomId: null, authorId: null, after: null, before: null };

const names = { text: "q", roomId: "in", authorId: "from", after: "after", before: "before" } as const;
const day = /^\d{4}-\d\d-\d\d$/;

/** The query as an address says it, with its `?`; empty for one that asks for nothing. */
export function queryToAddress(query: SearchQuery): string {
    const params = new URLSearchParams();
    for (const key of Object.keys(names) as (keyof SearchQuery)[]) {
        const value = query[key];
        if (value) params.set(names[key], value);
    }
    const text = params.toString();
    return text ? `?${text}` : "";
}

/** The query of an address; what no query could say is left out. */
export function queryOfAddress(search: string): SearchQuery {
    const params = new URLSearchParams(search);
    const date = (name: string) => {
        const value = params.get(name) ?? "";
        return day.test(value) && !Number.isNaN(Date.parse(value)) ? value : null;
    };
    return {
        text: params.get(names.text) ?? "",
        roomId: params.get(names.roomId) || null,
        authorId: params.get(names.authorId) || null,
        after: date(names.after),
        before: date(names.before),
    };
}

/** When messages may have been sent, in milliseconds: from the first up to, without, the second. */
export function boundsOf({ after, before }: SearchQuery): { from: number | null; until: number | null } {
    return {
        from: after === null ? null : startOfDay(after, 1),
        until: before === null ? null : startOfDay(before, 0),
    };
}

function startOfDay(date: string, daysLater: number): number {
    const [year = 0, month = 1, dayOfMonth = 1] = date.split("-").map(Number);
    return new Date(year, month - 1, dayOfMonth + daysLater).getTime();
}

/** A day as queries name it. */
export function dayText(date: Date): string {
    const two = (part: number) => String(part).padStart(2, "0");
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The lowest id that a message of this moment could have: ids begin with the time of their making. */
export function lowestIdAt(ms: number): string {
    const time = Math.max(0, ms).toString(16).padStart(12, "0");
    return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
