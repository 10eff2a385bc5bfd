/**
 * Text that looks like `@name`. By the same rule as the server counts mentions: the `@` follows no
 * part of a word, so that an e-mail address names nobody.
 */
export const mentionPattern = /(?<!\w)@[\w.-]+/g;

/** Whether `mention`, as found by the pattern, names this user. */
export function isMentionOf(mention: string, username: string): boolean {
    return withoutPunctuation(mention).slice(1).toLowerCase() === username;
}

/** Whether `mention` names everybody in the room. */
export function namesEverybody(mention: string): boolean {
    return /^@(?:room|all|here)$/i.test(mention);
}

/** Whether a message's text names this user. */
export function namesUser(content: string, username: string): boolean {
    return [...content.matchAll(mentionPattern)].some(([mention]) => isMentionOf(mention, username));
}

/** Dots and hyphens at the end belong to the sentence. */
export function withoutPunctuation(mention: string): string {
    return mention.replace(/[.-]+$/, "");
}
