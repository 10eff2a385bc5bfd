import type { Problem } from "../protocol/reply";
import { words } from "./i18n/language";

/** A plain sentence for a problem, without a full stop. */
export function sentenceFor(problem: Problem): string {
    const { errors } = words();
    const known: Record<string, string> = errors;
    if (Object.hasOwn(known, problem.code) && problem.code !== "unknown")
        return known[problem.code] ?? errors.unknown;
    if (problem.status === 429) return errors.rate_limited;
    if (problem.status >= 500) return errors.internal;
    const fallback = problem.fields[0]?.message || problem.message;
    return fallback ? fallback.replace(/\.$/, "") : errors.unknown;
}

/** Numbers above 99 in a badge are "99+". */
export function badgeText(count: number): string {
    return count > 99 ? "99+" : String(count);
}
