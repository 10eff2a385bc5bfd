import type { Draft, Kept } from "../features/composer/draft";
import { readReplyTarget } from "../protocol/entities";
import { count, list, nullable, object, string, withDefault } from "../protocol/read";
import { readReply } from "../protocol/reply";

const prefix = (userId: string) => `chatter.draft.${userId}.`;

const readKept = object<Kept>({ content: string, version: count });

const readDraft = object<Draft>({
    text: string,
    replyTo: nullable(readReplyTarget),
    kept: readKept,
    rival: nullable(readKept),
    tried: withDefault(list(string), []),
});

/** What a user has begun to write, kept in this browser at once, so that a reload takes none of it. */
export function storedDrafts(userId: string): ReadonlyMap<string, Draft> {
    const drafts = new Map<string, Draft>();
    try {
        for (const key of Object.keys(localStorage)) {
            if (!key.startsWith(prefix(userId))) continue;
            const read = readReply(JSON.parse(localStorage.getItem(key) ?? "null"), readDraft);
            if (read.ok) drafts.set(key.slice(prefix(userId).length), read.value);
        }
    } catch {
        // Without storage drafts last until the page goes, and on the server.
    }
    return drafts;
}

export function storeDraft(userId: string, place: string, draft: Draft) {
    const { text, replyTo, kept, rival, tried } = draft;
    const isNone = text + kept.content === "" && replyTo === null && rival === null && tried.length === 0;
    try {
        if (isNone) localStorage.removeItem(prefix(userId) + place);
        else localStorage.setItem(prefix(userId) + place, JSON.stringify(draft));
    } catch {
        // As above.
    }
}
