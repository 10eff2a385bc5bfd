/** Text that looks like `@name`, where it does not stand inside an address or a word. */
export const mentionPattern = /(?<![\w@.-])@[a-z0-9][a-z0-9._-]{1,31}/gi;

/** Whether `mention`, as found by the pattern, names this user. A sentence may end right behind it. */
export function isMentionOf(mention: string, username: string): boolean {
    return withoutPunctuation(mention).slice(1).toLowerCase() === username;
}

/** Whether a message's text names this user. */
export function namesUser(content: string, username: string): boolean {
    return [...content.matchAll(mentionPattern)].some(([mention]) => isMentionOf(mention, username));
}

export function withoutPunctuation(mention: string): string {
    return mention.replace(/[._-]+$/, "");
}
